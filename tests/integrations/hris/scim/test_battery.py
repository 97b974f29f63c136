# ruff: noqa: E501  a request a line
"""Forty requests as Entra ID, Okta and OneLogin document them, and as careless clients send them: each gets what it means."""

import json
import logging
from typing import Any

import pytest

from integrations.hris.models import ScimResource, ScimValue
from portal.people.models import Employee

from .conftest import ENTERPRISE, GROUP, PATCH, USER, Answer, Provider, user

MAIL = [{"type": "work", "primary": True, "value": "babs@example.org"}]
BABS: dict[str, Any] = {
    "externalId": "E-1",
    "active": True,
    "name": {"givenName": "Babs", "familyName": "Exemple"},
    "emails": MAIL,
    "enterprise": {"employeeNumber": "701", "department": "R&D"},
}


@pytest.fixture
def babs(provider: Provider) -> str:
    return provider.post("/Users", user("babs@example.org", **BABS)).id


FOUND = [
    'userName eq "babs@example.org"',
    'USERNAME Eq "BABS@Example.org"',
    f'{USER}:userName eq "babs@example.org"',
    'externalId eq "E-1"',
    'emails eq "babs@example.org"',
    'emails.value eq "BABS@example.org"',
    'emails[type eq "work"].value eq "babs@example.org"',
    'emails[type eq "work" and value co "@example.org"]',
    'emails[primary eq "True"].value eq "babs@example.org"',
    'active eq "True" and name.familyName sw "exem"',
    f'{ENTERPRISE}:employeeNumber eq "701"',
    'employeeNumber eq "701"',
    'Department eq "r&d" and not (title pr)',
    'meta.lastModified ge "2020-01-01T00:00:00Z" and externalId pr',
    '(userName sw "babs") or (userName eq "nobody")',
]
NOT_FOUND = [
    'userName eq "nobody@example.org"',
    'externalId eq "e-1"',
    'emails[type eq "home"].value eq "babs@example.org"',
    'title eq "department eq"',
    "not (active eq true)",
]


@pytest.mark.parametrize("asked", FOUND)
def test_a_filter_finds(provider: Provider, babs: str, asked: str) -> None:
    provider.post("/Users", user("other@example.org", active=False, emails=[{"type": "home", "value": "other@example.com"}]))
    found = provider.find(asked)
    assert (found.status, found.body.get("totalResults")) == (200, 1), found.body
    assert found.body["Resources"][0]["id"] == babs


@pytest.mark.parametrize("asked", NOT_FOUND)
def test_a_filter_finds_nobody(provider: Provider, babs: str, asked: str) -> None:
    assert provider.find(asked).body["totalResults"] == 0


@pytest.mark.parametrize("asked", ["userName eq", 'userName eq "a" and', 'phoneNumbers.value eq "1"', "userName eq 'a'"])
def test_a_filter_that_cannot_be_answered_says_so_and_is_never_silent(provider: Provider, babs: str, asked: str) -> None:
    """Nobody found would have the provider create everybody again."""
    answer = provider.find(asked)
    assert (answer.status, answer.body["scimType"]) == (400, "invalidFilter")


@pytest.mark.parametrize(
    ("query", "items", "start"),
    [
        ({"startIndex": "0"}, 3, 1),
        ({"startIndex": "-4", "count": "2"}, 2, 1),
        ({"startIndex": "3", "count": "10"}, 1, 3),
        ({"startIndex": "9"}, 0, 9),
        ({"count": "0"}, 0, 1),
        ({"count": "-1"}, 0, 1),
        ({"count": "100000"}, 3, 1),
        ({"startIndex": "", "count": "", "filter": ""}, 3, 1),
        ({"filter": 'userName sw "u"', "startIndex": "2", "count": "1"}, 1, 2),
    ],
    ids=str,
)
def test_pages_at_their_edges(provider: Provider, query: dict[str, str], items: int, start: int) -> None:
    for n in range(3):
        provider.post("/Users", user(f"u{n}@example.org"))
    body = provider.get("/Users", **query).body
    assert (body["totalResults"], body["itemsPerPage"], body["startIndex"]) == (3, items, start)
    assert len(body.get("Resources", [])) == items


