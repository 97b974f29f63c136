"""The code of a letter tried, digits sent to telephones, means kept: what opens, what is refused alike, and who wins of two."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from portal.accounts.actors import SYSTEM
from portal.core.models import AuditEntry
from portal.people import operations, queries, tasks
from portal.people.enums import MeansKind
from portal.people.errors import AccessRefused
from portal.people.models import ActivationCode, Employee, OwnMeans, PhoneCode
from portal.people.operations import NewMeans
from portal.people.ports import TextNotSent
from portal.people.rules.letter_code import MAX_TRIES, new_code
from portal.people.rules.phone import MAX_TRIES as PHONE_TRIES
from tests.factories.letters import PHONE, a_letter_for, with_passkey, with_phone, worker
from tests.factories.people import LegalEntityFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
SENT: list[tuple[str, str]] = []


def outgoing(*, number: str, text: str) -> None:
    SENT.append((number, text))


def broken(*, number: str, text: str) -> None:
    raise TextNotSent("gateway_503")


@pytest.fixture(autouse=True)
def _gateway(settings: Settings) -> None:
    SENT.clear()
    settings.TEXT_MESSAGES = f"{__name__}.outgoing"


def try_letter(number: str, code: str, at: datetime = AT) -> ActivationCode:
    return operations.try_letter(employee_number=number, code=code, by=SYSTEM, at=at)


def refusal_of(number: str, code: str, at: datetime = AT) -> str:
    with pytest.raises(AccessRefused) as refused:
        try_letter(number, code, at)
    return refused.value.code


def sent_code(asked: PhoneCode) -> str:
    """Have the digits sent, and read them on the telephone."""
    assert operations.send_phone_code(code_id=asked.id, by=SYSTEM, at=AT)
    return SENT[-1][1].rpartition("#")[2]


def asked(employee: Employee | None, number: str = "", at: datetime = AT) -> PhoneCode:
    return operations.ask_phone_code(employee=employee, number=number, by=SYSTEM, at=at)


def phone_refusal(code_id: Any, typed: str, at: datetime = AT) -> str:
    with pytest.raises(AccessRefused) as refused:
        operations.try_phone_code(code_id=code_id, typed=typed, by=SYSTEM, at=at)
    return refused.value.code


def test_the_right_code_is_found_and_still_unused() -> None:
    employee = worker()
    code = a_letter_for(employee, AT)
    letter = try_letter(employee.employee_number, code)
    assert (letter.employee, letter.used_at, letter.tries) == (employee, None, 0)


def test_an_unknown_number_a_wrong_code_and_a_former_letter_are_refused_alike() -> None:
    employee, other = worker(), worker()
    former = a_letter_for(employee, AT)
    a_letter_for(employee, AT)
    code = a_letter_for(other, AT)
    refusals = {
        refusal_of("nobody", code),
        refusal_of("", code),
        refusal_of(employee.employee_number, code),
        refusal_of(employee.employee_number, new_code()),
        refusal_of(employee.employee_number, former),
    }
    assert refusals == {"no_such_letter"}


def test_a_refusal_takes_the_same_queries_for_a_number_nobody_has() -> None:
    """What a clock could tell."""
    known = worker()
    a_letter_for(known, AT)
    shapes = []
    for number in (known.employee_number, "nobody"):
        with CaptureQueriesContext(
            connection,
        ) as taken:
            refusal_of(number, new_code())
        shapes.append([query["sql"].split(" ")[0] for query in taken.captured_queries])
    assert shapes[0] == shapes[1]


def test_a_refusal_is_audited_without_whose_number_it_was() -> None:
    employee = worker()
    a_letter_for(employee, AT)
    refusal_of(employee.employee_number, new_code())
    entry = AuditEntry.objects.get(action="people.letter_refused")
    assert (entry.subject_id, entry.facts) == (None, {"code": "no_such_letter"})


def test_a_letter_locks_after_too_many_wrong_codes_and_a_new_one_opens() -> None:
    employee = worker()
    code = a_letter_for(employee, AT)
    for _ in range(MAX_TRIES - 1):
        refusal_of(employee.employee_number, new_code())
    assert try_letter(employee.employee_number, code)
    assert refusal_of(employee.employee_number, new_code()) == "no_such_letter"
    assert refusal_of(employee.employee_number, code) == "letter_locked"
    again = a_letter_for(employee, AT)
    assert try_letter(employee.employee_number, again)


@pytest.mark.parametrize(
    ("situation", "code"),
    [
        ({"sso": True}, "company_account"),
        ({"status": "ended"}, "not_employed"),
        ({"end_date": AT.date() - timedelta(days=1)}, "not_employed"),
    ],
)
def test_the_holder_of_the_right_code_is_told_why_not(situation: dict[str, object], code: str) -> None:
    employee = worker()
    right = a_letter_for(employee, AT)
    Employee.objects.update(**situation)
    assert refusal_of(employee.employee_number, right) == code


def test_a_letter_is_over_on_its_day_to_the_second() -> None:
    employee = worker()
    code = a_letter_for(employee, AT)
    end = ActivationCode.objects.get().expires_at
    assert try_letter(employee.employee_number, code, end - timedelta(seconds=1))
    assert refusal_of(employee.employee_number, code, end) == "letter_expired"


def test_a_letter_serves_once() -> None:
    employee = worker()
    code = a_letter_for(employee, AT)
    letter, same = try_letter(employee.employee_number, code), try_letter(employee.employee_number, code)
    operations.take_letter(letter=letter, by=SYSTEM, at=AT)
    with pytest.raises(AccessRefused, match="letter_used"):  # who read it at the same moment
        operations.take_letter(letter=same, by=SYSTEM, at=AT)
    assert refusal_of(employee.employee_number, code) == "letter_used"


def test_a_letter_called_back_meanwhile_is_not_taken() -> None:
    employee = worker()
    letter = try_letter(employee.employee_number, a_letter_for(employee, AT))
    operations.cancel_letters(batch=letter.batch, by=SYSTEM, at=AT)
    with pytest.raises(AccessRefused, match="letter_used"):
        operations.take_letter(letter=letter, by=SYSTEM, at=AT)
    assert ActivationCode.objects.get().used_at is None


def test_two_people_with_one_number_are_told_apart_by_their_codes() -> None:
    one, other = worker(employee_number="7"), worker(employee_number="7", legal_entity=LegalEntityFactory.create(code="FR02"))
    codes = {person: a_letter_for(person, AT) for person in (one, other)}
    assert [try_letter("7", codes[person]).employee for person in (one, other)] == [one, other]


def test_digits_reach_the_telephone_and_only_a_digest_stays() -> None:
    request = asked(with_phone(worker(), AT))
    code = sent_code(request)
    number, text = SENT[0]
    assert number == PHONE and len(code) == 6 and "dix minutes" in text
    assert text.endswith(f"@127.0.0.1 #{code}")
    request.refresh_from_db()
    assert code not in request.digest and len(request.digest) == 64


def test_the_text_is_in_the_language_of_its_reader() -> None:
    sent_code(asked(worker(locale="en-GB"), "+447912345678"))
    assert SENT[0][0] == "+447912345678" and "is your code" in SENT[0][1]


def test_numbers_are_encrypted_where_they_rest() -> None:
    with_phone(worker(), AT)
    asked(worker(), "+33698765432")
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM people_ownmeans UNION SELECT phone FROM people_phonecode")
        stored = str(cursor.fetchall())
    assert "612345678" not in stored and "698765432" not in stored


@pytest.mark.parametrize("situation", [{"sso": True}, {"status": "ended"}])
def test_nothing_leaves_for_somebody_who_may_not_come_in(situation: dict[str, object]) -> None:
    request = asked(with_phone(worker(), AT))
    Employee.objects.update(**situation)
    assert not operations.send_phone_code(code_id=request.id, by=SYSTEM, at=AT)
    assert SENT == []


def test_nothing_leaves_without_an_employee_a_telephone_or_in_time_nor_twice() -> None:
    request = asked(with_phone(worker(), AT))
    late = AT + timedelta(minutes=10)
    passkey = asked(with_passkey(worker(), AT))
    for row, at in ((asked(None), AT), (asked(worker()), AT), (passkey, AT), (request, late)):
        assert not operations.send_phone_code(code_id=row.id, by=SYSTEM, at=at)
    sent_code(request)
    assert not operations.send_phone_code(code_id=request.id, by=SYSTEM, at=AT)
    assert len(SENT) == 1


def test_a_gateway_that_fails_is_logged_by_its_code(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    settings.TEXT_MESSAGES = f"{__name__}.broken"
    request = asked(with_phone(worker(), AT), at=datetime.now(UTC))
    assert tasks.send_code.call(str(request.id)) is False
    assert "gateway_503" in caplog.text and "612345678" not in caplog.text


def test_the_right_digits_are_used_up_by_the_first_who_types_them() -> None:
    employee = with_phone(worker(), AT)
    request = asked(employee)
    code = sent_code(request)
    assert operations.try_phone_code(code_id=request.id, typed=f"{code[:3]} {code[3:]}", by=SYSTEM, at=AT).employee == employee
    assert phone_refusal(request.id, code) == "code_over"


def test_digits_have_five_tries_and_ten_minutes() -> None:
    employee = with_phone(worker(), AT)
    tired, late = asked(employee), asked(employee)
    right, also_right = sent_code(tired), sent_code(late)
    wrong = "000000" if right != "000000" else "111111"
    assert [phone_refusal(tired.id, wrong) for _ in range(PHONE_TRIES)] == ["wrong_code"] * PHONE_TRIES
    assert phone_refusal(tired.id, right) == "code_over"
    assert phone_refusal(late.id, also_right, AT + timedelta(minutes=10)) == "code_over"


def test_a_number_nobody_has_is_refused_as_wrong_digits_are() -> None:
    """The same answers in the same order, and the same queries."""
    real, decoy = asked(with_phone(worker(), AT)), asked(None)
    sent_code(real)
    shapes, answers = [], []
    for row in (real, decoy):
        with CaptureQueriesContext(connection) as taken:
            answers.append([phone_refusal(row.id, "abc") for _ in range(PHONE_TRIES + 1)])
        shapes.append([query["sql"].split(" ")[0] for query in taken.captured_queries])
    assert answers[0] == answers[1]
    assert shapes[0] == shapes[1]


def test_digits_of_yesterday_are_deleted() -> None:
    asked(None, at=AT - timedelta(days=1, seconds=1))
    fresh = asked(None)
    assert PhoneCode.objects.get() == fresh


def test_one_means_a_person_the_new_one_in_place_of_the_old() -> None:
    employee = with_passkey(with_phone(worker(), AT), AT)
    means = OwnMeans.objects.get()
    assert (means.employee, means.kind, means.phone) == (employee, MeansKind.PASSKEY, "")


def test_a_passkey_has_one_owner() -> None:
    with_passkey(worker(), AT)
    with pytest.raises(AccessRefused, match="passkey_taken"):
        with_passkey(worker(), AT)
    assert OwnMeans.objects.count() == 1


def test_two_telephones_of_one_number_are_no_matter() -> None:
    """A couple may share one."""
    with_phone(worker(), AT)
    with_phone(worker(), AT)
    assert OwnMeans.objects.count() == 2


@pytest.mark.parametrize(
    ("stored", "seen", "passes"), [(0, 0, True), (0, 1, True), (5, 6, True), (5, 5, False), (5, 4, False), (5, 0, False)]
)
def test_a_passkey_whose_counter_goes_back_is_a_copy(stored: int, seen: int, passes: bool) -> None:
    with_passkey(worker(), AT, sign_count=stored)
    means = OwnMeans.objects.get()
    if passes:
        operations.count_passkey(means=means, sign_count=seen, by=SYSTEM, at=AT)
    else:
        with pytest.raises(AccessRefused, match="unknown_passkey"):
            operations.count_passkey(means=means, sign_count=seen, by=SYSTEM, at=AT)
    means.refresh_from_db()
    assert means.sign_count == (seen if passes else stored)


def test_the_owner_of_a_number_is_one_person_with_a_telephone() -> None:
    one = with_phone(worker(employee_number="7"), AT)
    with_passkey(worker(employee_number="8"), AT)
    worker(employee_number="9")
    assert queries.owner_of_number(employee_number="7") == one
    assert [queries.owner_of_number(employee_number=number) for number in ("8", "9", "10", "")] == [None] * 4
    assert not queries.numbers_are_shared()
    other = with_phone(worker(employee_number="7", legal_entity=LegalEntityFactory.create(code="FR02")), AT)
    assert queries.numbers_are_shared()
    assert queries.owner_of_number(employee_number="7") is None
    assert queries.owner_of_number(employee_number="7", entity_code="FR02") == other


def test_leavers_are_forgotten() -> None:
    stays, leaves = with_phone(worker(), AT), with_phone(worker(), AT)
    a_letter_for(leaves, AT)
    asked(leaves)
    Employee.objects.filter(pk=leaves.pk).update(status="ended")
    assert operations.forget_leavers(by=SYSTEM, at=AT) == 1
    assert OwnMeans.objects.get().employee == stays
    assert not ActivationCode.objects.exists() and not PhoneCode.objects.exists()
    assert operations.forget_leavers(by=SYSTEM, at=AT) == 0


def test_a_means_is_of_its_kind_in_the_database_too() -> None:
    from django.db import IntegrityError, transaction

    employee = worker()
    for wrong in (NewMeans(MeansKind.PHONE, credential_id="x"), NewMeans(MeansKind.PASSKEY)):
        with pytest.raises(IntegrityError), transaction.atomic():
            operations.keep_means(employee=employee, means=wrong, by=SYSTEM, at=AT)
