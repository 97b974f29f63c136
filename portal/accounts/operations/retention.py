"""Six months after the last right to sign in an account goes; where something still stands on it, all that names its person."""

from collections.abc import Sequence
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Concat
from django.utils.module_loading import import_string

from portal.accounts.models import Invitation, SignIn, User
from portal.accounts.ports import LinkedSubjects, SecondFactor
from portal.accounts.rules import COMPANY_PREFIXES, RESCUE_PREFIX
from portal.core import audit
from portal.core.actors import Acting
from portal.core.slices import in_slices

from .signing_in import SIGN_INS_KEPT

Accounts = QuerySet[Any, UUID] | QuerySet[Any, UUID | None]
_COMPANY = reduce(or_, (Q(handle__startswith=prefix) for prefix in COMPANY_PREFIXES))
_RESCUE = Q(handle__startswith=RESCUE_PREFIX)


def forget_accounts(*, left: Accounts, employees: Accounts, held: Sequence[Accounts], by: Acting, at: datetime) -> dict[str, int]:
    """Delete accounts that nobody has had the right to sign in with for six months, in slices, each in a transaction.

    `left`: ids of accounts of people who left the company before that; `employees`: of whoever the company knows. `held`: of
    accounts that something kept for longer stands on; they stay, without a name, an e-mail or a means to sign in. Over are a
    company account whose person left or is unknown, any account closed, and a local one that nothing holds and nobody comes to.
    Returns {"deleted", "stripped"}: how many accounts.
    """
    before = at - SIGN_INS_KEPT
    something = reduce(or_, (Q(pk__in=ids) for ids in held), Q(pk__in=[]))
    came = SignIn.objects.filter(user=OuterRef("pk"), at__gte=before)
    invited = Invitation.objects.filter(user=OuterRef("pk"), expires_at__gte=before)
    idle = Q(~Exists(came), ~Exists(invited), created_at__lt=before)
    unknown = _COMPANY & ~Q(pk__in=employees) & idle
    unheld = ~_COMPANY & ~_RESCUE & ~something & Q(role_grants=None) & idle
    over = User.objects.filter(
        (_COMPANY & Q(pk__in=left)) | unknown | unheld | Q(is_active=False, closed_at__lt=before), is_superuser=False
    )
    named = ~Q(display_name="", email="", last_login=None)
    deleted, stripped = in_slices(over.exclude(something), _delete), in_slices(over.filter(something, named), _strip)
    if deleted or stripped:
        audit.record("accounts.forget_accounts", by=by, at=at, deleted=deleted, stripped=stripped)
    return {"deleted": deleted, "stripped": stripped}


def _delete(rows: QuerySet[User]) -> int:
    return rows.delete()[1].get("accounts.User", 0)


def _strip(rows: QuerySet[User]) -> int:
    """Leave of accounts their id. A company handle stays: it is opaque, and leads whoever comes back to what is theirs."""
    second_factor: SecondFactor = import_string(settings.SECOND_FACTOR)
    forget_subjects: LinkedSubjects = import_string(settings.LINKED_SUBJECTS)
    forget_subjects(users=list(rows.values_list("pk", flat=True)))
    for user in rows.exclude(_COMPANY):
        second_factor(user=user, secret=None)
    nameless = Concat(Value("gone:"), Cast("pk", CharField()))
    return rows.update(
        handle=Case(When(_COMPANY, then=F("handle")), default=nameless),
        email="", display_name="", last_login=None, password=make_password(None),
    )  # fmt: skip
