"""Every mail can be read before it leaves, in both languages, by who administers the portal; nothing is sent, nobody is named."""

from datetime import time

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from portal.accounts.enums import Role
from portal.core.ports import message_words
from tests.factories.accounts import UserFactory, grant, sign_in

pytestmark = pytest.mark.django_db
NUDGE = "mentorship.session_nudge"


@pytest.fixture
def administrator() -> Client:
    return sign_in(Client(), grant(UserFactory.create(), Role.PLATFORM_ADMIN))


def test_every_kind_is_listed_with_its_subject(administrator: Client) -> None:
    text = administrator.get(reverse("company:settings-mails")).content.decode()
    kinds = message_words().kinds()
    assert len(kinds) > 50
    assert all(reverse("company:settings-mail", args=[kind]) in text for kind in kinds)
    assert "Comment ça va en ce moment" in text
    assert "part aussi la nuit" in text
    assert "se refuse" in text


def test_the_list_asks_the_database_nothing_of_its_own(administrator: Client) -> None:
    with CaptureQueriesContext(connection) as seen:
        administrator.get(reverse("company:settings-mails"))
    assert len(seen) <= 10


def test_quiet_hours_are_said_when_there_are_some(administrator: Client, settings: Settings) -> None:
    settings.QUIET_HOURS = (time(20), time(8))
    assert "Entre 20:00 et 08:00" in administrator.get(reverse("company:settings-mails")).content.decode()
    settings.QUIET_HOURS = None
    assert "seuls les messages urgents partent" not in administrator.get(reverse("company:settings-mails")).content.decode()


@pytest.mark.parametrize("kind", [NUDGE, "mentorship.concern_raised", "accounts.password_reset"])
def test_one_kind_is_shown_in_both_languages(kind: str, administrator: Client) -> None:
    text = administrator.get(reverse("company:settings-mail", args=[kind])).content.decode()
    assert "Bonjour Camille" in text
    assert "Hello Camille" in text


@pytest.mark.parametrize("language", ["fr", "en"])
def test_its_page_has_its_own_style_and_may_load_nothing(language: str, administrator: Client) -> None:
    answer = administrator.get(reverse("company:settings-mail-as-read", args=[NUDGE, language]))
    assert answer.status_code == 200
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "Camille" in answer.content.decode()
    assert not mail.outbox


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("settings-mail", ["nobody.knows"]),
        ("settings-mail", ["wrapper"]),
        ("settings-mail-as-read", ["nobody.knows", "fr"]),
        ("settings-mail-as-read", [NUDGE, "de"]),
    ],
)
def test_a_kind_or_a_language_that_is_none_is_no_page(name: str, args: list[str], administrator: Client) -> None:
    assert administrator.get(reverse(f"company:{name}", args=args)).status_code == 404


@pytest.mark.parametrize("role", [Role.HR, Role.CSR, Role.DPO, Role.EDITOR, Role.EMPLOYEE, Role.COORDINATOR])
def test_nobody_else_opens_them(role: Role) -> None:
    client = sign_in(Client(), grant(UserFactory.create(), role))
    assert client.get(reverse("company:settings-mails")).status_code == 403
