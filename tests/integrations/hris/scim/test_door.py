"""Who gets in, what is refused and how; nothing a caller sends makes a 500 or reaches a log."""

import io
import json
import logging
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from integrations.hris.errors import TokenRefused
from integrations.hris.models import ScimResource, ScimToken
from integrations.hris.scim import tokens
from portal.accounts.actors import SYSTEM
from portal.core import clock
from portal.core.models import AuditEntry

from .conftest import PATCH, Provider, user

NOW = clock.now()


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer x", "Basic abc", "Bearer scim_000000000000_" + "a" * 43])
@pytest.mark.parametrize("path", ["/Users", "/Schemas", "/ResourceTypes", "/Bulk", "/Groups/1", "/"])
def test_without_a_token_nothing_opens(db: None, header: str, path: str) -> None:
    answer = Provider("").call("GET", path, headers={"Authorization": header})
    assert answer.status in {401, 405}
    assert answer.status == 405 or answer.headers["WWW-Authenticate"] == 'Bearer realm="SCIM"'


def test_the_configuration_alone_is_open(db: None) -> None:
    answer = Provider("none").get("/ServiceProviderConfig")
    assert (answer.status, answer.body["filter"]["supported"]) == (200, True)
    assert answer.headers["Content-Type"] == "application/scim+json"


def test_two_tokens_of_a_name_are_valid_at_once_and_the_older_goes_first(db: None) -> None:
    first = tokens.create(name="okta", by=SYSTEM, at=NOW)
    second = tokens.create(name="okta", by=SYSTEM, at=NOW + timedelta(seconds=1))
    with pytest.raises(TokenRefused):
        tokens.create(name="okta", by=SYSTEM, at=NOW)
    assert [Provider(raw).get("/Users").status for raw in (first, second)] == [200, 200]
    assert tokens.revoke(name="okta", by=SYSTEM, at=NOW) == 1
    assert [Provider(raw).get("/Users").status for raw in (first, second)] == [401, 200]
    tokens.revoke(name="okta", by=SYSTEM, at=NOW)
    with pytest.raises(TokenRefused):
        tokens.revoke(name="okta", by=SYSTEM, at=NOW)


def test_a_token_is_kept_as_a_digest_and_its_use_to_the_minute(db: None) -> None:
    raw = tokens.create(name="okta", by=SYSTEM, at=NOW)
    row = ScimToken.objects.get()
    assert raw not in json.dumps([row.prefix, row.digest]) and len(row.digest) == 64
    for seconds in (0, 30, 61):
        assert tokens.opens(header=f"bearer {raw}", at=NOW + timedelta(seconds=seconds))
    assert ScimToken.objects.get().last_used_at == NOW + timedelta(seconds=61)
    assert tokens.opens(header=f"Bearer {raw[:-1]}!", at=NOW) is None


def test_the_command(db: None) -> None:
    out, err = io.StringIO(), io.StringIO()
    call_command("scim", "token", "create", "entra", stdout=out, stderr=err)
    assert Provider(out.getvalue().strip()).get("/Users").status == 200
    assert "/scim/v2/" in err.getvalue()
    listed = io.StringIO()
    call_command("scim", "token", "list", stdout=listed)
    assert "entra" in listed.getvalue() and out.getvalue().strip() not in listed.getvalue()
    revoked = io.StringIO()
    call_command("scim", "token", "revoke", "entra", stdout=revoked)
    assert "Plus aucun jeton de ce nom n’est valide" in revoked.getvalue()
    for name in ("entra", "", "é!"):
        with pytest.raises(CommandError):
            call_command("scim", "token", "revoke", name)
    assert list(AuditEntry.objects.order_by("at").values_list("action", flat=True)) == [
        "hris.create_scim_token",
        "hris.revoke_scim_token",
    ]


