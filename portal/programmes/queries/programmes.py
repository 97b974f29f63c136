"""Associations, their programmes and intakes, as anybody may read them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import models

from portal.programmes.enums import ProgrammeStatus
from portal.programmes.models import Association, CatalogueVersion, Programme, QualityTarget

from .openings import Openings, openings_by_programme


@dataclass(frozen=True)
class Card:
    """A programme as a list shows it, with what is open today: places left, places offered, first start (None: no open intake; in
    the past: people still come in) and the next start ahead, if there is one.
    """

    programme: Programme
    association_name: str
    places_left: int
    places_offered: int
    starts_on: date | None
    next_start: date | None = None


def associations() -> models.QuerySet[Association]:
    """Return every association, by name."""
    return Association.objects.order_by("name", "id")


def association(*, association_id: UUID) -> Association | None:
    """Return an association with its back-up, or None."""
    return Association.objects.select_related("safeguarding_backup").filter(pk=association_id).first()


def programme(*, programme_id: UUID) -> Programme | None:
    """Return a programme with its association and the six texts of its quality sheet, whatever its status, or None."""
    found = Programme.objects.select_related("association", "antenna").prefetch_related("quality_steps")
    return found.filter(pk=programme_id).first()


def quality_targets(*, programme_id: UUID) -> dict[str, int]:
    """Return the targets a programme set for itself, by indicator; the others are the usual ones."""
    return dict(QualityTarget.objects.filter(programme_id=programme_id).values_list("indicator", "value"))


def programmes_of(*, association_id: UUID, antenna_ids: frozenset[UUID] = frozenset()) -> models.QuerySet[Programme]:
    """Return the programmes of an association (of these antennas, if any), by title."""
    mine = Programme.objects.filter(association_id=association_id)
    if antenna_ids:
        mine = mine.filter(antenna_id__in=antenna_ids)
    return mine.select_related("antenna").order_by("title", "id")


_kept: dict[str, tuple[Programme, ...]] = {}


def catalogue(*, on: date) -> list[Card]:
    """Return every programme that employees may read about, by title, with its places on this day. Two SQL queries."""
    openings = openings_by_programme(on=on)
    return [_card(programme, openings.get(programme.id)) for programme in open_programmes()]


def open_programmes() -> Sequence[Programme]:
    """Return the programmes that employees may read about, by title, with their associations: the same rows, to be read only, until
    the catalogue's version changes. One SQL query.
    """
    version = catalogue_version()
    if version is not None and (kept := _kept.get(version)):
        return kept
    found = Programme.objects.filter(status=ProgrammeStatus.OPEN).select_related("association").order_by("title", "id")
    listed = tuple(found)
    if version is not None:
        _kept.clear()
        _kept[version] = listed
    return listed


def card(*, programme_id: UUID, on: date) -> Card | None:
    """Return one programme that employees may read about, with its quality steps and its places on this day, or None."""
    found = programme(programme_id=programme_id)
    if found is None or found.status != ProgrammeStatus.OPEN:
        return None
    return _card(found, openings_by_programme(on=on, programme_ids=[programme_id]).get(programme_id))


def titles() -> dict[UUID, str]:
    """Return what every programme is called: its title, with its association where two share one. One SQL query."""
    rows = list(Programme.objects.order_by("id").values_list("id", "title", "association__name"))
    times = Counter(title for _, title, _ in rows)
    return {pk: title if times[title] == 1 else f"{title} ({association})"[:160] for pk, title, association in rows}


def catalogue_version() -> str | None:
    """Return a text that changes with the open programmes (places apart), or None before the first change."""
    listed = Programme.objects.filter(status=ProgrammeStatus.OPEN).order_by().values("status")
    counted = models.Subquery(listed.annotate(count=models.Count("id")).values("count"))
    row = CatalogueVersion.objects.annotate(programmes=counted).values_list("token", "programmes").first()
    return f"{row[0]}:{row[1]}" if row else None


def _card(found: Programme, open_now: Openings | None) -> Card:
    if open_now is None:
        return Card(found, found.association.name, 0, 0, None)
    return Card(found, found.association.name, open_now.left, open_now.offered, open_now.starts_on, open_now.next_start)
