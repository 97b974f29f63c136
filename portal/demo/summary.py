"""What the demo's world holds, in lines for the terminal: figures of an invented world, so none is protected here."""

from collections.abc import Iterator
from datetime import timedelta

from portal.core.months import add_months
from portal.engagement.enums import ApplicationState
from portal.engagement.models import (
    Application,
    Clearance,
    GateExemption,
    Mailing,
    MessageTemplate,
    TrainingBooking,
    TrainingSession,
    Volunteer,
)
from portal.mentorship import queries as mentorship
from portal.mentorship.enums import ConcernState, PairState, ReferralState, ReviewMoment, SessionOutcome
from portal.mentorship.models import Agenda, Concern, Pair, Review, ReviewForm, Session, SpecialistReferral
from portal.metrics import queries as metrics
from portal.metrics.enums import CellState
from portal.people import queries as people
from portal.programmes.models import Antenna

from .models import World


def lines(world: World) -> Iterator[str]:
    """Yield the summary, line by line."""
    yield f"The demo's world: seed {world.seed}, {world.months} months until {world.until}, built in {world.seconds} s."
    yield ""
    yield from _funnel(world)
    yield from _duration(world)
    yield from _hours(world)
    yield from _desks(world)
    yield from _releases()


def _funnel(world: World) -> Iterator[str]:
    employed = len(people.eligible_members(on=world.until))
    signed_in = len(people.employee_ids_by_user())
    applied = Application.objects.exclude(submitted_at=None).values("volunteer").distinct().count()
    ready = Clearance.objects.values("application__volunteer").distinct().count()
    pairs = mentorship.pair_rows(until=world.until)
    yield f"Funnel        employed {employed} → signed in {signed_in} → applied {applied} → ready {ready}"
    yield f"              → introduced {len({pair.volunteer_user_id for pair in pairs})} (volunteers {Volunteer.objects.count()})"


def _duration(world: World) -> Iterator[str]:
    pairs = mentorship.pair_rows(until=world.until)
    alive = sum(pair.closed_on is None for pair in pairs)
    yield f"Pairs         {len(pairs)} introduced, {alive} alive on {world.until}"
    for months in (3, 6, 12):
        old_enough = [pair for pair in pairs if add_months(pair.introduced_on, months) <= world.until]
        lasted = sum(pair.closed_on is None or pair.closed_on >= add_months(pair.introduced_on, months) for pair in old_enough)
        yield f"              alive at {months:>2} months: {lasted} of {len(old_enough)} old enough"


def _hours(world: World) -> Iterator[str]:
    rows = mentorship.hour_rows(start=world.until - timedelta(days=1200), end=world.until)
    yield f"Sessions      {Session.objects.count()} reported, {len(rows)} held"
    for basis in sorted({row.time_basis for row in rows}):
        yield f"              {basis}: {sum(row.minutes for row in rows if row.time_basis == basis) // 60} hours"


def _desks(world: World) -> Iterator[str]:
    """What the desks have beside their pairs, and what is under way on the last day."""
    ahead = Session.objects.filter(outcome=SessionOutcome.PLANNED, on__gt=world.until).count()
    dates = TrainingSession.objects.filter(starts_at__date__gt=world.until).count()
    half_way = Review.objects.filter(moment=ReviewMoment.MID).values("pair").distinct().count()
    waiting = Application.objects.filter(state=ApplicationState.WAITING_LIST).count()
    paused = Pair.objects.filter(state=PairState.PAUSED).count()
    referred = SpecialistReferral.objects.exclude(state=ReferralState.CLOSED).count()
    antennas = Antenna.objects.filter(closed_on=None).count()
    yield f"Desks         {MessageTemplate.objects.count()} templates, {Mailing.objects.count()} messages to several"
    yield f"              {Agenda.objects.count()} agendas, {ReviewForm.objects.count()} forms of their own, {antennas} antennas"
    yield f"              {half_way} pairs looked back half-way, {world.counts.get('lessons', 0)} lessons in two languages"
    yield f"Under way     {ahead} appointments and {dates} training dates to come"
    yield f"              {waiting} on a waiting list, {_of(paused, 'pair')} paused, {_of(referred, 'referral')} open"
    suspended, closing = (Pair.objects.filter(state=state).count() for state in (PairState.SUSPENDED, PairState.CLOSING))
    worries = Concern.objects.exclude(state=ConcernState.CLOSED).count()
    exempt, places = GateExemption.objects.count(), TrainingBooking.objects.filter(cancelled_at=None).count()
    yield f"              {_of(suspended, 'pair')} suspended, {_of(closing, 'pair')} closing, {_of(worries, 'concern')} open"
    yield f"              {_of(exempt, 'exemption')}, {_of(places, 'place')} taken at dates to come"


def _of(count: int, what: str) -> str:
    """Return a number of things, in the singular for one."""
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"


def _releases() -> Iterator[str]:
    for found in reversed(metrics.releases()):
        release = metrics.release(release_id=found.id)
        cells = [(figure.code, cell) for figure in release.figures.all() for cell in figure.cells.all()]
        hidden = sorted({code for code, cell in cells if cell.state == CellState.HIDDEN})
        kept_back = sum(cell.state == CellState.HIDDEN for _, cell in cells)
        yield f"Release {release.quarter}  {len(cells)} cells, {kept_back} withheld ({', '.join(hidden) or 'none'})"
