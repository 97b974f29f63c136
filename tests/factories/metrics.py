"""Companies whose figures can be published: rows written directly and in bulk, since figures only read them."""

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Model

from portal.accounts.enums import Door
from portal.accounts.models import SignIn, User
from portal.engagement.enums import ApplicationState
from portal.engagement.models import Application, Clearance, GatePolicy, Volunteer
from portal.mentorship.enums import Modality, PairState, SessionOutcome, TimeBasis
from portal.mentorship.models import Mentee, Pair, Session
from portal.metrics.periods import Quarter
from portal.people.enums import EmployeeStatus
from portal.people.models import Employee, LegalEntity, Site
from portal.programmes.models import Campaign, Programme, TeamMember

from .programmes import ProgrammeFactory, TeamMemberFactory

AT = datetime(2025, 1, 2, 9, tzinfo=UTC)
WORK, PERSONAL = TimeBasis.WORK_TIME, TimeBasis.PERSONAL_TIME


def noon(day: date) -> datetime:
    """An instant of a day."""
    return datetime.combine(day, time(12), tzinfo=UTC)


@dataclass
class World:
    """A company in the making: call `employees` and `journey`, then `save` once."""

    programme: Programme = field(default_factory=ProgrammeFactory.create)
    nord: list[Employee] = field(default_factory=list)
    sud: list[Employee] = field(default_factory=list)
    est: list[Employee] = field(default_factory=list)
    _rows: list[Employee] = field(default_factory=list)
    _made: list[Model] = field(default_factory=list)
    _sites: dict[str, Site] = field(default_factory=dict)
    _entities: dict[str, LegalEntity] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.referent: TeamMember = TeamMemberFactory.create(association=self.programme.association, referent=True)
        self.policy = GatePolicy.objects.create(programme=self.programme, version=1, effective_on=date(2024, 1, 1))

    def employees(
        self, count: int, group: str, *, entity: str = "FR01", start: date = date(2020, 1, 6), end: date | None = None
    ) -> list[Employee]:
        """Add people of a site group."""
        site = self._sites.setdefault(group, Site(code=f"S{len(self._sites)}", name=group, group=group))
        legal = self._entities.setdefault(entity, LegalEntity(code=entity, name=f"Exemple {entity}"))
        found = [
            Employee(
                source="demo", external_id=f"M{len(self._rows) + n}", status=EmployeeStatus.ACTIVE, start_date=start, end_date=end,
                site=site, legal_entity=legal, created_at=AT, changed_at=AT,
            )
            for n in range(count)
        ]  # fmt: skip
        self._rows += found
        return found

    def account(self, employee: Employee) -> User:
        """Give an employee an account."""
        if employee.user is None:
            user = User(handle=f"metrics:{employee.external_id}", created_at=AT)
            self._made.append(user)
            employee.user = user
        return employee.user

    def sign_in(self, employee: Employee, on: date) -> None:
        """Somebody signed in on a day."""
        self._made.append(SignIn(user=self.account(employee), door=Door.COMPANY, at=noon(on)))

    def journey(
        self, employee: Employee, *, applied: date, ready: date | None = None, introduced: date | None = None,
        closed: date | None = None, campaign: Campaign | None = None, sessions: Iterable[tuple[date, int, TimeBasis]] = (),
    ) -> None:  # fmt: skip
        """Somebody applies and, with the dates given, becomes ready, is paired, meets, and closes."""
        volunteer = Volunteer(user=self.account(employee), employee=employee, given_name="Camille", family_name="E", since=AT)
        state = ApplicationState.PAIRED if introduced else ApplicationState.READY if ready else ApplicationState.UNDER_REVIEW
        application = Application(
            volunteer=volunteer, programme=self.programme, campaign=campaign, state=state, opened_at=noon(applied),
            submitted_at=noon(applied), state_since=noon(introduced or ready or applied),
            deadline_on=None if introduced else (ready or applied) + timedelta(days=30),
        )  # fmt: skip
        self._made += [volunteer, application]
        if ready:
            later = ready + timedelta(days=365)
            clearance = Clearance(application=application, policy=self.policy, cleared_on=ready, valid_until=later)
            self._made.append(clearance)
            if introduced:
                self._pair(clearance, introduced, closed, sessions)

    def _pair(
        self, clearance: Clearance, introduced: date, closed: date | None, sessions: Iterable[tuple[date, int, TimeBasis]]
    ) -> None:
        mentee = Mentee(association=self.programme.association, alias="Yanis", age_band="18-25", created_at=AT)
        pair = Pair(
            volunteer=clearance.application.volunteer, programme=self.programme, mentee=mentee, referent=self.referent,
            clearance=clearance, cleared_on=clearance.cleared_on, clearance_valid_until=clearance.valid_until,
            introduced_on=introduced, closed_on=closed, state=PairState.CLOSED if closed else PairState.ACTIVE, proposed_at=AT,
        )  # fmt: skip
        self._made += [mentee, pair]
        held = {"modality": Modality.VIDEO, "outcome": SessionOutcome.HELD}
        self._made += [
            Session(pair=pair, on=on, minutes=minutes, time_basis=basis, logged_at=noon(on), **held)
            for on, minutes, basis in sessions
        ]

    def save(self) -> None:
        """Write everything, in the order of its references."""
        Site.objects.bulk_create(self._sites.values())
        LegalEntity.objects.bulk_create(self._entities.values())
        User.objects.bulk_create([row for row in self._made if isinstance(row, User)])
        Employee.objects.bulk_create(self._rows)
        models: tuple[type[Model], ...] = (SignIn, Volunteer, Application, Clearance, Mentee, Pair, Session)
        for model in models:
            model._default_manager.bulk_create([row for row in self._made if isinstance(row, model)])