def test_the_command_speaks_of_each_case_and_never_shows_a_token_again(db: None) -> None:
    def said(*words: str) -> str:
        out = io.StringIO()
        call_command("scim", "token", *words, stdout=out, stderr=io.StringIO())
        return out.getvalue().strip()

    assert "Aucun jeton" in said("list")
    first, second = said("create", "entra"), said("create", "entra")
    with pytest.raises(CommandError, match=r"Deux jetons de ce nom sont déjà valides.*scim token revoke entra"):
        said("create", "entra")
    assert Provider(first).get("/Users").status == 200
    assert "Le plus ancien jeton de ce nom est fermé. Il reste 1 jeton valide" in said("revoke", "entra")
    assert (Provider(first).get("/Users").status, Provider(second).get("/Users").status) == (401, 200), "the older one, at once"
    listed = said("list", "entra")
    assert "fermé le" in listed and "dernier appel le" in listed and first not in listed and second not in listed
    with pytest.raises(CommandError, match="Aucun jeton valide ne porte ce nom"):
        said("revoke", "okta")
    with pytest.raises(CommandError, match="en lettres, chiffres et tirets"):
        said("create", "Entra ID")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'{"schemas": 1}',
        b'{"userName": ""}',
        b'{"userName": " "}',
        b'{"userName": 7, "emails": 7}',
        b"\xff\xfe\x00",
        b'{"userName": "a", "name": "b"}',
    ],
)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])
def test_a_bad_body_is_a_400_and_writes_nothing(provider: Provider, body: bytes, method: str) -> None:
    where = "/Users" if method == "POST" else f"/Users/{provider.post('/Users', user('kept@example.org')).id}"
    before = ScimResource.objects.count()
    answer = provider.call(method, where, body)
    assert answer.status == 400, answer.body
    assert ScimResource.objects.count() == before


def test_a_body_too_large_is_refused_before_it_is_read(provider: Provider) -> None:
    answer = provider.call("POST", "/Users", b'{"userName": "' + b"a" * (5 * 1024 * 1024) + b'"}')
    assert answer.status == 413


@pytest.mark.parametrize(
    "filter_", ["userName", 'userName eq "a', "nope eq 1", 'active gt "x"', "userName eq", "(((", "userName[x eq 1]"]
)
def test_a_bad_filter_says_so(provider: Provider, filter_: str) -> None:
    answer = provider.find(filter_)
    assert (answer.status, answer.body["scimType"]) == (400, "invalidFilter")


@pytest.mark.parametrize("path", ["/Users/nobody", "/Users/00000000-0000-0000-0000-000000000000", "/Nothing", "/Users/1/2/3"])
def test_what_is_not_there_is_a_404_in_scim(provider: Provider, path: str) -> None:
    answer = provider.get(path)
    assert (answer.status, answer.body["schemas"]) == (404, ["urn:ietf:params:scim:api:messages:2.0:Error"])


def test_versions_guard_a_change(provider: Provider) -> None:
    created = provider.post("/Users", user("a@example.org"))
    where, body = f"/Users/{created.id}", {"schemas": [PATCH], "Operations": [{"op": "add", "path": "title", "value": "x"}]}
    etag = created.headers["ETag"]
    assert provider.call("PATCH", where, body, headers={"If-Match": etag}).status == 204
    assert provider.call("PATCH", where, body, headers={"If-Match": etag}).status == 412
    assert provider.call("GET", where, headers={"If-None-Match": provider.get(where).headers["ETag"]}).status == 304


@pytest.mark.broken_page
def test_a_body_reaches_no_log_even_when_the_service_fails(
    provider: Provider, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("camille@example.org")

    monkeypatch.setattr("integrations.hris.scim.storage.index.unique_key", broken)
    with caplog.at_level(logging.DEBUG):
        answer = provider.post("/Users", user("camille@example.org"))
    assert (answer.status, answer.body["detail"]) == (500, "Internal server error")
    assert "camille" not in caplog.text and "RuntimeError" in caplog.text
    assert not ScimResource.objects.exists()
