"""Letters: whom they are for, what a batch leaves behind, and that nothing in it tells who used theirs."""

from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from portal.accounts.actors import SYSTEM
from portal.core.models import AuditEntry
from portal.people import operations, queries
from portal.people.errors import LetterRefused
from portal.people.models import ActivationCode, Employee, LetterBatch
from portal.people.operations import Printed
from portal.people.queries import LetterChoice
from portal.people.rules.letter_code import DAYS, digest, read_code
from tests.factories.people import EmployeeFactory, LegalEntityFactory, SiteFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def worker(**said: object) -> Employee:
    employee: Employee = EmployeeFactory.create(in_the_workshop=True, **said)
    return employee


def print_all(at: datetime = AT, **choice: object) -> Printed:
    return operations.print_letters(choice=LetterChoice(**choice), by=SYSTEM, at=at)  # type: ignore[arg-type]  # by name


def waiting(at: datetime = AT, **choice: object) -> set[str]:
    found = queries.letter_recipients(choice=LetterChoice(**choice), at=at)  # type: ignore[arg-type]
    return {employee.employee_number for employee in found}


def test_letters_are_for_those_employed_without_a_company_account_who_have_a_number() -> None:
    someone, absent = worker(), worker(on_leave=True)
    EmployeeFactory.create()
    worker(left_last_month=True)
    worker(joins_next_month=True)
    worker(employee_number="")
    assert waiting(datetime.now(UTC)) == {someone.employee_number, absent.employee_number}


def test_a_choice_narrows_by_site_and_entity() -> None:
    lyon, other = SiteFactory.create(code="LYO", name="Lyon"), LegalEntityFactory.create(code="FR02")
    here, there, elsewhere = worker(), worker(site=lyon), worker(site=lyon, legal_entity=other)
    assert waiting(site_code="LYO") == {there.employee_number, elsewhere.employee_number}
    assert waiting(entity_code="FR01") == {here.employee_number, there.employee_number}
    assert waiting(site_code="LYO", entity_code="FR02") == {elsewhere.employee_number}
    assert waiting(site_code="nowhere") == set()


def test_they_come_by_site_then_by_name() -> None:
    lyon = SiteFactory.create(code="LYO", name="Lyon")
    worker(site=lyon, given_name="Ana", family_name="Alpha")
    worker(given_name="Zoé", family_name="Zed")
    worker(given_name="Bob", family_name="Alpha")
    assert [letter.name for letter in print_all().letters] == ["Bob Alpha", "Zoé Zed", "Ana Alpha"]


def test_a_letter_says_what_is_needed_and_only_a_digest_stays() -> None:
    employee = worker(given_name="Nora", family_name="Exemple", preferred_name="", employee_number="004217")
    printed = print_all()
    (letter,) = printed.letters
    code = read_code(letter.code)
    assert (letter.name, letter.site, letter.number_ends) == ("Nora Exemple", "Lille", "17")
    assert code is not None
    kept = ActivationCode.objects.get()
    assert kept.digest == digest(employee_id=employee.id, code=code)
    assert (kept.expires_at - AT).days == DAYS
    assert code not in str(list(ActivationCode.objects.values())) + str(list(AuditEntry.objects.values()))


def test_a_batch_is_known_by_its_count_and_the_audit_names_nobody() -> None:
    for _ in range(3):
        worker()
    batch = print_all(site_code="LIL").batch
    assert (batch.count, batch.site and batch.site.code, batch.legal_entity) == (3, "LIL", None)
    entry = AuditEntry.objects.get(action="people.print_letters")
    assert (entry.subject_id, entry.facts) == (batch.id, {"letters": 3})


def test_nobody_to_write_to_is_refused_and_leaves_nothing() -> None:
    with pytest.raises(LetterRefused, match="nobody"):
        print_all()
    assert not LetterBatch.objects.exists() and not AuditEntry.objects.exists()


def test_a_batch_has_an_end_and_the_next_takes_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.people.operations.letters.A_BATCH", 2)
    for _ in range(3):
        worker()
    assert [len(print_all().letters), len(print_all().letters)] == [2, 1]
    assert waiting() == set()


