"""A screen for several people: ten minutes, whoever comes in by whichever door, and nothing remembered."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from portal.accounts import operations
from portal.accounts.actors import SYSTEM
from portal.accounts.enums import Door
from portal.accounts.models import SignIn
from portal.core import clock
from portal.ui import shared_screen
from tests.factories.accounts import UserFactory
from tests.factories.letters import a_letter_for, worker
from tests.passkeys import SoftwarePasskey

from .own.walk import LETTER, MEANS, asked, makes_passkey, opened, reads_out

pytestmark = pytest.mark.django_db
TERMINAL, OVER, PAGE = "/fr/account/shared-screen/", "/fr/account/shared-screen/over/", "/fr/account/sign-ins/"


@pytest.fixture(autouse=True)
def _fresh_limits() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def inside(client: Client) -> Client:
    """Somebody who said that the screen is shared, and came in."""
    employee = worker()
    reads_out(client, employee.employee_number, a_letter_for(employee, clock.now()), shared="on")
    makes_passkey(client, SoftwarePasskey())
    assert opened(client)
    return client


def later(minutes: float, monkeypatch: pytest.MonkeyPatch) -> None:
    moment = clock.now() + timedelta(minutes=minutes)
    monkeypatch.setattr(clock, "now", lambda: moment)


def test_ten_minutes_on_the_list_on_the_page_and_by_the_page_itself(inside: Client) -> None:
    row = SignIn.objects.get()
    assert row.ends_at is not None and row.ends_at - row.at == timedelta(minutes=10)
    answer = inside.get(PAGE)
    seconds, _semicolon, leads = answer["Refresh"].partition("; url=")
    assert 590 <= int(seconds) <= 600
    assert leads == OVER
    assert answer["Cache-Control"] == "no-store"
    assert "Écran partagé" in answer.content.decode()


def test_then_it_is_over_for_good(inside: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    later(9.9, monkeypatch)
    assert inside.get(PAGE).status_code == 200
    later(0.2, monkeypatch)
    answer = inside.get("/fr/me/programmes/")
    assert answer["Location"] == OVER  # and not to a page that the person before was on
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert not opened(inside)
    assert "La place est libre" in inside.get(OVER).content.decode()


def test_using_it_does_not_make_it_longer(inside: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(4):
        later(3, monkeypatch)
        last = inside.get(PAGE).status_code
    assert last == 302


def test_i_have_finished(inside: Client) -> None:
    answer = inside.post("/fr/account/sign-out/")
    assert (answer["Location"], answer["Clear-Site-Data"]) == (OVER, '"cache", "storage"')
    assert SignIn.objects.get().ended_at is not None
    assert not inside.session.keys()


def test_the_last_page_ends_the_session_too(inside: Client) -> None:
    """A browser that is a minute ahead leaves a minute early: the session goes with the page."""
    inside.get(OVER)
    assert not opened(inside)


def test_a_passkey_is_made_elsewhere(client: Client) -> None:
    employee = worker()
    for shared, attached in ((None, False), ("on", True)):
        more = {"shared": shared} if shared else {}
        reads_out(client, employee.employee_number, a_letter_for(employee, clock.now()), **more)
        assert ("cross-platform" in asked(client.get(MEANS))) is attached


def test_a_terminal_is_marked_once_and_asks_nobody(client: Client) -> None:
    assert "shared" in client.get(LETTER).content.decode()
    assert client.post(TERMINAL)["Location"] == OVER
    assert 'name="shared"' not in client.get(LETTER).content.decode()
    employee = worker()
    reads_out(client, employee.employee_number, a_letter_for(employee, clock.now()))
    makes_passkey(client, SoftwarePasskey())
    assert SignIn.objects.get().ends_at is not None
    assert "Cet écran est partagé" in client.get(TERMINAL).content.decode()
    assert client.post(TERMINAL, {"off": "1"})["Location"] == TERMINAL
    assert not opened(client)
    assert 'name="shared"' in client.get(LETTER).content.decode()


def test_on_a_terminal_every_door_is_ten_minutes_wide(client: Client) -> None:
    """Here the one of associations, by allauth; single sign-on opens its sessions the same way."""
    client.post(TERMINAL)
    account = operations.create_local_account(
        email="a@asso.example.org", display_name="A", password="une phrase assez longue", by=SYSTEM, at=clock.now()
    )
    client.post("/fr/account/sign-in/", {"login": account.email, "password": "une phrase assez longue"})
    row = SignIn.objects.get()
    assert row.ends_at is not None and row.ends_at - row.at <= timedelta(minutes=10)


@pytest.mark.parametrize(("provider", "held"), [(5, 5), (60, 10), (None, 10)])
def test_the_earlier_end_holds(provider: int | None, held: int) -> None:
    at = clock.now()
    ends = at + timedelta(minutes=provider) if provider else None
    row = operations.record_sign_in(user=UserFactory.create(), door=Door.COMPANY, ends_at=ends, by=SYSTEM, at=at)
    operations.open_session(sign_in=row, device="", ends_at=at + shared_screen.TIME, by=SYSTEM, at=at)
    assert row.ends_at == at + timedelta(minutes=held)


def test_the_mark_comes_with_what_an_identity_provider_posts(client: Client, settings: Settings) -> None:
    """A SAML answer is posted from another site, where a Lax cookie stays at home."""
    settings.PUBLIC_URL = "https://binome.example.org"
    cookie = client.post(TERMINAL).cookies[shared_screen.COOKIE]
    assert (cookie["samesite"], bool(cookie["secure"]), bool(cookie["httponly"])) == ("None", True, True)


def test_another_screen_knows_nothing_of_it(client: Client) -> None:
    employee = worker()
    reads_out(client, employee.employee_number, a_letter_for(employee, clock.now()))
    makes_passkey(client, SoftwarePasskey())
    answer = client.get(PAGE)
    assert "Refresh" not in answer
    assert "Écran partagé" not in answer.content.decode()
