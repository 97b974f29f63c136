"""Writes on activation letters."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from portal.core import audit, clock
from portal.core.actors import Acting
from portal.people.errors import LetterRefused
from portal.people.models import ActivationCode, Employee, LegalEntity, LetterBatch, Site
from portal.people.queries import LetterChoice, letter_recipients, may_sign_in
from portal.people.rules import letter_code

A_BATCH = 500
"""Letters printed in one go at most; the next batch takes the others."""
KEPT = timedelta(days=365)


@dataclass(frozen=True)
class Letter:
    """What one letter says. `code` is here and on paper only; `number_ends` is a hint, so that the paper alone opens nothing."""

    name: str
    site: str
    number_ends: str
    code: str


@dataclass(frozen=True)
class Printed:
    """A batch and its letters, to be put on paper at once."""

    batch: LetterBatch
    letters: tuple[Letter, ...]


@transaction.atomic
def print_letters(*, choice: LetterChoice, by: Acting, at: datetime) -> Printed:
    """Make the codes of a batch, at most A_BATCH; a former letter of the same people opens nothing from now on.

    What was printed more than a year ago is forgotten. Raises LetterRefused "nobody".
    """
    LetterBatch.objects.filter(printed_at__lt=at - KEPT).delete()
    chosen = list(letter_recipients(choice=choice, at=at)[:A_BATCH])
    site = Site.objects.filter(code=choice.site_code).first() if choice.site_code else None
    entity = LegalEntity.objects.filter(code=choice.entity_code).first() if choice.entity_code else None
    return _print(chosen, site, entity, by, at)


@transaction.atomic
def print_one_letter(*, employee_number: str, entity_code: str, by: Acting, at: datetime) -> Printed:
    """Make a new letter for one person, whatever became of the former one: lost, locked, out of date, or a telephone lost since.

    Raises LetterRefused "nobody", "several_people" (the legal entity has to be said), "company_account", "not_employed".
    """
    found = Employee.objects.select_related("site").filter(employee_number=employee_number).exclude(employee_number="")
    if entity_code:
        found = found.filter(legal_entity__code=entity_code)
    on = clock.local_day(at)
    people = list(found.order_by("id"))
    current = [employee for employee in people if may_sign_in(employee=employee, on=on)]
    if people and not current:
        raise LetterRefused("not_employed")
    if len(current) > 1:
        raise LetterRefused("several_people")
    if current and current[0].sso:
        raise LetterRefused("company_account")
    return _print(current, None, None, by, at)


@transaction.atomic
def cancel_letters(*, batch: LetterBatch, by: Acting, at: datetime) -> None:
    """Call a batch back: what is unused opens nothing any more, and its people count as never written to. Twice is once."""
    if LetterBatch.objects.filter(pk=batch.pk, cancelled_at=None).update(cancelled_at=at):
        ActivationCode.objects.open().filter(batch=batch).update(revoked_at=at)
        audit.record("people.cancel_letters", by=by, at=at, subject=batch.id, letters=batch.count)


def _print(chosen: Sequence[Employee], site: Site | None, entity: LegalEntity | None, by: Acting, at: datetime) -> Printed:
    if not chosen:
        raise LetterRefused
    ends = at + timedelta(days=letter_code.DAYS)
    ActivationCode.objects.open().filter(employee__in=chosen).update(revoked_at=at)
    batch = LetterBatch.objects.create(
        site=site, legal_entity=entity, count=len(chosen), printed_by=by.id, printed_at=at, expires_at=ends
    )
    codes = [letter_code.new_code() for _ in chosen]
    ActivationCode.objects.bulk_create(
        ActivationCode(
            employee=employee,
            batch=batch,
            digest=letter_code.digest(employee_id=employee.id, code=code),
            created_at=at,
            expires_at=ends,
        )
        for employee, code in zip(chosen, codes, strict=True)
    )
    audit.record("people.print_letters", by=by, at=at, subject=batch.id, letters=len(chosen))
    return Printed(batch, tuple(_letter(employee, code) for employee, code in zip(chosen, codes, strict=True)))


def _letter(employee: Employee, code: str) -> Letter:
    site = employee.site.name if employee.site else ""
    return Letter(employee.name, site, employee.employee_number[-2:], letter_code.printed(code))
