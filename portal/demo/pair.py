"""The life of one pair in the demo: introduced, goals, sessions, pauses, worries, closing with its review."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from portal.accounts.actors import Actor
from portal.core.months import add_months
from portal.engagement.models import Application
from portal.journeys.pairing import open_pair
from portal.mentorship import operations
from portal.mentorship.enums import (
    MEETING,
    MINORS,
    AgeBand,
    ClosedBy,
    CloseReason,
    GoalCode,
    GoalResult,
    MenteeGateKind,
    Modality,
    PairState,
    ReviewNext,
    ReviewSide,
    SessionOutcome,
    TimeBasis,
    Topic,
)
from portal.mentorship.models import Mentee, Pair
from portal.mentorship.rules import needs_agreement
from portal.people.models import Employee
from portal.programmes.enums import Mode
from portal.programmes.models import Programme

from . import follow_up, half_way, rates
from .calendar import Happening, later, moment
from .dice import Dice
from .names import ALIASES
from .stage import Desk, Stage
from .worry import raise_worry

LINES = ("Bon échange, il pose plus de questions.", "Penser à l’annonce de stage.", "Fatiguée aujourd’hui, on a fait court.", "")
EARLY = {
    (ClosedBy.MENTOR, CloseReason.AVAILABILITY): 4,
    (ClosedBy.MENTEE, CloseReason.OUT_OF_CONTACT): 3,
    (ClosedBy.MENTEE, CloseReason.NOT_A_MATCH): 2,
    (ClosedBy.FAMILY, CloseReason.MOVED): 2,
    (ClosedBy.ASSOCIATION, CloseReason.OTHER_SUPPORT): 1,
}


def begin_pair(stage: Stage, employee: Employee, mentor: Actor, application: Application, desk: Desk, at: datetime) -> None:
    """Introduce a mentor and a young person, and plan what follows."""
    dice = stage.dice("pair", f"{employee.external_id}:{application.programme.code}")
    mentee = _mentee(stage, application.programme, dice, desk, at)
    pair = open_pair(
        application=application,
        mentee=mentee,
        referent=desk.referent_member,
        on=at.date(),
        agreement_on=at.date() if needs_agreement(application.programme.legal_scope) else None,
        by=desk.coordinator,
        at=at,
    )
    stage.count("paired")
    PairLife(stage, employee, mentor, pair, application.programme, desk, dice).begin(at)


def _mentee(stage: Stage, programme: Programme, dice: Dice, desk: Desk, at: datetime) -> Mentee:
    """Add a young person of the programme's age, with the agreements a minor needs."""
    bands = [band for band in AgeBand if _fits(band, programme)]
    band = dice.choice(bands)
    mentee = operations.add_mentee(
        association_id=programme.association_id,
        alias=dice.choice(ALIASES),
        age_band=band,
        departement=dice.choice(programme.departements) if programme.departements else "",
        reference=f"D-{stage.count('mentees'):04d}",
        by=desk.coordinator,
        at=at,
    )
    for kind in MenteeGateKind if band in MINORS else ():
        operations.record_mentee_gate(
            mentee=mentee, kind=kind, seen_on=at.date() - timedelta(days=dice.randint(1, 20)), by=desk.coordinator, at=at
        )
    return mentee


def _fits(band: AgeBand, programme: Programme) -> bool:
    youngest, oldest = (int(age) for age in band.value.split("-"))
    return youngest <= programme.age_max and oldest >= programme.age_min


