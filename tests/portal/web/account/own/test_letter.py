"""A letter in hand: what opens, what each refusal says, and what nobody can tell from outside."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from portal.accounts.models import SignIn, User
from portal.accounts.rules import letter_handle
from portal.core import clock
from portal.core.models import AuditEntry
from portal.people.enums import EmployeeStatus, MeansKind
from portal.people.models import ActivationCode, Employee, OwnMeans
from portal.people.rules.letter_code import MAX_TRIES, new_code
from portal.ui import limits
from portal.web.account.own import letter as page_of_letter
from tests.factories.letters import a_letter_for, worker
from tests.factories.telephone import SENT, digits
from tests.passkeys import PRESENT, SoftwarePasskey

from .walk import CODE, LETTER, MEANS, OWN, Commits, asked, gives_phone, makes_passkey, opened, reads_out

pytestmark = pytest.mark.django_db
YESTERDAY = clock.now() - timedelta(days=1)
LIES: dict[str, dict[str, Any]] = {
    "another site": {"origin": "https://evil.example.org"},
    "for another party": {"rp_id": "example.org"},
    "nobody was verified": {"flags": PRESENT},
    "nobody was there": {"flags": 0},
}


@pytest.fixture
def nora() -> Employee:
    """A worker in the workshop: no company account, no work e-mail."""
    return worker(given_name="Nora", family_name="Exemple", preferred_name="")


@pytest.fixture
def code(nora: Employee) -> str:
    return a_letter_for(nora, clock.now())


def test_letter_telephone_session(client: Client, nora: Employee, code: str, django_capture_on_commit_callbacks: Commits) -> None:
    assert reads_out(client, nora.employee_number, code)["Location"] == MEANS
    assert "Bonjour Nora" in client.get(MEANS).content.decode()
    assert gives_phone(client, django_capture_on_commit_callbacks)["Location"] == CODE
    assert not opened(client)
    assert SENT[0][0] == "+33612345678"
    assert client.post(CODE, {"code": digits()})["Location"] == "/fr/start/"
    nora.refresh_from_db()
    assert nora.user is not None
    assert client.session["_auth_user_id"] == str(nora.user.id)
    assert (nora.user.handle, nora.user.email, nora.user.display_name) == (letter_handle(str(nora.id)), "", "Nora Exemple")
    assert SignIn.objects.get().door == "own"
    assert client.get("/fr/me/", follow=True).status_code == 200
    assert client.get("/api/v1/me/").json()["roles"] == ["employee"]


def test_letter_passkey_session(client: Client, nora: Employee, code: str) -> None:
    reads_out(client, nora.employee_number, code)
    assert makes_passkey(client, SoftwarePasskey())["Location"] == "/fr/start/"
    assert opened(client)
    assert OwnMeans.objects.get().kind == MeansKind.PASSKEY
    assert OwnMeans.objects.get().phone == ""


def test_the_code_as_people_write_it(client: Client, nora: Employee, code: str) -> None:
    typed = f" {code[:4].lower()} {code[4:8]}-{code[8:]} "
    assert reads_out(client, f" {nora.employee_number} ", typed)["Location"] == MEANS


def test_a_slip_of_the_finger_is_no_try(client: Client, nora: Employee, code: str) -> None:
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    assert "faute de frappe" in reads_out(client, nora.employee_number, wrong).content.decode()
    assert ActivationCode.objects.get().tries == 0
    assert not AuditEntry.objects.filter(action="people.letter_refused").exists()


def test_wrong_number_and_wrong_code_are_one_answer(client: Client, nora: Employee, code: str) -> None:
    """Nobody learns which matricule has a letter."""
    answers = {reads_out(client, number, guess).content.decode().partition('<div class="narrow')[2].count("ne vont pas ensemble")
               for number, guess in (("999999", code), (nora.employee_number, new_code()), ("999999", new_code()))}  # fmt: skip
    assert len(answers) == 1 and answers.pop() >= 1
    assert not opened(client)


def past(**fields: object) -> None:
    ActivationCode.objects.update(**fields)


@pytest.mark.parametrize(
    ("situation", "said"),
    [
        (
            {"expires_at": clock.now() - timedelta(days=1), "created_at": clock.now() - timedelta(days=31)},
            "date de ce code est passée",
        ),
        ({"tries": MAX_TRIES}, "bloqué après plusieurs essais"),
        ({"used_at": clock.now()}, "a déjà servi"),
        ({"revoked_at": clock.now()}, "ne vont pas ensemble"),
    ],
    ids=["too old", "locked", "used", "called back"],
)
def test_the_right_code_is_told_why_it_opens_nothing(
    situation: dict[str, object], said: str, client: Client, nora: Employee, code: str
) -> None:
    past(**situation)
    assert said in reads_out(client, nora.employee_number, code).content.decode()
    assert client.get(MEANS)["Location"] == LETTER


@pytest.mark.parametrize(
    ("changed", "said"),
    [({"sso": True}, "compte professionnel"), ({"status": EmployeeStatus.ENDED}, "ne vous compte pas en poste")],
    ids=["a company account by now", "left"],
)
def test_whoever_the_file_says_may_not(changed: dict[str, object], said: str, client: Client, nora: Employee, code: str) -> None:
    Employee.objects.update(**changed)
    assert said in reads_out(client, nora.employee_number, code).content.decode()


def test_ten_wrong_codes_lock_the_letter_whoever_tries(nora: Employee, code: str) -> None:
    for _ in range(MAX_TRIES):
        reads_out(Client(), nora.employee_number, new_code())
    assert "bloqué" in reads_out(Client(), nora.employee_number, code).content.decode()


def test_one_place_tries_only_so_often(client: Client, nora: Employee, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_of_letter, "TRIES", 3)
    for number in range(3):
        reads_out(client, f"99{number}", new_code())
    answer = reads_out(client, nora.employee_number, code)
    assert (answer.status_code, "Trop d’essais" in answer.content.decode()) == (429, True)
    monkeypatch.setattr(limits, "spent", lambda **_: False)
    assert reads_out(client, nora.employee_number, code)["Location"] == MEANS


def test_between_two_pages_nothing_personal_waits(client: Client, nora: Employee, code: str) -> None:
    reads_out(client, nora.employee_number, code)
    kept = str(dict(client.session))
    assert nora.employee_number not in kept and code not in kept and "Nora" not in kept


def test_a_quarter_of_an_hour_and_one_begins_again(client: Client, nora: Employee, code: str) -> None:
    reads_out(client, nora.employee_number, code)
    session = client.session
    session["own_access"] = {**session["own_access"], "until": clock.now().timestamp() - 1}
    session.save()
    assert client.get(MEANS)["Location"] == LETTER
    assert client.post(CODE, {"code": "000000"})["Location"] == OWN


@pytest.mark.parametrize("page", [MEANS, f"{MEANS}passkey/", CODE])
def test_without_a_letter_no_page_further_on_opens(page: str, client: Client) -> None:
    assert client.post(page, {}).status_code == 302
    assert not opened(client)


@pytest.mark.parametrize("typed", ["", "01 23 45 67 89", "douze", "+33 6"])
def test_a_number_that_takes_no_message(typed: str, client: Client, nora: Employee, code: str) -> None:
    reads_out(client, nora.employee_number, code)
    answer = client.post(MEANS, {"phone": typed})
    assert answer.status_code == 400
    assert not SENT


def test_wrong_digits_then_the_right_ones(
    client: Client, nora: Employee, code: str, django_capture_on_commit_callbacks: Commits
) -> None:
    reads_out(client, nora.employee_number, code)
    gives_phone(client, django_capture_on_commit_callbacks)
    right = digits()
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    assert "pas le code envoyé" in client.post(CODE, {"code": wrong}).content.decode()
    client.post(CODE, {"code": right})
    assert opened(client)


def test_five_messages_a_letter_an_hour(
    client: Client, nora: Employee, code: str, django_capture_on_commit_callbacks: Commits
) -> None:
    reads_out(client, nora.employee_number, code)
    for _ in range(6):
        answer = gives_phone(client, django_capture_on_commit_callbacks)
    assert (answer.status_code, len(SENT)) == (400, 5)


def test_where_no_message_can_be_sent_no_telephone_is_offered(
    client: Client, nora: Employee, code: str, settings: Settings
) -> None:
    settings.TEXT_MESSAGES = ""
    reads_out(client, nora.employee_number, code)
    page = client.get(MEANS).content.decode()
    assert "SMS" not in page.partition("<main")[2]
    client.post(MEANS, {"phone": "0612345678"})
    assert not SENT
    assert makes_passkey(client, SoftwarePasskey())["Location"] == "/fr/start/"


@pytest.mark.parametrize("lie", LIES)
def test_a_false_passkey_uses_no_letter_up(lie: str, client: Client, nora: Employee, code: str) -> None:
    reads_out(client, nora.employee_number, code)
    answer = makes_passkey(client, SoftwarePasskey(**LIES[lie]))
    assert (answer.status_code, "n’a pas répondu comme attendu" in answer.content.decode()) == (400, True)
    assert not ActivationCode.objects.filter(used_at__isnull=False).exists()
    assert makes_passkey(client, SoftwarePasskey())["Location"] == "/fr/start/"


def test_a_passkey_of_somebody_else_keeps_their_access(client: Client, nora: Employee, code: str) -> None:
    other, passkey = worker(), SoftwarePasskey()
    reads_out(client, other.employee_number, a_letter_for(other, clock.now()))
    makes_passkey(client, passkey)
    late = Client()
    reads_out(late, nora.employee_number, code)
    answer = makes_passkey(late, passkey)
    assert "sert déjà à une autre personne" in answer.content.decode()
    assert OwnMeans.objects.get().employee == other
    assert ActivationCode.objects.get(employee=nora).used_at is None


def test_a_new_letter_ends_the_sessions_of_a_lost_telephone(client: Client, nora: Employee, code: str) -> None:
    reads_out(client, nora.employee_number, code)
    makes_passkey(client, SoftwarePasskey())
    again = Client()
    reads_out(again, nora.employee_number, a_letter_for(nora, clock.now()))
    makes_passkey(again, SoftwarePasskey())
    assert client.get("/fr/account/sign-ins/").status_code == 302
    assert again.get("/fr/account/sign-ins/").status_code == 200
    assert User.objects.filter(handle__startswith="letter:").count() == 1


def test_a_letter_serves_once(client: Client, nora: Employee, code: str) -> None:
    reads_out(client, nora.employee_number, code)
    late = Client()
    reads_out(late, nora.employee_number, code)
    options = asked(late.get(MEANS))
    makes_passkey(client, SoftwarePasskey())
    assert late.post(f"{MEANS}passkey/", {"credential": SoftwarePasskey().create(options)})["Location"] == LETTER
    assert (opened(client), opened(late)) == (True, False)


def test_it_goes_on_to_the_page_asked_for_and_never_elsewhere(client: Client, nora: Employee) -> None:
    ours = "/fr/me/programmes/?campaign=x"
    for target, leads in ((ours, ours), ("//evil.example.org/", "/fr/start/")):
        browser = Client()
        reads_out(browser, nora.employee_number, a_letter_for(nora, clock.now()), next=target)
        assert makes_passkey(browser, SoftwarePasskey())["Location"] == leads


def test_the_page_speaks_english_too(client: Client) -> None:
    assert "Open my access with my letter" in client.get("/en/account/own/letter/").content.decode()
    assert client.get("/lettre/", headers={"Accept-Language": "fr"})["Location"] == LETTER


def test_a_closed_account_stays_closed(client: Client, nora: Employee, code: str) -> None:
    reads_out(client, nora.employee_number, code)
    makes_passkey(client, SoftwarePasskey())
    User.objects.update(is_active=False)
    browser = Client()
    reads_out(browser, nora.employee_number, a_letter_for(nora, clock.now()))
    assert "Cet accès est fermé" in makes_passkey(browser, SoftwarePasskey()).content.decode()
    assert not opened(browser)
