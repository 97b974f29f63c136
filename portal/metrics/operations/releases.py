"""Releases: published through disclosure control, frozen and sealed, and who read them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from portal.accounts.actors import Actor
from portal.accounts.enums import Role
from portal.core import audit, clock
from portal.metrics.enums import VERSION, CellState
from portal.metrics.errors import AlreadyPublished, NotAllowedToPublish
from portal.metrics.models import Cell, Destination, Figure, LedgerEntry, LedgerTurn, Release, contents
from portal.metrics.periods import Period
from portal.metrics.queries import next_k, obstacle
from portal.metrics.rules import seal

from .pushes import put

if TYPE_CHECKING:
    from portal.metrics.catalogue import Definition
    from portal.metrics.drafts import Draft, DraftCell

PUBLISHERS = (Role.CSR, Role.DPO, Role.SYSTEM)


@transaction.atomic
def publish_release(*, period: Period, by: Actor, at: datetime, note: str = "") -> Release:
    """Publish the figures of a closed quarter through disclosure control, frozen and sealed; `note` makes it a correction (R8).

    Raises NotAllowedToPublish, PeriodNotClosed, YearsOnly, QuartersOnly, AlreadyPublished, OutOfOrder.
    """
    from portal.metrics.drafts import draft  # noqa: PLC0415  numpy, pandas and scipy load when figures are computed, not at start-up
    from portal.metrics.ledger import entries  # noqa: PLC0415  as above

    LedgerTurn.hold()
    previous = _may_publish(period, by, at, note)
    built = draft(quarter=period, k=next_k())
    release = _release(built, previous, at, note)
    figures, cells = [], []
    for position, (definition, drafted) in enumerate(built.figures):
        figures.append(_figure(release, position, definition))
        cells.append([_cell(figures[-1], place, one) for place, one in enumerate(drafted)])
    rows = [(figure.code, row) for figure, row in zip(figures, cells, strict=True)]
    release.digest = seal(contents(release, rows), release.previous_digest)
    try:
        with transaction.atomic():
            release.save(force_insert=True)
    except IntegrityError as error:  # somebody else published between the look and the write
        raise AlreadyPublished from error
    Figure.objects.bulk_create(figures)
    Cell.objects.bulk_create([cell for row in cells for cell in row])
    LedgerEntry.objects.bulk_create(entries(release, built.sets, clock.local_day(at), bands=built.bands))
    hidden = sum(cell.state == CellState.HIDDEN for row in cells for cell in row)
    audit.record("metrics.publish_release", by=by, at=at, subject=release.id, period=str(period), k=release.k, hidden=hidden)
    for destination in Destination.objects.order_by("name"):
        put(release, destination, at)
    return release


@transaction.atomic
def record_reading(*, release: Release, by: Actor, at: datetime) -> None:
    """Note that somebody read a release, and in which role (R16); nobody is shown who."""
    audit.record("metrics.read_release", by=by, at=at, subject=release.id)


def _may_publish(period: Period, by: Actor, at: datetime, note: str) -> Release | None:
    """Refuse, or return the release before."""
    if not by.has(*PUBLISHERS):
        raise NotAllowedToPublish
    if refusal := obstacle(period=period, at=at, note=note):
        raise refusal
    return Release.objects.order_by("-number").first()


def _release(built: Draft, previous: Release | None, at: datetime, note: str) -> Release:
    again = previous is not None and previous.quarter == built.quarter
    return Release(
        number=previous.number + 1 if previous else 1,
        period_start=built.quarter.start,
        period_end=built.quarter.end,
        revision=previous.revision + 1 if previous and again else 1,
        catalogue_version=VERSION,
        k=built.k,
        eligible=built.eligible,
        note=note,
        published_at=at,
        previous_digest=previous.digest if previous else "",
    )


def _figure(release: Release, position: int, definition: Definition) -> Figure:
    return Figure(release=release, position=position, code=definition.code, measure=definition.measure, nature=definition.nature)


def _cell(figure: Figure, position: int, drafted: DraftCell) -> Cell:
    return Cell(
        figure=figure,
        position=position,
        key=drafted.key,
        label=drafted.label,
        state=drafted.state,
        value=drafted.value,
        as_of=drafted.as_of,
        detail=drafted.detail,
    )
