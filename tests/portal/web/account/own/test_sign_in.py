"""The times after the letter: a code to one's telephone, or a passkey; every number gets the same answer."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from portal.accounts.models import SignIn, User
from portal.core import clock
from portal.people.enums import EmployeeStatus
from portal.people.models import Employee, OwnMeans, PhoneCode
from portal.people.rules.phone import MAX_TRIES
from portal.web.account.own import sign_in as page_of_sign_in
from tests.factories.letters import a_letter_for, with_phone, worker
from tests.factories.people import LegalEntityFactory
from tests.factories.telephone import SENT, digits
from tests.passkeys import SoftwarePasskey

from .walk import CODE, OWN, Commits, asks_code, makes_passkey, opened, reads_out, shows_passkey

pytestmark = pytest.mark.django_db


def has_opened(employee: Employee) -> Employee:
    """Give somebody their account, as if a letter had opened it."""
    user = User.objects.create(handle=f"letter:{employee.id}", display_name=employee.name, created_at=clock.now())
    Employee.objects.filter(pk=employee.pk).update(user=user)
    employee.refresh_from_db()
    return employee


@pytest.fixture
def nora() -> Employee:
    return with_phone(has_opened(worker(given_name="Nora")), clock.now())


@pytest.fixture
def passkey() -> SoftwarePasskey:
    """A passkey that somebody made with their letter in hand."""
    made, employee, browser = SoftwarePasskey(), worker(), Client()
    reads_out(browser, employee.employee_number, a_letter_for(employee, clock.now()))
    assert makes_passkey(browser, made).status_code == 302
    return made


def test_number_code_session(client: Client, nora: Employee, django_capture_on_commit_callbacks: Commits) -> None:
    assert asks_code(client, django_capture_on_commit_callbacks, nora.employee_number)["Location"] == CODE
    assert "Si ce matricule a un téléphone" in client.get(CODE).content.decode()
    client.post(CODE, {"code": f"{digits()[:3]} {digits()[3:]}"})
    assert client.session["_auth_user_id"] == str(nora.user_id)
    assert SignIn.objects.get(ended_at=None).door == "own"


def test_a_number_nobody_has_gets_the_same_answer_and_no_message(
    client: Client, nora: Employee, django_capture_on_commit_callbacks: Commits
) -> None:
    pages = []
    for number in (nora.employee_number, "999999"):
        answer = asks_code(client, django_capture_on_commit_callbacks, number)
        pages.append((answer.status_code, answer["Location"], "Si ce matricule" in client.get(CODE).content.decode()))
    assert len(set(pages)) == 1
    assert len(SENT) == 1
    assert PhoneCode.objects.count() == 2


def test_no_guess_opens_a_code_that_was_never_sent(client: Client, django_capture_on_commit_callbacks: Commits) -> None:
    asks_code(client, django_capture_on_commit_callbacks, "999999")
    for guess in ("", "000000", "123456"):
        client.post(CODE, {"code": guess})
    assert not opened(client)


def test_five_guesses_and_the_code_is_over(client: Client, nora: Employee, django_capture_on_commit_callbacks: Commits) -> None:
    asks_code(client, django_capture_on_commit_callbacks, nora.employee_number)
    right = digits()
    for step in range(MAX_TRIES):
        client.post(CODE, {"code": f"{(int(right) + step + 1) % 1_000_000:06d}"})
    assert "ne vaut plus" in client.post(CODE, {"code": right}).content.decode()
    assert not opened(client)


def test_a_code_of_another_browser_is_of_no_use_here(
    client: Client, nora: Employee, django_capture_on_commit_callbacks: Commits
) -> None:
    asks_code(Client(), django_capture_on_commit_callbacks, nora.employee_number)
    theirs = digits()
    asks_code(client, django_capture_on_commit_callbacks, nora.employee_number)
    if theirs != digits():
        client.post(CODE, {"code": theirs})
        assert not opened(client)


def test_a_code_serves_once(client: Client, nora: Employee, django_capture_on_commit_callbacks: Commits) -> None:
    asks_code(client, django_capture_on_commit_callbacks, nora.employee_number)
    held = dict(client.session["own_access"])
    client.post(CODE, {"code": digits()})
    late = Client()
    late.get(OWN)
    session = late.session
    session["own_access"] = held
    session.save()
    assert "ne vaut plus" in late.post(CODE, {"code": digits()}).content.decode()
    assert not opened(late)


def test_a_code_too_old(client: Client, nora: Employee, django_capture_on_commit_callbacks: Commits) -> None:
    asks_code(client, django_capture_on_commit_callbacks, nora.employee_number)
    PhoneCode.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    assert "ne vaut plus" in client.post(CODE, {"code": digits()}).content.decode()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"status": EmployeeStatus.ENDED}, "ne vous compte pas en poste"),
        ({"access_cut_at": clock.now()}, "ne vous compte pas en poste"),
        ({"sso": True}, "compte professionnel"),
    ],
    ids=["left", "cut by the identity provider", "has a company account by now"],
)
def test_what_changed_since_the_code_left_counts(
    changed: dict[str, Any], said: str, client: Client, nora: Employee, django_capture_on_commit_callbacks: Commits
) -> None:
    asks_code(client, django_capture_on_commit_callbacks, nora.employee_number)
    Employee.objects.filter(pk=nora.pk).update(**changed)
    assert said in client.post(CODE, {"code": digits()}).content.decode()
    assert not opened(client)


def test_a_closed_account_is_told_so(client: Client, nora: Employee, django_capture_on_commit_callbacks: Commits) -> None:
    User.objects.update(is_active=False)
    asks_code(client, django_capture_on_commit_callbacks, nora.employee_number)
    assert "Cet accès est fermé" in client.post(CODE, {"code": digits()}).content.decode()


def test_two_people_with_one_number_say_their_employer(
    client: Client, nora: Employee, django_capture_on_commit_callbacks: Commits
) -> None:
    other = LegalEntityFactory.create(code="FR02", name="Exemple Nord")
    twin = has_opened(worker(employee_number=nora.employee_number, legal_entity=other))
    with_phone(twin, clock.now(), "+33698765432")
    page = client.post(OWN, {"number": nora.employee_number})
    assert "Exemple Nord" in page.content.decode() and page.status_code == 200
    asks_code(client, django_capture_on_commit_callbacks, nora.employee_number, entity="FR02")
    assert SENT[-1][0] == "+33698765432"


def test_five_codes_an_hour_for_one_number(client: Client, nora: Employee, django_capture_on_commit_callbacks: Commits) -> None:
    for _ in range(6):
        answer = asks_code(Client(), django_capture_on_commit_callbacks, nora.employee_number)
    assert (answer.status_code, len(SENT)) == (429, 5)


def test_one_place_asks_only_so_often(
    client: Client, nora: Employee, django_capture_on_commit_callbacks: Commits, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_of_sign_in, "TRIES", 2)
    statuses = [asks_code(client, django_capture_on_commit_callbacks, f"99{n}").status_code for n in range(3)]
    assert statuses == [302, 302, 429]
    assert "Trop d’essais" in client.post(f"{OWN}passkey/", {"credential": "{}"}, follow=True).content.decode()


def test_a_passkey_is_the_whole_way_in(client: Client, passkey: SoftwarePasskey) -> None:
    assert shows_passkey(client, passkey, next="/fr/me/")["Location"] == "/fr/me/"
    assert opened(client)
    assert SignIn.objects.latest("at").door == "own"


def test_a_counter_that_stands_still_is_a_copy(client: Client, passkey: SoftwarePasskey) -> None:
    """WebAuthn 6.1.1: the copy is refused, and so is the original from then on until a new letter."""
    assert opened_with(passkey)
    passkey.counter -= 1
    assert not opened_with(passkey)
    assert OwnMeans.objects.get().sign_count == passkey.counter


def opened_with(passkey: SoftwarePasskey) -> bool:
    browser = Client()
    shows_passkey(browser, passkey)
    return opened(browser)


@pytest.mark.parametrize(
    "garbage", ["", "{}", "[]", "null", '{"response": {}}', "x" * 30_000, '{"rawId": "AA", "response": {"a": 1}}']
)
def test_what_is_no_answer_opens_nothing(garbage: str, client: Client) -> None:
    client.get(f"{OWN}passkey/options/")
    answer = client.post(f"{OWN}passkey/", {"credential": garbage}, follow=True)
    assert (answer.status_code, opened(client)) == (200, False)
    assert "n’a pas répondu comme attendu" in answer.content.decode()


def test_another_key_under_the_same_name(client: Client, passkey: SoftwarePasskey) -> None:
    assert not opened_with(SoftwarePasskey(credential_id=passkey.credential_id))


def test_a_challenge_serves_once(client: Client, passkey: SoftwarePasskey) -> None:
    options = client.get(f"{OWN}passkey/options/").content.decode()
    answer = passkey.get(options)
    client.post(f"{OWN}passkey/", {"credential": "{}"})
    client.post(f"{OWN}passkey/", {"credential": answer})
    assert not opened(client)


def test_a_leaver_s_passkey_opens_nothing(client: Client, passkey: SoftwarePasskey) -> None:
    Employee.objects.update(status=EmployeeStatus.ENDED)
    page = Client()
    assert "ne vous compte pas en poste" in shows(page, passkey)
    assert not opened(page)


def shows(client: Client, passkey: SoftwarePasskey) -> str:
    shows_passkey(client, passkey)
    return client.get(OWN).content.decode()


def test_the_sign_in_page_leads_here(client: Client) -> None:
    assert OWN in client.get("/fr/account/sign-in/").content.decode()
    assert "Come in without a company account" in client.get("/en/account/own/").content.decode()
