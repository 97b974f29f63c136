"""Spellings of real providers, made plain: pure, no database."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.hris.scim import quirks

from .conftest import ENTERPRISE, USER

MANAGER = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager"


def plain(said: Any, *, bulk: bool = False) -> Any:
    return json.loads(quirks.plain(json.dumps(said).encode(), bulk=bulk))


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ({"emails": {"value": "a@example.org"}}, {"emails": [{"value": "a@example.org"}]}),
        ({"emails": "a@example.org"}, {"emails": [{"value": "a@example.org", "type": "work", "primary": True}]}),
        ({"emails": ""}, {"emails": []}),
        ({"Emails": {"value": "a@example.org"}}, {"Emails": [{"value": "a@example.org"}]}),
        ({"emails": [{"value": "a@example.org"}]}, {"emails": [{"value": "a@example.org"}]}),
        ({"name.givenName": "Zoé", "name": {"familyName": "Le"}}, {"name": {"givenName": "Zoé", "familyName": "Le"}}),
        ({"name": {"familyName": "Le"}, "name.givenName": "Zoé"}, {"name": {"givenName": "Zoé", "familyName": "Le"}}),
        ({f"{ENTERPRISE}:department": "R&D"}, {ENTERPRISE: {"department": "R&D"}}),
        (
            {f"{ENTERPRISE}:department": "R&D", ENTERPRISE: {"organization": "FR01"}},
            {ENTERPRISE: {"department": "R&D", "organization": "FR01"}},
        ),
        ({ENTERPRISE.upper(): {"Manager": "7"}}, {ENTERPRISE.upper(): {"Manager": {"value": "7"}}}),
        ({f"{USER}:title": "Cheffe"}, {"title": "Cheffe"}),
        ({ENTERPRISE: {"manager": "7"}}, {ENTERPRISE: {"manager": {"value": "7"}}}),
        ({ENTERPRISE: {"manager": ""}}, {ENTERPRISE: {"manager": None}}),
        ({ENTERPRISE: {"manager": [{"value": "7"}]}}, {ENTERPRISE: {"manager": {"value": "7"}}}),
        ({ENTERPRISE: {"manager": []}}, {ENTERPRISE: {"manager": None}}),
        ({f"{ENTERPRISE}:manager": "7"}, {ENTERPRISE: {"manager": {"value": "7"}}}),
        ({"urn:example:other:1.0:User": {"x": 1}}, {"urn:example:other:1.0:User": {"x": 1}}),
        ({"schemas": [USER], "userName": "a.b@example.org"}, {"schemas": [USER], "userName": "a.b@example.org"}),
    ],
)
def test_a_resource(sent: dict[str, Any], read: dict[str, Any]) -> None:
    assert plain(sent) == read


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ({"op": "Replace", "path": "manager", "value": "7"}, {"op": "Replace", "path": MANAGER, "value": {"value": "7"}}),
        (
            {"op": "add", "path": f"{ENTERPRISE}:manager", "value": [{"$ref": "x", "value": "7"}]},
            {"op": "add", "path": f"{ENTERPRISE}:manager", "value": {"$ref": "x", "value": "7"}},
        ),
        ({"op": "Add", "path": "manager", "value": ""}, {"op": "remove", "path": MANAGER}),
        ({"op": "remove", "path": "manager"}, {"op": "remove", "path": MANAGER}),
        ({"op": "add", "value": {"emails": {"value": "a"}}}, {"op": "add", "value": {"emails": [{"value": "a"}]}}),
        ({"op": "add", "value": {f"{ENTERPRISE}:manager": "7"}}, {"op": "add", "value": {f"{ENTERPRISE}:manager": {"value": "7"}}}),
        ({"op": "replace", "value": {"id": "7", "displayName": "Nord"}}, {"op": "replace", "value": {"displayName": "Nord"}}),
        (
            {"op": "replace", "path": ENTERPRISE, "value": {"manager": "7"}},
            {"op": "replace", "path": ENTERPRISE, "value": {"manager": {"value": "7"}}},
        ),
        ({"op": "replace", "path": "active", "value": "False"}, {"op": "replace", "path": "active", "value": "False"}),
    ],
)
def test_an_operation(sent: dict[str, Any], read: dict[str, Any]) -> None:
    assert plain({"Operations": [sent]}) == {"Operations": [read]}


def test_a_key_that_selects_is_an_operation_of_its_own() -> None:
    sent = {"op": "replace", "value": {'emails[type eq "work"].value': "a@example.org", "name.givenName": "Zoé"}}
    assert plain({"operations": [sent]})["operations"] == [
        {"op": "replace", "value": {"name.givenName": "Zoé"}},
        {"op": "replace", "path": 'emails[type eq "work"].value', "value": "a@example.org"},
    ]


def test_the_parts_of_a_bulk_request() -> None:
    said = {"Operations": [{"method": "POST", "data": {"emails": "a@example.org"}}, {"method": "DELETE", "path": "/Users/1"}]}
    first, second = plain(said, bulk=True)["Operations"]
    assert first["data"]["emails"][0]["value"] == "a@example.org"
    assert second == {"method": "DELETE", "path": "/Users/1"}


@pytest.mark.parametrize("body", [b"", b"{", b"[1]", b'"x"', b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_document_is_left_to_the_protocol(body: bytes) -> None:
    assert quirks.plain(body) == body


documents = st.recursive(
    st.none() | st.booleans() | st.text(max_size=8),
    lambda children: (
        st.lists(children, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["emails", "manager", ENTERPRISE, "name.givenName", "name", "Operations", "path", "value", "data", "."]
            ),
            children,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(documents, st.booleans())
def test_no_document_breaks_it(said: Any, bulk: bool) -> None:
    assert isinstance(plain(said, bulk=bulk), type(said))