PATCHES: list[tuple[dict[str, Any], str, Any]] = [
    ({"op": "Replace", "path": "Active", "value": "False"}, "active", False),
    ({"op": "REPLACE", "value": {"Active": "fAlse"}}, "active", False),
    ({"op": "replace", "path": "emails", "value": "new@example.org"}, "emails", [{**MAIL[0], "value": "new@example.org"}]),
    ({"op": "replace", "path": "emails", "value": ["new@example.org"]}, "emails", [{"type": "work", "value": "new@example.org"}]),
    (
        {"op": "replace", "path": 'emails[type eq "work"].value', "value": "n@example.org"},
        "emails",
        [{**MAIL[0], "value": "n@example.org"}],
    ),
    ({"op": "Remove", "path": 'emails[type eq "work"]'}, "emails", None),
    ({"op": "Remove", "path": "emails", "value": [{"value": "babs@example.org"}]}, "emails", None),
    ({"op": "Add", "path": "manager", "value": "42"}, "manager", {"value": "42"}),
    (
        {"op": "Add", "path": f"{ENTERPRISE}:manager", "value": {"value": "42", "displayName": "Chef", "$ref": ""}},
        "manager",
        {"value": "42"},
    ),
    ({"op": "Replace", "path": f"{ENTERPRISE}:manager", "value": ""}, "manager", None),
    ({"op": "Replace", "path": "department", "value": "D2"}, "department", "D2"),
    ({"op": "replace", "value": {"department": "D2", "name.givenName": "Barbara"}}, "department", "D2"),
    ({"op": "replace", "path": "employeeNumber", "value": 702}, "employeeNumber", "702"),
    ({"op": "Add", "path": "title", "value": "Cheffe"}, "title", "Cheffe"),
    ({"op": "replace", "path": "title", "value": None}, "title", None),
    ({"op": "Add", "path": 'addresses[type eq "work"].locality', "value": "Lille"}, "addresses", None),
]


@pytest.mark.parametrize(("operation", "name", "value"), PATCHES, ids=[json.dumps(patch[0])[:70] for patch in PATCHES])
def test_a_patch_does_what_it_means(provider: Provider, babs: str, operation: dict[str, Any], name: str, value: Any) -> None:
    answer = provider.patch(f"/Users/{babs}", operation)
    assert answer.status in {200, 204}, answer.body
    body = provider.get(f"/Users/{babs}").body
    assert body.get(name, body.get(ENTERPRISE, {}).get(name)) == value


@pytest.mark.parametrize(
    ("operation", "status", "why"),
    [
        ({"op": "remove"}, 400, "noTarget"),
        ({"op": "move", "path": "title"}, 400, "invalidValue"),
        ({"op": "replace", "path": "id", "value": "x"}, 400, "mutability"),
        ({"op": "replace", "path": "userName", "value": "taken@example.org"}, 409, "uniqueness"),
        ({"op": "replace", "path": "active", "value": "perhaps"}, 400, "invalidValue"),
        ({"op": "replace", "path": "emails[", "value": "x"}, 400, "invalidPath"),
    ],
    ids=["nothing-named", "no-such-op", "the-id", "taken", "no-boolean", "broken-path"],
)
def test_a_patch_that_is_wrong_changes_nothing(
    provider: Provider, babs: str, operation: dict[str, Any], status: int, why: str
) -> None:
    provider.post("/Users", user("taken@example.org"))
    before = provider.get(f"/Users/{babs}").body
    answer = provider.patch(f"/Users/{babs}", {"op": "add", "path": "title", "value": "Autre"}, operation)
    assert (answer.status, answer.body["scimType"], answer.body["status"]) == (status, why, str(status))
    assert provider.get(f"/Users/{babs}").body == before