def a_company(*, seed: int = 7, start: date = date(2024, 7, 1), months: int = 24, people: int = 1470) -> World:
    """Two years of a company: people come and go, some forty apply a quarter, some pairs last."""
    draw, world, end = random.Random(seed), World(), start + timedelta(days=30 * months)
    groups = ("Bourgogne", "Clermont-Ferrand", "Hauts-de-France", "Île-de-France", "Lyon et Rhône")
    days = (end - start).days
    for n in range(people):
        group = draw.choices(groups, (1, 3, 2, 5, 4))[0]
        began = start - timedelta(days=draw.randint(1, 4000)) if n < 0.8 * people else start + timedelta(days=draw.randint(0, days))
        left = began + timedelta(days=draw.randint(30, 900)) if draw.random() < 0.16 else None
        gone = None if left is None or left < start else left
        one = world.employees(1, group, entity=draw.choice(("FR01", "FR01", "FR02")), start=began, end=gone)[0]
        if draw.random() < 0.6:
            world.sign_in(one, start + timedelta(days=draw.randint(0, days)))
        if draw.random() < 0.23:
            applied = max(start, began) + timedelta(days=draw.randint(0, days))
            if applied < (gone or end):
                _a_life(draw, world, one, applied, gone or end)
    return world


def _a_life(draw: random.Random, world: World, one: Employee, applied: date, end: date) -> None:
    ready = applied + timedelta(days=draw.randint(20, 70))
    introduced = ready + timedelta(days=draw.randint(5, 40))
    closing = introduced + timedelta(days=draw.randint(40, 700))
    world.sign_in(one, applied)
    if draw.random() < 0.25 or ready >= end:
        world.journey(one, applied=applied)
    elif introduced >= end:
        world.journey(one, applied=applied, ready=ready)
    else:
        closed, basis = closing if closing < end else None, draw.choice((WORK, PERSONAL))
        months = range(3, ((closed or end) - introduced).days, 14)
        met = [(introduced + timedelta(days=day), draw.choice((45, 60, 90)), basis) for day in months]
        world.journey(one, applied=applied, ready=ready, introduced=introduced, closed=closed, sessions=met)


Q1, Q2 = Quarter(2026, 1), Quarter(2026, 2)


def a_small_company() -> World:
    """Three site groups of sixty: in the first quarter of 2026 twenty people of Nord, fifteen of Sud and three of Est apply.

    Everyone who applies has signed in, as have thirty others. Nord's twenty are ready and meet their young person in February, on
    working time for an hour a fortnight; Sud's fifteen wait.
    """
    world = World()
    nord, sud, est = (world.employees(60, name) for name in ("Nord", "Sud", "Est"))
    met = [(date(2026, 2, 16), 60, WORK), (date(2026, 3, 2), 60, WORK), (date(2026, 4, 13), 90, WORK)]
    for one in [*nord[:20], *sud[:15], *est[:3], *nord[20:50]]:
        world.sign_in(one, date(2026, 1, 12))
    for one in nord[:20]:
        world.journey(one, applied=date(2026, 1, 13), ready=date(2026, 2, 9), introduced=date(2026, 2, 12), sessions=met)
    for one in [*sud[:15], *est[:3]]:
        world.journey(one, applied=date(2026, 1, 20))
    world.nord, world.sud, world.est = nord, sud, est
    return world