def test_a_batch_never_depends_on_who_used_their_letter() -> None:
    """Otherwise whoever is missing in the next one would be known to have opened an access."""
    used, unused = worker(), worker()
    print_all()
    ActivationCode.objects.filter(employee=used).update(used_at=AT)
    both = {used.employee_number, unused.employee_number}
    for moment, again in ((AT, False), (AT, True), (AT + timedelta(days=DAYS), False)):
        assert waiting(moment, again=again) == set()
    assert waiting(AT + timedelta(days=DAYS), again=True) == both
    operations.cancel_letters(batch=LetterBatch.objects.get(), by=SYSTEM, at=AT)
    assert waiting() == both


def test_printing_again_revokes_the_letter_before() -> None:
    employee = worker()
    print_all()
    later = AT + timedelta(days=DAYS)
    print_all(later, again=True)
    first, second = ActivationCode.objects.order_by("created_at")
    assert (first.revoked_at, second.revoked_at) == (later, None)
    assert list(ActivationCode.objects.open()) == [second]
    assert second.employee == employee


def test_one_letter_for_who_asks_whatever_became_of_the_former() -> None:
    employee = worker(employee_number="77")
    print_all()
    ActivationCode.objects.update(used_at=AT)
    (letter,) = operations.print_one_letter(employee_number="77", entity_code="", by=SYSTEM, at=AT).letters
    assert letter.name == employee.name
    assert ActivationCode.objects.open().get().employee == employee


@pytest.mark.parametrize(
    ("situation", "code"),
    [({"left_last_month": True}, "not_employed"), ({"joins_next_month": True}, "not_employed"), ({"sso": True}, "company_account")],
)
def test_one_letter_is_refused_with_a_reason(situation: dict[str, object], code: str) -> None:
    worker(employee_number="77", **situation)
    with pytest.raises(LetterRefused, match=code):
        operations.print_one_letter(employee_number="77", entity_code="", by=SYSTEM, at=datetime.now(UTC))
    assert not ActivationCode.objects.exists()


@pytest.mark.parametrize("number", ["", "78", "7"])
def test_one_letter_for_a_number_nobody_has(number: str) -> None:
    worker(employee_number="77")
    worker(employee_number="")
    with pytest.raises(LetterRefused, match="nobody"):
        operations.print_one_letter(employee_number=number, entity_code="", by=SYSTEM, at=AT)


def test_a_number_that_two_people_have_needs_the_entity() -> None:
    other = LegalEntityFactory.create(code="FR02")
    worker(employee_number="77", given_name="Ana")
    worker(employee_number="77", given_name="Luc", legal_entity=other)
    with pytest.raises(LetterRefused, match="several_people"):
        operations.print_one_letter(employee_number="77", entity_code="", by=SYSTEM, at=AT)
    (letter,) = operations.print_one_letter(employee_number="77", entity_code="FR02", by=SYSTEM, at=AT).letters
    assert letter.name.startswith("Luc")


def test_someone_rehired_is_found_beside_their_former_contract() -> None:
    worker(employee_number="77", left_last_month=True)
    back = worker(employee_number="77")
    operations.print_one_letter(employee_number="77", entity_code="", by=SYSTEM, at=datetime.now(UTC))
    assert ActivationCode.objects.get().employee == back


def test_a_batch_called_back_opens_nothing_and_calling_twice_is_once() -> None:
    worker()
    used = worker()
    batch = print_all().batch
    ActivationCode.objects.filter(employee=used).update(used_at=AT)
    for _ in range(2):
        operations.cancel_letters(batch=batch, by=SYSTEM, at=AT)
    assert not ActivationCode.objects.open().exists()
    assert ActivationCode.objects.get(employee=used).revoked_at is None
    assert AuditEntry.objects.filter(action="people.cancel_letters").count() == 1


def test_use_is_told_of_large_batches_only_and_as_a_range() -> None:
    for _ in range(20):
        worker()
    print_all()
    ActivationCode.objects.filter(pk__in=list(ActivationCode.objects.values_list("pk", flat=True)[:7])).update(used_at=AT)
    worker()
    print_all(AT + timedelta(days=1))
    lines = queries.batch_lines(batches=list(queries.letter_batches()))
    assert [(line.batch.count, line.used) for line in lines] == [(1, None), (20, (5, 9))]


def test_letters_of_more_than_a_year_go() -> None:
    worker()
    print_all(AT - timedelta(days=366))
    worker()
    print_all()
    assert LetterBatch.objects.get().printed_at == AT
    assert ActivationCode.objects.count() == 2  # the one of long ago was printed to again, as never written to


def test_printing_takes_as_many_queries_for_ten_as_for_one(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    for _ in range(10):
        worker()
    with django_assert_max_num_queries(12):
        print_all()
