"""Writes on the access of people without a company account: the letter's code tried, codes sent to telephones, means kept.

A refused try is counted before it is refused, so these doors commit the count and raise after it: call them outside of any
transaction.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain, islice, repeat
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.module_loading import import_string

from portal.core import audit, clock
from portal.core.actors import Acting
from portal.core.ids import new_id
from portal.people import notifications
from portal.people.enums import EmployeeStatus, MeansKind
from portal.people.errors import AccessRefused
from portal.people.models import ActivationCode, Employee, OwnMeans, PhoneCode
from portal.people.ports import TextMessages
from portal.people.queries import may_sign_in
from portal.people.rules import letter_code, phone

PHONE_CODES_KEPT = timedelta(days=1)
COMPARED = 8
"""Letters compared with a code, padded with none: as long for a number nobody has as for one that has letters."""


@dataclass(frozen=True)
class NewMeans:
    """What somebody will sign in with: a telephone proved by a code, or a passkey registered here."""

    kind: MeansKind
    phone: str = ""
    credential_id: str | None = None
    public_key: str = ""
    sign_count: int = 0


def try_letter(*, employee_number: str, code: str, by: Acting, at: datetime) -> ActivationCode:
    """Return the letter whose code somebody read out, still unused. `code` comes from `rules.letter_code.read_code`.

    Raises AccessRefused: "no_such_letter" whatever is wrong (number, code, or a letter called back); and only to who has the right
    code "letter_locked", "letter_used", "letter_expired", "company_account", "not_employed".
    """
    with transaction.atomic():
        letter = _matching(employee_number, code)
        refused = "no_such_letter" if letter is None else _why_not(letter, at)
        if letter is None:
            tried = ActivationCode.objects.open().filter(employee__employee_number=employee_number)
            tried.update(tries=F("tries") + 1)
        if refused:
            audit.record("people.letter_refused", by=by, at=at, code=refused)
    if letter is None or refused:
        raise AccessRefused(refused)
    return letter


@transaction.atomic
def take_letter(*, letter: ActivationCode, by: Acting, at: datetime) -> None:
    """Use a letter up, once. Raises AccessRefused "letter_used" to whoever comes second, and what `try_letter` raises."""
    if refused := _why_not(letter, at):
        raise AccessRefused(refused)
    if not ActivationCode.objects.take(letter.pk, at=at):
        raise AccessRefused("letter_used")
    audit.record("people.take_letter", by=by, at=at, subject=letter.employee_id)


@transaction.atomic
def ask_phone_code(*, employee: Employee | None, number: str = "", by: Acting, at: datetime) -> PhoneCode:
    """Begin to send a code: to a number to be proved, or to the telephone the employee has. Without an employee nothing leaves."""
    PhoneCode.objects.filter(created_at__lt=at - PHONE_CODES_KEPT).delete()
    asked = PhoneCode.objects.create(
        employee=employee, phone=number, created_at=at, expires_at=at + timedelta(minutes=phone.MINUTES)
    )
    audit.record("people.ask_phone_code", by=by, at=at)
    return asked


def send_phone_code(*, code_id: UUID, by: Acting, at: datetime) -> bool:
    """Draw the digits and send them. Returns whether a message left. Raises what the port raises (TextNotSent).

    Run by the worker, so that whoever asked sees the same page as fast for a number nobody has.
    """
    asked = PhoneCode.objects.select_related("employee__user", "employee__own_means").filter(pk=code_id, digest="").first()
    if asked is None or asked.employee is None or asked.expires_at <= at:
        return False
    means: OwnMeans | None = getattr(asked.employee, "own_means", None)
    number = asked.phone or (means.phone if means else "")
    if not number or asked.employee.sso or not may_sign_in(employee=asked.employee, on=clock.local_day(at)):
        return False
    code = phone.new_phone_code()
    PhoneCode.objects.filter(pk=asked.pk).update(digest=phone.phone_digest(code_id=asked.pk, code=code))
    audit.record("people.send_phone_code", by=by, at=at)
    send: TextMessages = import_string(settings.TEXT_MESSAGES)
    send(number=number, text=notifications.phone_code_text(employee=asked.employee, code=code))
    return True


def try_phone_code(*, code_id: UUID, typed: str, by: Acting, at: datetime) -> PhoneCode:
    """Return the code sent, used up by this call. Raises AccessRefused "wrong_code", or "code_over" (used, old, five tries)."""
    with transaction.atomic():
        open_codes = PhoneCode.objects.filter(pk=code_id, used_at=None, expires_at__gt=at)
        counted = open_codes.filter(tries__lt=phone.MAX_TRIES).update(tries=F("tries") + 1)
        asked = PhoneCode.objects.select_related("employee__user", "employee__own_means").filter(pk=code_id).first()
        fits = asked is not None and phone.phone_code_fits(stored=asked.digest, code_id=code_id, typed=typed)
        won = bool(counted and fits and open_codes.update(used_at=at))
        if not won:
            audit.record("people.phone_code_refused", by=by, at=at)
    if asked is None or not won:
        raise AccessRefused("wrong_code" if counted and not fits else "code_over")
    return asked


@transaction.atomic
def keep_means(*, employee: Employee, means: NewMeans, by: Acting, at: datetime) -> None:
    """Make this the one means of an employee; a former one opens nothing from now on. Raises AccessRefused "passkey_taken"."""
    taken = OwnMeans.objects.filter(credential_id=means.credential_id).exclude(employee=employee)
    if means.credential_id is not None and taken.exists():
        raise AccessRefused("passkey_taken")
    OwnMeans.objects.filter(employee=employee).delete()
    OwnMeans.objects.create(
        employee=employee,
        kind=means.kind,
        phone=means.phone,
        credential_id=means.credential_id,
        public_key=means.public_key,
        sign_count=means.sign_count,
        created_at=at,
    )
    audit.record("people.keep_means", by=by, at=at, subject=employee.id, kind=str(means.kind))


@transaction.atomic
def count_passkey(*, means: OwnMeans, sign_count: int, by: Acting, at: datetime) -> None:
    """Note the counter of a passkey, if it has one. Raises AccessRefused "unknown_passkey" when it did not move on.

    A counter that stands still or goes back means that a copy of the passkey is about (WebAuthn, 6.1.1).
    """
    if not (sign_count or means.sign_count):
        return
    if not OwnMeans.objects.filter(pk=means.pk, sign_count__lt=sign_count).update(sign_count=sign_count):
        raise AccessRefused("unknown_passkey")


@transaction.atomic
def forget_leavers(*, by: Acting, at: datetime) -> int:
    """Delete telephones, passkeys and unused letters of those whose contract is over. Returns how many had means of their own."""
    ActivationCode.objects.filter(employee__status=EmployeeStatus.ENDED).delete()
    PhoneCode.objects.filter(employee__status=EmployeeStatus.ENDED).delete()
    gone, _ = OwnMeans.objects.filter(employee__status=EmployeeStatus.ENDED).delete()
    if gone:
        audit.record("people.forget_means", by=by, at=at, people=gone)
    return gone


def _matching(employee_number: str, code: str) -> ActivationCode | None:
    letters = ActivationCode.objects.select_related("employee__user", "employee__site")
    held = letters.filter(employee__employee_number=employee_number, revoked_at=None).order_by("-created_at", "-id")[:COMPARED]
    found = None
    for letter in islice(chain(held, repeat(None)), COMPARED):
        owner, stored = (letter.employee_id, letter.digest) if letter else (new_id(), "")
        if letter_code.fits(stored=stored, employee_id=owner, code=code) and letter and found is None:
            found = letter
    return found


def _why_not(letter: ActivationCode, at: datetime) -> str:
    """Return why the holder of the right code does not come in, "" when they do."""
    answers = (
        ("letter_locked", letter.tries >= letter_code.MAX_TRIES),
        ("letter_used", letter.used_at is not None),
        ("letter_expired", letter.expires_at <= at),
        ("company_account", letter.employee.sso),
        ("not_employed", not may_sign_in(employee=letter.employee, on=clock.local_day(at))),
    )
    return next((code for code, holds in answers if holds), "")