@dataclass
class PairLife:
    """One pair; steps are methods that a calendar calls."""

    stage: Stage
    employee: Employee
    mentor: Actor
    pair: Pair
    programme: Programme
    desk: Desk
    dice: Dice
    over: bool = False

    @property
    def name(self) -> str:
        """What orders this pair's steps among others at the same instant."""
        return f"pair:{self.employee.external_id}"

    def begin(self, at: datetime) -> None:
        """Plan goals, first session, the end, and what may come between."""
        dice, start = self.dice, at.date()
        self._plan(at, self.set_goals, dice.days(8, 25))
        if not dice.happens(rates.NEVER_MEETS):
            self._plan(at, self.meet, dice.days(6, 16))
        self.stage.calendar.plan(later(at, 28, self.stage.dice("follow-up", self.name)), self.name, self.look_after)
        months = self.programme.duration_months * (2 if dice.happens(rates.SECOND_CYCLE) else 1)
        term = add_months(start, months) + timedelta(days=dice.randint(-10, 60))
        early = dice.happens(rates.ENDS_EARLY)
        ends = start + timedelta(days=dice.randint(40, max(60, (term - start).days - 20))) if early else term
        self._plan_on(ends, lambda then: self.close(then, early=early))
        leaves = self.employee.end_date
        if leaves is not None and dice.happens(rates.COMPANY_EXIT_ENDS):
            self._plan_on(leaves, self.close_with_contract)
        if dice.happens(rates.PAUSES):
            self._plan(at, self.pause, dice.randint(50, 150))
        if dice.happens(rates.CONCERNS):
            self._plan(at, self.worry, dice.randint(20, 120))

    def set_goals(self, at: datetime) -> None:
        """Choose one or two goals."""
        if not self._meeting():
            return
        for code in self.dice.some(list(GoalCode), 1, 2):
            operations.set_goal(pair=self.pair, code=code, detail="", by=self.mentor, at=at)

    def meet(self, at: datetime) -> None:
        """Log a session, held or missed, and plan the next."""
        if self.over:
            return
        dice = self.dice
        if self._meeting() and self.pair.state != PairState.PAUSED:
            missed = dice.happens(rates.MISSED)
            outcome = dice.choice((SessionOutcome.MISSED_MENTEE, SessionOutcome.CANCELLED)) if missed else SessionOutcome.HELD
            operations.log_session(
                pair=self.pair,
                on=at.date(),
                minutes=0 if missed else dice.pick(rates.MINUTES),
                time_basis=TimeBasis.WORK_TIME if dice.happens(rates.WORK_TIME) else TimeBasis.PERSONAL_TIME,
                modality=self._modality(),
                topics=[] if missed else dice.some(list(Topic), 1, 2),
                private_line=dice.choice(LINES) if dice.happens(0.15) else "",
                outcome=outcome,
                by=self.mentor,
                at=at,
            )
            self.stage.count("sessions")
        self._plan(at, self.meet, dice.pick(rates.RHYTHM))

    def look_after(self, at: datetime) -> None:
        """Answer the check-ins that wait, be called by the referent, and again a month later; an own stream moves no other."""
        if self.over:
            return
        chance = self.stage.dice("follow-up", f"{self.name}:{at.date()}")
        if self._meeting() and self.pair.state != PairState.PAUSED:
            follow_up.look_after(self.stage, self.pair, self.desk, chance, mentor=self.mentor, at=at)
            half_way.look_back(self.stage, self.pair, self.desk, mentor=self.mentor, at=at)
        self.stage.calendar.plan(later(at, 28, chance), self.name, self.look_after)

    def pause(self, at: datetime) -> None:
        """Pause for a while, then go on."""
        if self._now() == PairState.ACTIVE:
            operations.pause_pair(pair=self.pair, by=self.mentor, at=at)
            self._plan(at, self.resume, self.dice.randint(20, 50))

    def resume(self, at: datetime) -> None:
        """Go on."""
        if self._now() == PairState.PAUSED:
            operations.resume_pair(pair=self.pair, by=self.mentor, at=at)

    def worry(self, at: datetime) -> None:
        """Tell the safeguarding referents of a worry."""
        if self._meeting():
            raise_worry(self.stage, self.pair, self.desk, self.dice, by=self.mentor, at=at)

    def close_with_contract(self, at: datetime) -> None:
        """End with the mentor's contract."""
        self._start_closing(at, ClosedBy.COMPANY_EXIT, CloseReason.AVAILABILITY)

    def close(self, at: datetime, *, early: bool) -> None:
        """End at the term, or before."""
        who, why = self.dice.pick(EARLY) if early else (ClosedBy.TERM, CloseReason.END_OF_TERM)
        if not early and self.dice.happens(0.6):
            why = CloseReason.GOALS_REACHED
        self._start_closing(at, who, why)

    def _start_closing(self, at: datetime, who: ClosedBy, why: CloseReason) -> None:
        if self.over or self._now() not in MEETING:
            return
        self.over = True
        operations.start_closing(pair=self.pair, reason=why, closed_by=who, by=self.desk.referent, at=at)
        self._plan(at, lambda then: self.review(then, why), self.dice.days(7, 20))

    def review(self, at: datetime, why: CloseReason) -> None:
        """Both look back; then the pair is closed and the certificate issued."""
        dice, good = self.dice, why in {CloseReason.GOALS_REACHED, CloseReason.END_OF_TERM}
        results = {GoalResult.REACHED: 5, GoalResult.PARTLY: 4, GoalResult.NOT_REACHED: 1 if good else 6}
        goals = {goal.id: str(dice.pick(results)) for goal in self.pair.goals.order_by("set_on", "code")}
        answers = {5: 5, 4: 4, 3: 1} if good else {4: 3, 3: 4, 2: 2}
        for side, by, reached in ((ReviewSide.MENTOR, self.mentor, goals), (ReviewSide.MENTEE, self.desk.referent, {})):
            operations.record_review(
                pair=self.pair,
                side=side,
                satisfaction=dice.pick(answers),
                felt_supported=dice.pick(answers),
                next_wish=dice.choice(list(ReviewNext)),
                goal_results=reached,
                by=by,
                at=at,
            )
        if not dice.happens(rates.NO_INTERVIEW):
            operations.record_interview(pair=self.pair, on=at.date(), by=self.desk.referent, at=at)
        operations.close_pair(pair=self.pair, by=self.desk.referent, at=at)
        self.stage.count("closed")

    def _modality(self) -> Modality:
        if self.programme.mode == Mode.REMOTE:
            return self.dice.pick({Modality.VIDEO: 8, Modality.PHONE: 2})
        return self.dice.pick({Modality.IN_PERSON: 7, Modality.VIDEO: 2, Modality.PHONE: 1})

    def _now(self) -> str:
        return self.pair.state

    def _meeting(self) -> bool:
        return self._now() in MEETING

    def _plan(self, at: datetime, step: Happening, days: int) -> None:
        self.stage.calendar.plan(later(at, days, self.dice, hours=(12, 21)), self.name, step)

    def _plan_on(self, day: date, step: Happening) -> None:
        self.stage.calendar.plan(moment(day, self.dice), self.name, step)
