"""The requests that Microsoft Entra ID, Okta and OneLogin document, as they send them."""

from collections.abc import Callable
from typing import Any

import pytest

from .conftest import ENTERPRISE, GROUP, USER, Provider, user

Created = Callable[..., str]


def test_entra_looks_for_somebody_then_creates_them(provider: Provider) -> None:
    assert provider.find('userName eq "camille@example.org"').body["totalResults"] == 0
    answer = provider.post(
        "/Users",
        {
            "schemas": [USER, ENTERPRISE],
            "externalId": "0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef",
            "userName": "camille@example.org",
            "active": True,
            "emails": [{"primary": True, "type": "work", "value": "camille@example.org"}],
            "meta": {"resourceType": "User"},
            "name": {"formatted": "Camille Exemple", "familyName": "Exemple", "givenName": "Camille"},
            "roles": [],
        },
    )
    assert (answer.status, answer.body["userName"], "roles" in answer.body) == (201, "camille@example.org", False)
    assert answer.headers["Location"] == answer.body["meta"]["location"]
    assert provider.find('externalId eq "0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef"').names == ["camille@example.org"]
    assert provider.get(f"/Users/{answer.id}").body["name"]["givenName"] == "Camille"


@pytest.mark.parametrize("name", ["CAMILLE@EXAMPLE.ORG", "Camille@example.org"])
def test_a_taken_name_in_any_case_is_a_conflict(provider: Provider, created: Created, name: str) -> None:
    created("camille@example.org")
    answer = provider.post("/Users", user(name))
    assert (answer.status, answer.body["scimType"]) == (409, "uniqueness")


def test_a_name_decomposed_is_the_same_name(provider: Provider, created: Created) -> None:
    created("zoé@example.org")
    assert provider.post("/Users", user("zoe\u0301@example.org")).status == 409
    assert provider.find('userName eq "ZOE\u0301@example.org"').body["totalResults"] == 1


PATCHES: list[tuple[list[dict[str, Any]], dict[str, Any]]] = [
    (
        [
            {"op": "Replace", "path": 'emails[type eq "work"].value', "value": "new@example.org"},
            {"op": "Replace", "path": "name.familyName", "value": "Nouveau"},
        ],
        {"emails": [{"type": "work", "value": "new@example.org"}], "name": {"givenName": "Camille", "familyName": "Nouveau"}},
    ),
    ([{"op": "Replace", "path": "userName", "value": "other@example.org"}], {"userName": "other@example.org"}),
    ([{"op": "Replace", "path": "active", "value": False}], {"active": False}),
    ([{"op": "Replace", "path": "active", "value": "False"}], {"active": False}),
    ([{"op": "replace", "value": {"active": "false"}}], {"active": False}),
    ([{"op": "replace", "value": {"active": False}}], {"active": False}),
    ([{"op": "Add", "path": f"{ENTERPRISE}:department", "value": "R&D"}], {ENTERPRISE: {"department": "R&D"}}),
    ([{"op": "Add", "value": {f"{ENTERPRISE}:department": "R&D", "title": "Cheffe"}}], {"title": "Cheffe"}),
    ([{"op": "replace", "value": {"name.givenName": "Zoé"}}], {"name": {"givenName": "Zoé", "familyName": "Exemple"}}),
    ([{"op": "Add", "path": f"{ENTERPRISE}:manager", "value": "42"}], {ENTERPRISE: {"manager": {"value": "42"}}}),
    (
        [{"op": "Add", "path": f"{ENTERPRISE}:manager", "value": [{"$ref": "", "value": "42"}]}],
        {ENTERPRISE: {"manager": {"value": "42"}}},
    ),
    ([{"op": "Replace", "path": "emails", "value": {"value": "one@example.org"}}], {"emails": [{"value": "one@example.org"}]}),
    ([{"op": "Add", "path": 'phoneNumbers[type eq "work"].value', "value": "0102030405"}], {"userName": "camille@example.org"}),
    ([{"op": "Remove", "path": "title"}], {"userName": "camille@example.org"}),
    ([{"op": "Replace", "path": f"{USER}:displayName", "value": "Camille E."}], {"displayName": "Camille E."}),
    (
        [{"op": "replace", "value": {'emails[type eq "work"].value': "k@example.org"}}],
        {"emails": [{"type": "work", "value": "k@example.org"}]},
    ),
]


@pytest.mark.parametrize(("operations", "holds"), PATCHES)
def test_patches_as_they_come(
    provider: Provider, created: Created, operations: list[dict[str, Any]], holds: dict[str, Any]
) -> None:
    one = created(
        "camille@example.org",
        active=True,
        name={"givenName": "Camille", "familyName": "Exemple"},
        emails=[{"type": "work", "value": "camille@example.org"}],
    )
    answer = provider.patch(f"/Users/{one}", *operations)
    assert answer.status in {200, 204}, answer.body
    body = provider.get(f"/Users/{one}").body
    assert {name: body.get(name) for name in holds} == holds


