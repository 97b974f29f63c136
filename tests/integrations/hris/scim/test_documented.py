"""More requests from the pages of Entra ID, Okta, OneLogin, Google, JumpCloud and SailPoint, and what a read may not do."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from integrations.hris.models import ScimToken
from integrations.hris.scim import tokens
from portal.core import clock
from portal.people.models import Employee

from .conftest import ENTERPRISE, GROUP, PATCH, USER, Provider, user

Created = Callable[..., str]
CUSTOM = "urn:ietf:params:scim:schemas:extension:Orvane:2.0:User"


@pytest.fixture
def one(created: Created) -> str:
    return created("camille@example.org", title="Technicienne", externalId="E-1", enterprise={"manager": {"value": "42"}})


@pytest.mark.parametrize("path", ["/Users/", "/Users.scim", "/Users"])
def test_an_address_with_a_slash_or_a_suffix_is_the_same(provider: Provider, one: str, path: str) -> None:
    found = provider.get(path, filter='userName eq "camille@example.org"')
    assert (found.status, found.body["totalResults"]) == (200, 1)


def test_entra_tries_the_connection_with_names_that_nobody_has(provider: Provider) -> None:
    tried = provider.get("/Users", filter='userName eq "AzureAD_Test_25b49fa7"', aadOptscim062020="")
    assert (tried.status, tried.body["totalResults"], tried.body.get("Resources", [])) == (200, 0, [])
    groups = provider.get("/Groups", filter='displayName eq "AzureAD_Test_25b49fa7"', excludedAttributes="members")
    assert (groups.status, groups.body["totalResults"]) == (200, 0)


def test_entra_sends_an_extension_of_its_customers_own(provider: Provider) -> None:
    body = {**user("camille@example.org"), "schemas": [USER, ENTERPRISE, CUSTOM], CUSTOM: {"tag": "701984"}}
    made = provider.post("/Users", body)
    assert (made.status, CUSTOM in made.body) == (201, False), made.body
    patched = provider.patch(f"/Users/{made.id}", {"op": "Add", "path": f"{CUSTOM}:tag", "value": "701985"},
                             {"op": "Replace", "path": "title", "value": "Cheffe"})  # fmt: skip
    assert patched.status in {200, 204}, patched.body
    assert provider.get(f"/Users/{made.id}").body["title"] == "Cheffe"


@pytest.mark.parametrize("operation", [
    {"op": "Add", "path": 'roles[primary eq "True"].value', "value": '{"id":"18d14569","value":"User"}'},
    {"op": "Add", "path": "roles", "value": [{"value": "Admin"}]},
    {"op": "Replace", "path": 'phoneNumbers[type eq "mobile"].value', "value": "+33 6 00 00 00 00"},
    {"op": "Remove", "path": 'addresses[type eq "work"]'},
    {"op": "Replace", "path": "timezone", "value": "Europe/Paris"},
    {"op": "Replace", "value": {"preferredLanguage": "fr", "nickName": "Cam", "timezone": "Europe/Paris"}},
], ids=str)  # fmt: skip
def test_entra_patches_what_is_not_kept_and_the_rest_goes_through(provider: Provider, one: str, operation: dict[str, Any]) -> None:
    answer = provider.patch(f"/Users/{one}", operation, {"op": "Replace", "path": "displayName", "value": "Camille E."})
    assert answer.status in {200, 204}, answer.body
    got = provider.get(f"/Users/{one}").body
    assert got["displayName"] == "Camille E." and {"roles", "phoneNumbers", "timezone"}.isdisjoint(got)


@pytest.mark.parametrize("operation", [
    {"op": "Remove", "path": f"{ENTERPRISE}:manager"},
    {"op": "Remove", "path": f"{ENTERPRISE}:manager.value"},
    {"op": "Replace", "path": f"{ENTERPRISE}:manager", "value": None},
], ids=str)  # fmt: skip
def test_entra_takes_a_manager_away(provider: Provider, one: str, operation: dict[str, Any]) -> None:
    assert provider.patch(f"/Users/{one}", operation).status in {200, 204}
    assert provider.get(f"/Users/{one}").body.get(ENTERPRISE, {}).get("manager") is None


def test_entra_reads_a_group_without_its_members(provider: Provider, one: str) -> None:
    group = provider.post("/Groups", {"schemas": [GROUP], "displayName": "Mentorat", "members": [{"value": one}]}).id
    got = provider.get(f"/Groups/{group}", excludedAttributes="members")
    assert got.status == 200 and "members" not in got.body and got.body["displayName"] == "Mentorat"


@pytest.mark.parametrize("shape", [
    {"op": "replace", "path": "members", "value": "MEMBERS"},
    {"op": "replace", "value": {"members": "MEMBERS"}},
    {"op": "add", "value": {"members": "MEMBERS"}},
    {"op": "Add", "path": "members", "value": "MEMBERS"},
], ids=str)  # fmt: skip
def test_members_are_set_with_or_without_a_path(provider: Provider, one: str, shape: dict[str, Any]) -> None:
    group = provider.post("/Groups", {"schemas": [GROUP], "displayName": "Mentorat"}).id
    members = [{"value": one, "display": "camille@example.org"}]
    value = members if shape["value"] == "MEMBERS" else {"members": members}
    assert provider.patch(f"/Groups/{group}", {**shape, "value": value}).status in {200, 204}
    assert [member["value"] for member in provider.get(f"/Groups/{group}").body["members"]] == [one]


def test_jumpcloud_replaces_a_group_whole(provider: Provider, one: str) -> None:
    group = provider.post("/Groups", {"schemas": [GROUP], "displayName": "Mentorat", "members": [{"value": one}]}).id
    answer = provider.put(f"/Groups/{group}", {"schemas": [GROUP], "displayName": "Mentorat", "members": []})
    assert (answer.status, answer.body.get("members", [])) == (200, [])


def test_okta_suspends_with_a_whole_replacement_and_gives_back_with_another(provider: Provider, one: str) -> None:
    for active in (False, True):
        body = {**user("camille@example.org", active=active), "id": one, "groups": [], "meta": {"resourceType": "User"}}
        assert provider.put(f"/Users/{one}", body).body["active"] is active
        assert (Employee.objects.get(external_id=one).access_cut_at is None) is active


def test_okta_imports_groups_and_people_a_page_at_a_time(provider: Provider, one: str) -> None:
    for kind in ("Users", "Groups"):
        found = provider.get(f"/{kind}", startIndex="1", count="100")
        assert (found.status, found.body["startIndex"]) == (200, 1)


def test_sailpoint_sorts(provider: Provider, created: Created) -> None:
    for name in ("b@example.org", "A@example.org", "c@example.org"):
        created(name)
    for order, names in (("ascending", ["A@", "b@", "c@"]), ("descending", ["c@", "b@", "A@"])):
        found = provider.get("/Users", sortBy="userName", sortOrder=order, startIndex="1", count="50")
        assert [name[:2] for name in found.names] == names


def test_onelogin_replaces_several_things_at_once(provider: Provider, one: str) -> None:
    said = {"schemas": [PATCH], "Operations": [{"op": "replace", "value": {
        "userName": "camille.e@example.org", "name": {"givenName": "Cam", "familyName": "E"}, "title": "Cheffe",
        "emails": [{"value": "camille.e@example.org", "primary": True}], ENTERPRISE: {"department": "R&D"},
    }}]}  # fmt: skip
    assert provider.call("PATCH", f"/Users/{one}", said).status in {200, 204}
    got = provider.get(f"/Users/{one}").body
    assert (got["userName"], got["name"]["familyName"], got[ENTERPRISE]["department"]) == ("camille.e@example.org", "E", "R&D")
    assert got[ENTERPRISE]["manager"] == {"value": "42"}, "what a patch does not speak of stays"


READS: list[tuple[str, dict[str, str]]] = [
    ("/Users", {"filter": 'userName eq "camille@example.org"'}),
    ("/Users", {"startIndex": "1", "count": "10"}),
    ("/Groups", {}),
    ("/Schemas", {}),
    ("/ResourceTypes", {}),
    ("/ServiceProviderConfig", {}),
    ("/Users/{one}", {}),
    ("/", {"filter": "displayName pr"}),
]


@pytest.mark.parametrize(("path", "query"), READS, ids=str)
def test_a_read_opens_no_transaction_and_writes_nothing(provider: Provider, one: str, path: str, query: dict[str, str]) -> None:
    provider.get("/Users")
    with CaptureQueriesContext(connection) as asked:
        assert provider.get(path.format(one=one), **query).status == 200
    wrote = [one["sql"] for one in asked if not one["sql"].startswith("SELECT")]
    assert wrote == [], "SQLite has one writer: a provider that reads all day must not be it"


def test_the_use_of_a_token_is_noted_in_one_update_a_minute(provider: Provider) -> None:
    ScimToken.objects.update(last_used_at=clock.now() - timedelta(seconds=61))
    with CaptureQueriesContext(connection) as asked:
        provider.get("/Users")
        provider.get("/Users")
    assert [one["sql"].split()[0] for one in asked if not one["sql"].startswith("SELECT")] == ["UPDATE"]


def test_two_at_once_note_the_use_of_a_token_once(provider: Provider) -> None:
    first, second = ScimToken.objects.get(), ScimToken.objects.get()
    at = clock.now()
    ScimToken.objects.used(first, at)
    ScimToken.objects.used(second, at + timedelta(seconds=2))
    assert ScimToken.objects.get().last_used_at == at


def test_a_database_whose_writer_is_busy_answers_a_read_all_the_same(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: Any, **__: Any) -> int:
        raise OperationalError("database is locked")

    monkeypatch.setattr(type(ScimToken.objects.all()), "update", busy)
    assert tokens.opens(header=f"Bearer {provider.token}", at=clock.now()) is not None
    assert provider.get("/Users").status == 200
