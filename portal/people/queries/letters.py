"""Reads on activation letters: whom they are for, and how a batch fares in figures that name nobody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from portal.core import clock
from portal.people.models import ActivationCode, Employee, LetterBatch
from portal.people.rules.letter_code import told_use

from .employees import employed_on


@dataclass(frozen=True)
class LetterChoice:
    """Whom a batch is for: everybody without a company account, or those of a site or a legal entity (codes, "" for all).

    `again` takes those whose last letter is past its date instead of those who never had one. Whether a letter was used never
    counts: who is missing in a batch would otherwise be known to have opened their access.
    """

    site_code: str = ""
    entity_code: str = ""
    again: bool = False


@dataclass(frozen=True)
class BatchLine:
    """A batch, and between which numbers lies the count of letters that have served (None: too few letters to say)."""

    batch: LetterBatch
    used: tuple[int, int] | None


def letter_recipients(*, choice: LetterChoice, at: datetime) -> QuerySet[Employee]:
    """Return whom a batch would be for, in the order letters are given out: by site, then by name."""
    letters = ActivationCode.objects.filter(employee=OuterRef("pk"), batch__cancelled_at=None)
    employees = employed_on(on=clock.local_day(at)).filter(sso=False).exclude(employee_number="")
    if choice.site_code:
        employees = employees.filter(site__code=choice.site_code)
    if choice.entity_code:
        employees = employees.filter(legal_entity__code=choice.entity_code)
    if choice.again:
        employees = employees.filter(Exists(letters), ~Exists(letters.filter(expires_at__gt=at)))
    else:
        employees = employees.filter(~Exists(letters))
    return employees.select_related("site").order_by("site__code", "family_name", "given_name", "id")


def letter_batches() -> QuerySet[LetterBatch]:
    """Return the batches, the latest first, with how many of their letters have served: for `batch_lines` only."""
    used = Count("codes", filter=Q(codes__used_at__isnull=False))
    return LetterBatch.objects.select_related("site", "legal_entity").annotate(used=used).order_by("-printed_at", "-id")


def batch_lines(*, batches: Sequence[LetterBatch]) -> list[BatchLine]:
    """Return what human resources may read of batches that come from `letter_batches`."""
    return [BatchLine(batch, told_use(count=batch.count, used=getattr(batch, "used", 0))) for batch in batches]
