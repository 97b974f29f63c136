"""Role rules."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from portal.accounts.actors import ANONYMOUS, Actor
from portal.accounts.enums import Role
from portal.core.ids import new_id
from portal.ui import access


def view(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


def ask(monkeypatch: pytest.MonkeyPatch, actor: Actor, target: Any) -> Any:
    monkeypatch.setattr(access, "presence_of", lambda _: access.Presence(actor))
    request = RequestFactory().get("/fr/somewhere/")
    request.user = AnonymousUser()
    return access.RoleRuleMiddleware(view).process_view(request, target)


def someone(*roles: Role) -> Actor:
    return Actor(new_id(), frozenset(map(str, roles)))


def test_a_view_without_a_rule_opens_for_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(PermissionDenied, match="no_rule"):
        ask(monkeypatch, someone(*Role), lambda request: HttpResponse())


def test_a_rule_lets_its_roles_in_and_refuses_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    guarded = access.allow(Role.HR)(lambda request: HttpResponse())
    assert ask(monkeypatch, someone(Role.EMPLOYEE, Role.HR), guarded) is None
    with pytest.raises(PermissionDenied, match="role"):
        ask(monkeypatch, someone(Role.EMPLOYEE, Role.CSR), guarded)


def test_someone_not_signed_in_goes_to_the_sign_in_page(monkeypatch: pytest.MonkeyPatch) -> None:
    guarded = access.allow(Role.HR)(lambda request: HttpResponse())
    answer = ask(monkeypatch, ANONYMOUS, guarded)
    assert answer.status_code == 302
    assert "next=/fr/somewhere/" in answer["Location"]


def test_public_pages_open_for_everyone(monkeypatch: pytest.MonkeyPatch) -> None:
    public = access.allow_everyone(lambda request: HttpResponse())
    assert ask(monkeypatch, ANONYMOUS, public) is None


@pytest.mark.parametrize(
    ("module", "opens"), [("wagtail.views", True), ("wagtail.admin.views.home", False), ("unknown.place", None)]
)
def test_a_library_s_views_have_the_rule_of_their_module(module: str, opens: bool | None) -> None:
    def foreign(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    foreign.__module__ = module
    rule = access.rule_of(foreign)
    assert (None if rule is None else Role.ANONYMOUS in rule.roles) is opens


@pytest.mark.django_db
def test_the_content_policy_is_strict_but_for_the_editors_interface(client: Client) -> None:
    site = client.get("/healthz")["Content-Security-Policy"]
    assert "default-src 'none'" in site
    assert "unsafe-inline" not in site
    assert "unsafe-inline" in client.get("/cms/")["Content-Security-Policy"]