def test_okta_replaces_somebody_whole_and_a_missing_active_suspends_nobody(provider: Provider, created: Created) -> None:
    one = created("camille@example.org", active=True, title="Technicienne")
    answer = provider.put(f"/Users/{one}", user("camille@example.org", displayName="Camille", groups=[], password="x" * 12))
    assert (answer.status, answer.body.get("title")) == (200, None)
    assert answer.body.get("active") is not False


def test_okta_walks_the_list(provider: Provider, created: Created) -> None:
    for n in range(5):
        created(f"user-{n}@example.org")
    first = provider.get("/Users", startIndex="1", count="2")
    assert (first.body["totalResults"], first.body["itemsPerPage"], first.names) == (
        5,
        2,
        ["user-0@example.org", "user-1@example.org"],
    )
    assert provider.get("/Users", startIndex="5", count="2").names == ["user-4@example.org"]
    assert provider.get("/Users", startIndex="9", count="2").names == []


def test_the_list_holds_its_order_around_a_deletion(provider: Provider, created: Created) -> None:
    ids = [created(f"user-{n}@example.org") for n in range(6)]
    for gone in (ids[0], ids[3]):
        provider.delete(f"/Users/{gone}")
    pages = [provider.get("/Users", startIndex=str(n), count="1").names[0] for n in range(1, 5)]
    assert pages == [f"user-{n}@example.org" for n in (1, 2, 4, 5)]


def test_the_inactive_stay_readable_and_the_deleted_do_not(provider: Provider, created: Created) -> None:
    one = created("camille@example.org", active=False)
    assert provider.get(f"/Users/{one}").body["active"] is False
    assert provider.delete(f"/Users/{one}").status == 204
    assert [provider.call(verb, f"/Users/{one}", user("camille@example.org")).status for verb in ("GET", "PUT", "DELETE")] == [
        404
    ] * 3
    assert provider.post("/Users", user("camille@example.org")).status == 201


def test_onelogin_asks_for_one_attribute(provider: Provider, created: Created) -> None:
    one = created("camille@example.org", title="Technicienne")
    found = provider.get("/Users", filter=f'id eq "{one}"', attributes="userName")
    assert found.body["Resources"] == [{"schemas": [USER], "id": one, "userName": "camille@example.org"}]


def test_groups_as_entra_and_okta_keep_them(provider: Provider, created: Created) -> None:
    one, two = created("a@example.org"), created("b@example.org")
    group = provider.post("/Groups", {"schemas": [GROUP], "externalId": "g1", "displayName": "Mentorat", "members": []}).id
    where = f"/Groups/{group}"
    assert provider.get("/Groups", excludedAttributes="members", filter='displayName eq "mentorat"').body["totalResults"] == 1
    provider.patch(where, {"op": "Add", "path": "members", "value": [{"$ref": None, "value": one}]})
    provider.patch(where, {"op": "add", "path": "members", "value": [{"value": two, "display": "b@example.org"}]})
    assert [member["value"] for member in provider.get(where).body["members"]] == [one, two]
    assert provider.find(f'members.value eq "{one}"', "Groups").body["totalResults"] == 1
    provider.patch(where, {"op": "Remove", "path": "members", "value": [{"value": one}]})
    provider.patch(where, {"op": "remove", "path": f'members[value eq "{two}"]'})
    assert provider.get(where).body.get("members", []) == []
    provider.patch(where, {"op": "replace", "value": {"id": group, "displayName": "Parrainage"}})
    assert provider.get(where).body["displayName"] == "Parrainage"
    assert provider.delete(where).status == 204


def test_entra_asks_whether_a_manager_is_set(provider: Provider, created: Created) -> None:
    boss = created("boss@example.org")
    one = created("camille@example.org", enterprise={"manager": {"value": boss}})
    assert provider.find(f'id eq "{one}" and {ENTERPRISE}:manager.value eq "{boss}"').body["totalResults"] == 1
    assert provider.find(f'id eq "{one}" and {ENTERPRISE}:manager.value eq "{one}"').body["totalResults"] == 0


def test_a_bulk_request_does_what_it_can(provider: Provider, created: Created) -> None:
    created("taken@example.org")
    said = {
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
        "Operations": [
            {"method": "POST", "path": "/Users", "bulkId": "a", "data": user("new@example.org", emails="new@example.org")},
            {"method": "POST", "path": "/Users", "bulkId": "b", "data": user("taken@example.org")},
            {
                "method": "POST",
                "path": "/Groups",
                "bulkId": "c",
                "data": {"schemas": [GROUP], "displayName": "G", "members": [{"value": "bulkId:a"}]},
            },
        ],
    }
    answer = provider.post("/Bulk", said)
    assert [operation["status"] for operation in answer.body["Operations"]] == ["201", "409", "201"]
    new = provider.find('userName eq "new@example.org"').body["Resources"][0]["id"]
    assert provider.find(f'members.value eq "{new}"', "Groups").body["totalResults"] == 1