def test_operations_in_lower_case_without_schemas_or_as_one_object(provider: Provider, babs: str) -> None:
    for n, operations in enumerate(({"operations": [{"op": "add", "path": "title", "value": "0"}]},
                                    {"Operations": {"op": "replace", "path": "title", "value": "1"}})):  # fmt: skip
        assert provider.call("PATCH", f"/Users/{babs}", operations).status in {200, 204}
        assert provider.get(f"/Users/{babs}").body["title"] == str(n)


BODIES: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"userName": "n@example.org"}, {"active": True}),
    ({"UserName": "n@example.org", "Active": "FALSE", "Emails": {"Value": "q@example.org"}}, {"active": False}),
    ({"userName": "n@example.org", "emails": "q@example.org"}, {"emails": [{**MAIL[0], "value": "q@example.org"}]}),
    ({"userName": "n@example.org", "emails": [None, {"value": None, "type": "work"}, "q@example.org"]}, {"emails": [{"type": "work", "value": "q@example.org"}]}),
    ({"userName": 12345, "externalId": 77, ENTERPRISE: {"employeeNumber": 42}}, {"userName": "12345", "externalId": "77", ENTERPRISE: {"employeeNumber": "42"}}),
    ({"userName": "n@example.org", "manager": "9", "department": "D1"}, {ENTERPRISE: {"manager": {"value": "9"}, "department": "D1"}}),
    ({"userName": "n@example.org", "name.familyName": "Pointé", f"{ENTERPRISE}:department": "D1"}, {"name": {"familyName": "Pointé"}}),
    ({"userName": "n@example.org", "id": "mine", "meta": {"created": "1999"}, "groups": [], "password": "pw", "roles": [1]}, {"userName": "n@example.org"}),
    ({"userName": "n@example.org", "name": None, "emails": None, "externalId": None, ENTERPRISE: None}, {"active": True}),
]  # fmt: skip


@pytest.mark.parametrize(("body", "holds"), BODIES, ids=[json.dumps(body[0])[:60] for body in BODIES])
def test_a_body_becomes_what_it_means(provider: Provider, body: dict[str, Any], holds: dict[str, Any]) -> None:
    answer = provider.post("/Users", body)
    assert answer.status == 201, answer.body
    got = provider.get(f"/Users/{answer.id}").body
    assert {name: got.get(name) for name in holds} == holds
    assert "password" not in got and got["id"] != "mine"


@pytest.mark.parametrize("kind", ["application/json", "application/scim+json", "application/scim+json; charset=utf-8"])
def test_either_kind_of_json(provider: Provider, kind: str) -> None:
    sent = {"Authorization": f"Bearer {provider.token}", "Accept": kind}
    raw = provider.client.post("/scim/v2/Users", json.dumps(user("n@example.org")), content_type=kind, headers=sent)
    assert (raw.status_code, raw.headers["Content-Type"]) == (201, "application/scim+json")


@pytest.mark.parametrize("active", [True, False])
def test_a_replacement_that_does_not_speak_of_active_leaves_it(provider: Provider, babs: str, active: bool) -> None:
    provider.patch(f"/Users/{babs}", {"op": "replace", "path": "active", "value": active})
    assert provider.put(f"/Users/{babs}", user("babs@example.org")).body["active"] is active


def test_somebody_deleted_and_made_again_may_sign_in(provider: Provider, babs: str) -> None:
    provider.delete(f"/Users/{babs}")
    assert provider.get(f"/Users/{babs}").status == 404
    again = provider.post("/Users", user("babs@example.org", **BABS))
    assert again.status == 201 and again.id != babs
    assert Employee.objects.get(source="scim", external_id=again.id).access_cut_at is None


