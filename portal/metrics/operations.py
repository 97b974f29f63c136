"""Writes on published figures."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import IntegrityError, transaction

from portal.accounts import queries as accounts
from portal.accounts.actors import Actor
from portal.accounts.enums import Role
from portal.core import audit, clock, outbox
from portal.core.models import AppendOnlyQuerySet, OutboxMessage
from portal.core.months import add_months
from portal.core.outside import may_be_called
from portal.engagement import queries as engagement
from portal.people import queries as employees

from .enums import DESTINATION, PUSH, VERSION, CellState, CostKind, FileKind, Profile, Way
from .errors import (
    AlreadyPublished,
    CostRefused,
    DestinationRefused,
    EngagementTimeRefused,
    NeverLowered,
    NotAllowedToPublish,
    NotPermitted,
    OnlyPayroll,
    OnlyTheDpo,
    PooledRefused,
)
from .models import (
    Cell,
    CostInput,
    Destination,
    EngagementTime,
    Figure,
    LedgerEntry,
    LedgerTurn,
    PooledSkills,
    ProfileChoice,
    Release,
    ShownBeside,
    SmallestGroup,
    contents,
)
from .payroll import sendable, would_single_out
from .periods import Period, Quarter, Year
from .queries import group_sizes, next_k, obstacle, pooled_of, pooled_preview
from .rules import KEPT_MONTHS, LEDGER_YEARS, is_a_folder_name, is_permitted, seal

if TYPE_CHECKING:
    from .catalogue import Definition
    from .disclosure.families import People
    from .drafts import Draft, DraftCell

MOST_EUROS = 100_000_000
TOLD_AT = 3
"""At which failed attempt to push a release somebody hears of it: some six minutes after the first."""
PUBLISHERS = (Role.CSR, Role.DPO, Role.SYSTEM)


@transaction.atomic
def publish_release(*, period: Period, by: Actor, at: datetime, note: str = "") -> Release:
    """Publish the figures of a closed quarter through disclosure control, frozen and sealed; `note` makes it a correction (R8).

    Raises NotAllowedToPublish, PeriodNotClosed, YearsOnly, QuartersOnly, AlreadyPublished, OutOfOrder.
    """
    from .drafts import draft  # noqa: PLC0415  numpy, pandas and scipy load when figures are computed, not at start-up
    from .ledger import entries  # noqa: PLC0415  as above

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
        _put(release, destination, at)
    return release


@transaction.atomic
def record_reading(*, release: Release, by: Actor, at: datetime) -> None:
    """Note that somebody read a release, and in which role (R16); nobody is shown who."""
    audit.record("metrics.read_release", by=by, at=at, subject=release.id)


@transaction.atomic
def set_smallest_group(*, k: int, by: Actor, at: datetime) -> SmallestGroup:
    """Set the smallest group of the releases to come: 5 to 20, chosen once, then only raised, by the data-protection officer alone.

    Raises OnlyTheDpo, NotPermitted, NeverLowered.
    """
    if not by.has(Role.DPO):
        raise OnlyTheDpo
    if not is_permitted(k):
        raise NotPermitted
    before = [one.k for one in group_sizes()]
    least = max([*before, *Release.objects.values_list("k", flat=True)], default=0)
    if k < least or k in before:
        raise NeverLowered
    chosen: SmallestGroup = SmallestGroup.objects.create(k=k, set_at=at)
    audit.record("metrics.set_smallest_group", by=by, at=at, subject=chosen.id, k=k, before=before[-1] if before else None)
    return chosen


@transaction.atomic
def choose_profile(*, profile: str, by: Actor, at: datetime) -> ProfileChoice:
    """Publish as a small company whatever the headcount, or by the headcount again; under the threshold nothing loosens it.

    Raises OnlyTheDpo, NotPermitted (a profile that does not exist).
    """
    if not by.has(Role.DPO):
        raise OnlyTheDpo
    if profile not in Profile.values:
        raise NotPermitted
    chosen: ProfileChoice = ProfileChoice.objects.create(profile=profile, set_at=at)
    audit.record("metrics.choose_profile", by=by, at=at, subject=chosen.id, profile=profile)
    return chosen


@transaction.atomic
def set_cost(*, period: Quarter, kind: str, euros: int, by: Actor, at: datetime) -> CostInput:
    """Say what the company put in during a quarter, by kind, in euros; said again, the newest counts. CSR alone.

    Raises CostRefused: "not_allowed", "unknown_kind", "amount".
    """
    if not by.has(Role.CSR, Role.SYSTEM):
        raise CostRefused("not_allowed")
    if kind not in CostKind.values:
        raise CostRefused("unknown_kind")
    if type(euros) is not int or not 0 <= euros <= MOST_EUROS:
        raise CostRefused("amount")
    said: CostInput = CostInput.objects.create(period_start=period.start, kind=kind, euros=euros, set_at=at)
    audit.record("metrics.set_cost", by=by, at=at, subject=said.id, period=str(period), kind=kind)
    return said


@transaction.atomic
def remember_beside(*, subject_id: UUID, sets: Mapping[str, People], by: Actor, at: datetime) -> None:
    """Remember who is behind counts that the company is shown outside a release (those of a run), so that no later release can be
    subtracted from them: `sets` in salted numbers by code, as `queries.person_numbers` gives them. Whoever calls has held
    the ledger (`LedgerTurn.hold`) since before the counts were ruled on.
    """
    from .ledger import pack  # noqa: PLC0415  numpy loads when figures are computed, not at start-up

    until = add_months(clock.local_day(at), 12 * LEDGER_YEARS)
    ShownBeside.objects.bulk_create(
        ShownBeside(subject_id=subject_id, code=code, members=pack(members), keep_until=until) for code, members in sets.items()
    )
    audit.record("metrics.remember_beside", by=by, at=at, subject=subject_id, sets=len(sets))


@transaction.atomic
def publish_pooled(*, association_id: UUID, year: Year, by: Actor, at: datetime) -> PooledSkills:
    """Publish what an association may say of its mentors' skills in a closed year, over three companies or more: once, for good.

    Raises PooledRefused: "not_allowed", "not_closed", "already_published", "companies", "too_few".
    """
    if not by.has(Role.ASSOCIATION_ADMIN) or by.association_id != association_id:
        raise PooledRefused("not_allowed")
    if year.end >= clock.local_day(at):
        raise PooledRefused("not_closed")
    LedgerTurn.hold()
    if any(one.year >= year.year for one in pooled_of(association_id=association_id)):
        raise PooledRefused("already_published")
    built = pooled_preview(association_id=association_id, year=year)
    if not built.companies:
        raise PooledRefused("companies")
    if not built.sets:
        raise PooledRefused("too_few")
    said = {"association": str(association_id), "year": year.year, "k": next_k(), "figures": list(built.figures)}
    done: PooledSkills = PooledSkills.objects.create(
        association_id=association_id, year=year.year, k=next_k(), figures=said["figures"], published_at=at, digest=seal(said, "")
    )
    remember_beside(subject_id=done.id, sets=built.sets, by=by, at=at)
    audit.record("metrics.publish_pooled", by=by, at=at, subject=done.id, year=year.year)
    return done


@transaction.atomic
def purge_ledger(*, on: date, by: Actor, at: datetime) -> int:
    """Delete the memory whose retention is over; its figures are closed from then on. Returns how many sets went."""
    gone = sum(AppendOnlyQuerySet(memory).filter(keep_until__lt=on).purge() for memory in (LedgerEntry, ShownBeside))
    if gone:
        audit.record("metrics.purge_ledger", by=by, at=at, sets=gone)
    return gone


@transaction.atomic
def add_destination(*, name: str, way: str, file_kind: str, address: str, by: Actor, at: datetime) -> Destination:
    """Say where releases are pushed from now on; the platform administration alone. Its secret is made here.

    Raises DestinationRefused: "not_allowed", "bad_name", "name_taken", "unknown_kind", "bad_address".
    """
    if not by.has(Role.PLATFORM_ADMIN):
        raise DestinationRefused("not_allowed")
    if way not in Way.values or file_kind not in FileKind.values:
        raise DestinationRefused("unknown_kind")
    if not is_a_folder_name(name):
        raise DestinationRefused("bad_name")
    if (way == Way.POST) != bool(address) or (address and not may_be_called(address)):
        raise DestinationRefused("bad_address")
    if Destination.objects.filter(name=name).exists():
        raise DestinationRefused("name_taken")
    secret = secrets.token_urlsafe(32) if way == Way.POST else ""
    made: Destination = Destination.objects.create(
        name=name, way=way, file_kind=file_kind, address=address, secret=secret, created_at=at
    )
    audit.record("metrics.add_destination", by=by, at=at, subject=made.id, way=way, file_kind=file_kind)
    return made


@transaction.atomic
def remove_destination(*, destination: Destination, by: Actor, at: datetime) -> None:
    """Push nothing there any more; what waits to leave is dropped. Raises DestinationRefused "not_allowed"."""
    if not by.has(Role.PLATFORM_ADMIN):
        raise DestinationRefused("not_allowed")
    audit.record("metrics.remove_destination", by=by, at=at, subject=destination.id)
    destination.delete()


@transaction.atomic
def push_release(*, release: Release, destination: Destination, again: bool, by: Actor, at: datetime) -> None:
    """Put a release in the outbox for a destination, once; `again` for one that had it already.

    Raises DestinationRefused: "not_allowed", "under_way", "pushed_already".
    """
    if not by.has(Role.PLATFORM_ADMIN, Role.SYSTEM):
        raise DestinationRefused("not_allowed")
    before = OutboxMessage.objects.filter(kind=PUSH, recipient_id=destination.id, subject_id=release.id)
    if before.filter(sent_at=None, attempts__lt=outbox.MAX_ATTEMPTS).exists():
        raise DestinationRefused("under_way")
    if not again and before.filter(failure="").exists():
        raise DestinationRefused("pushed_already")
    _put(release, destination, at)
    audit.record("metrics.push_again" if again else "metrics.push", by=by, at=at, subject=release.id)


@transaction.atomic
def note_pushed(*, destination: Destination, release: Release, digest: str, by: Actor, at: datetime) -> None:
    """Note that a release left for a destination, and the digest of the very bytes (R16)."""
    audit.record("metrics.pushed", by=by, at=at, subject=release.id, destination=destination.name, digest=digest)


@transaction.atomic
def note_push_failed(*, destination: Destination, attempt: int, last: bool, by: Actor, at: datetime) -> None:
    """Tell the platform administration: when it failed again, so that a hiccup wakes nobody, and when it is given up."""
    if attempt == TOLD_AT or last:
        kind = "metrics.push_given_up" if last else "metrics.push_failing"
        for user_id in accounts.holders_of(role=Role.PLATFORM_ADMIN):
            outbox.put(kind, recipient_kind="employee", recipient=user_id, subject=destination.id, at=at)
        audit.record("metrics.push_failed", by=by, at=at, subject=destination.id, attempt=attempt)


@transaction.atomic
def send_engagement_time(*, month: date, by: Actor, at: datetime) -> EngagementTime:
    """Send payroll the total of one's own working time in a month that is over, under one's name and number.

    Raises EngagementTimeRefused: "not_allowed", "not_closed", "too_old", "nothing", "no_number", "already_sent", "published".
    """
    volunteer = engagement.volunteer_of(user_id=by.id) if by.id else None
    employee = employees.employee_of(user_id=by.id) if by.id and volunteer else None
    if volunteer is None or employee is None or by.id is None:
        raise EngagementTimeRefused("not_allowed")
    found = sendable(month, by.id, clock.local_day(at))
    if not employee.employee_number:
        raise EngagementTimeRefused("no_number")
    LedgerTurn.hold()  # no release comes out between the look at the figures and the sending
    if would_single_out(employee.id, month):
        raise EngagementTimeRefused("published")
    sent: EngagementTime = EngagementTime.objects.create(
        volunteer=volunteer,
        month=month,
        minutes=found,
        name=f"{employee.given_name} {employee.family_name}".strip(),
        employee_number=employee.employee_number,
        sent_at=at,
    )
    audit.record("metrics.send_engagement_time", by=by, at=at, subject=sent.id, month=f"{month:%Y-%m}")
    return sent


@transaction.atomic
def take_back_engagement_time(*, month: date, by: Actor, at: datetime) -> None:
    """Take back a month that payroll has not read yet. Raises EngagementTimeRefused: "not_sent", "already_read"."""
    rows = EngagementTime.objects.select_for_update().filter(volunteer__user_id=by.id, month=month) if by.id else None
    sent = rows.first() if rows is not None else None
    if sent is None:
        raise EngagementTimeRefused("not_sent")
    if sent.read_at is not None:
        raise EngagementTimeRefused("already_read")
    audit.record("metrics.take_back_engagement_time", by=by, at=at, subject=sent.id, month=f"{month:%Y-%m}")
    sent.delete()


@transaction.atomic
def read_engagement_time(*, month: date, as_file: bool, by: Actor, at: datetime) -> list[EngagementTime]:
    """Return what was sent of a month, by name, and note that payroll read it; from then on nobody can take theirs back.

    Raises OnlyPayroll.
    """
    if not by.has(Role.PAYROLL):
        raise OnlyPayroll
    rows = EngagementTime.objects.filter(month=month).order_by("name", "id")
    found = list(rows)
    rows.filter(read_at=None).update(read_at=at)
    audit.record(
        "metrics.read_engagement_time", by=by, at=at, month=f"{month:%Y-%m}", people=len(found), form="csv" if as_file else "screen"
    )
    return found


@transaction.atomic
def purge_engagement_time(*, on: date, by: Actor, at: datetime) -> int:
    """Delete what payroll was sent more than thirteen months ago. Returns how many person-months went."""
    gone, _ = EngagementTime.objects.filter(month__lt=add_months(on.replace(day=1), -KEPT_MONTHS)).delete()
    if gone:
        audit.record("metrics.purge_engagement_time", by=by, at=at, person_months=gone)
    return gone


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


def _put(release: Release, destination: Destination, at: datetime) -> None:
    outbox.put(PUSH, recipient_kind=DESTINATION, recipient=destination.id, subject=release.id, at=at)
