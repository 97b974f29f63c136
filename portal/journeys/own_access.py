"""Coming in without a company account: a letter that opens once, then the person's own telephone or passkey.

Same person, same rights: what they hold is linked to the employee, as for whoever comes by single sign-on.
"""

from datetime import datetime

from django.db import transaction

from portal.accounts import operations as accounts
from portal.accounts.enums import Door
from portal.accounts.models import SignIn, User
from portal.accounts.queries import user_by_handle
from portal.accounts.rules import letter_handle
from portal.core import clock
from portal.core.actors import Acting
from portal.core.errors import Refusal
from portal.people import operations as people
from portal.people.models import ActivationCode, Employee, PhoneCode
from portal.people.operations import NewMeans
from portal.people.queries import may_sign_in
from portal.people.tasks import send_code


class EntryRefused(Refusal):
    """Nobody to let in: "not_employed", "company_account" (single sign-on is their door) or "account_closed"."""

    code = "not_employed"


@transaction.atomic
def enter_with_letter(*, letter: ActivationCode, means: NewMeans, by: Acting, at: datetime) -> SignIn:
    """Use a letter up, keep the person's new means, and sign them in; sessions that former means opened end.

    Their account is made and linked at the first time. All or nothing: of two at once one comes in. Returns the sign-in, for
    `portal.ui.sessions.open_session`. Raises EntryRefused, and AccessRefused as `people.take_letter` and `keep_means` do.
    """
    people.take_letter(letter=letter, by=by, at=at)
    people.keep_means(employee=letter.employee, means=means, by=by, at=at)
    user = letter.employee.user or _new_account(letter.employee, by, at)
    accounts.end_sessions(user_id=user.id, by=by, at=at)
    return _sign_in(letter.employee, user, by, at)


@transaction.atomic
def enter_with_means(*, employee: Employee, by: Acting, at: datetime) -> SignIn:
    """Sign in an employee who has just proved their own means. Raises EntryRefused.

    Returns the sign-in, for `portal.ui.sessions.open_session`.
    """
    if employee.sso:
        raise EntryRefused("company_account")
    if employee.user is None or not may_sign_in(employee=employee, on=clock.local_day(at)):
        raise EntryRefused
    return _sign_in(employee, employee.user, by, at)


@transaction.atomic
def ask_code(*, employee: Employee | None, number: str = "", by: Acting, at: datetime) -> PhoneCode:
    """Have the worker send a code: to a number to be proved, or to the telephone the employee has.

    Without an employee the same is written and nothing leaves, so that nobody learns which numbers have an access.
    """
    asked = people.ask_phone_code(employee=employee, number=number, by=by, at=at)
    transaction.on_commit(lambda: send_code.enqueue(str(asked.id)))
    return asked


def _sign_in(employee: Employee, user: User, by: Acting, at: datetime) -> SignIn:
    if not user.is_active:
        raise EntryRefused("account_closed")
    accounts.refresh_display_name(user=user, display_name=employee.name, by=by, at=at)
    return accounts.record_sign_in(user=user, door=Door.OWN, by=by, at=at)


def _new_account(employee: Employee, by: Acting, at: datetime) -> User:
    handle = letter_handle(str(employee.id))
    language = "en" if employee.locale.lower().startswith("en") else "fr"
    user = user_by_handle(handle=handle) or accounts.create_user(
        handle=handle, display_name=employee.name, language=language, by=by, at=at
    )
    people.link_user(employee=employee, user=user, by=by, at=at)
    return user