def test_somebody_deleted_leaves_every_group_with_their_name(provider: Provider, babs: str) -> None:
    other = provider.post("/Users", user("other@example.org")).id
    members = [{"value": babs, "display": "Babs Exemple"}, {"value": other}]
    group = provider.post("/Groups", {"schemas": [GROUP], "displayName": "Mentorat", "members": members}).id
    provider.delete(f"/Users/{babs}")
    assert [member["value"] for member in provider.get(f"/Groups/{group}").body["members"]] == [other]
    assert "Babs" not in repr(list(ScimResource.objects.values())) + repr(list(ScimValue.objects.values()))


@pytest.mark.parametrize("form", ["{0}", ["{0}"], {"value": "{0}"}, [{"value": "{0}"}]], ids=str)
def test_members_in_every_shape(provider: Provider, babs: str, form: Any) -> None:
    group = provider.post("/Groups", {"schemas": [GROUP], "displayName": "Mentorat"}).id
    value = json.loads(json.dumps(form).replace("{0}", babs))
    where, held = f"/Groups/{group}", lambda: [one["value"] for one in provider.get(f"/Groups/{group}").body.get("members", [])]
    assert provider.patch(where, {"op": "Add", "path": "members", "value": value}).status in {200, 204}
    assert held() == [babs]
    for asked in (f'members eq "{babs}"', f'members[value eq "{babs}"]', f'id eq "{group}" and members.value eq "{babs}"'):
        assert provider.find(asked, "Groups").body["totalResults"] == 1, asked
    assert provider.patch(where, {"op": "Remove", "path": "members", "value": value}).status in {200, 204}
    assert held() == []


def test_versions(provider: Provider, babs: str) -> None:
    version = provider.get(f"/Users/{babs}").headers["ETag"]
    ask = {"schemas": [PATCH], "Operations": [{"op": "add", "path": "title", "value": "x"}]}

    def with_header(method: str, name: str, value: str, body: Any = None) -> Answer:
        return provider.call(method, f"/Users/{babs}", body, headers={name: value})

    assert with_header("GET", "If-None-Match", version).status == 304
    assert with_header("PATCH", "If-Match", 'W/"99"', ask).status == 412
    assert with_header("PATCH", "If-Match", version, ask).status in {200, 204}
    assert with_header("PUT", "If-Match", version, user("babs@example.org")).status == 412
    assert with_header("DELETE", "If-Match", "*").status == 204


def test_bulk_refers_to_what_it_made_and_stops_where_it_is_told(provider: Provider) -> None:
    group = {"schemas": [GROUP], "displayName": "G", "members": [{"value": "bulkId:a"}]}
    said = {
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
        "failOnErrors": 1,
        "Operations": [
            {
                "method": "POST",
                "path": "/Users",
                "bulkId": "a",
                "data": user("bulk@example.org", manager="9", emails="b@example.org"),
            },
            {"method": "POST", "path": "/Groups", "bulkId": "g", "data": group},
            {"method": "POST", "path": "/Users", "bulkId": "b", "data": user("bulk@example.org")},
            {"method": "POST", "path": "/Users", "bulkId": "c", "data": user("never@example.org")},
        ],
    }
    answer = provider.post("/Bulk", said)
    assert [operation["status"] for operation in answer.body["Operations"]] == ["201", "201", "409"]
    assert provider.find('userName eq "never@example.org"').body["totalResults"] == 0
    assert provider.find('manager.value eq "9"').body["totalResults"] == 1


def test_no_body_reaches_a_log(provider: Provider, babs: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    canary = "canari-3f1b"
    provider.post("/Users", user(f"{canary}@example.org", title=canary))
    provider.call("POST", "/Users", f'{{"userName": "{canary}'.encode())
    provider.patch(f"/Users/{babs}", {"op": "replace", "path": "active", "value": canary})
    provider.put(f"/Users/{babs}", user(f"{canary}@example.org"))
    assert canary not in caplog.text
