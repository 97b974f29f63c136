"""Keeping refusals."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.crypto import get_random_string

from integrations.sso.models import FailedSignIn
from portal.core import audit
from portal.core.actors import Acting

from .shapes import Seen, stored

KEPT = timedelta(days=30)
OF_ONE_CODE = 20  # so that a flood of one refusal neither fills the disk nor drives out the others
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that looks like another, read out over the telephone


@transaction.atomic
def note(*, idp_id: UUID, idp: str, protocol: str, code: str, received: Iterable[Seen], by: Acting, at: datetime) -> str:
    """Keep a refusal: one audit row, and what helps an administrator for thirty days. Return its reference, for the page."""
    reference = f"{get_random_string(4, LETTERS)}-{get_random_string(4, LETTERS)}"
    FailedSignIn.objects.create(reference=reference, idp=idp, protocol=protocol, code=code, received=stored(received), at=at)
    of_this = FailedSignIn.objects.filter(idp=idp, code=code).order_by("-at", "-id")
    FailedSignIn.objects.filter(pk__in=list(of_this.values_list("pk", flat=True)[OF_ONE_CODE : OF_ONE_CODE * 3])).delete()
    audit.record("sso.refuse", by=by, at=at, subject=idp_id, idp=idp, code=code, reference=reference)
    return reference


@transaction.atomic
def forget(*, by: Acting, at: datetime) -> int:
    """Delete what is older than thirty days; return how many. Run with the other scheduled jobs (`by` is the portal)."""
    gone, _ = FailedSignIn.objects.filter(at__lt=at - KEPT).delete()
    return gone
