"""The quality sheet of a programme: its six steps, and its indicators beside their targets.

Live, for its own association alone: what leaves the association passes disclosure control (portal.metrics).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from portal.accounts.actors import Actor
from portal.core.months import add_months
from portal.engagement import queries as engagement
from portal.mentorship import queries as mentorship
from portal.mentorship.enums import SEEING, ReviewSide
from portal.mentorship.queries import QualityFact
from portal.programmes import queries as programmes
from portal.programmes.models import Programme
from portal.programmes.rules.quality import FEWEST, INDICATORS, Indicator

from .quality_values import TERMS, Value, lasting, share
from .sourcing import Sourcing, sourcing_of

MONTH = 30.44
YEAR_MONTHS, COHORT_MONTHS = 12, 36
"""What is read of one pair (its goals, its first meeting) goes a year after it ended, the pair itself after three: a sheet speaks
of pairs that were there in the last year, and its durations of those introduced in the last three.
"""
FIRST_MEETING = timedelta(days=15)
NONE = (0, 0)


@dataclass(frozen=True)
class Row:
    """One indicator beside its target. No verdict under ten pairs, without a value, or on a figure set beside a national one."""

    indicator: Indicator
    value: Value
    target: int

    @property
    def few(self) -> bool:
        """Whether there are too few to speak of a share."""
        return self.value.of < FEWEST

    @property
    def verdict(self) -> bool | None:
        """Whether the target is reached; a gate crossed too late or a pair that broke early is never too few to be told."""
        number = self.value.number
        if number is None or self.indicator.beside:
            return None
        if self.few and self.indicator.code not in {"cleared_before_meeting", "ended_before_3_months"}:
            return None
        return self.indicator.met(number, self.target)


@dataclass(frozen=True)
class Sheet:
    """A programme's quality sheet on a day: by step its text and its rows; by campaign how mentors came, beside its target."""

    programme: Programme
    on: date
    pairs: int
    steps: list[tuple[int, str, list[Row]]]
    sourcing: list[Sourcing]
    days_to_pair: int


def quality_sheet(*, actor: Actor, programme: Programme, on: date) -> Sheet:
    """Return the sheet of a programme of the actor's association. Eleven SQL queries at most, whatever the number of pairs."""
    facts = mentorship.quality_facts(actor=actor, programme_id=programme.id, on=on)
    days = {fact.volunteer_id: fact.introduced_on for fact in facts}
    trained = engagement.training_minutes(association_id=programme.association_id, days=days)
    lately = of_the_year(facts, on)
    values = {code: measure(lately, on) for code, measure in MEASURES.items()}
    values |= lasting(_spans([one for one in facts if one.introduced_on >= add_months(on, -COHORT_MONTHS)], on))
    values["trained_2_hours"] = share([trained.get(one.volunteer_id, NONE)[0] >= 120 for one in lately])
    values["trained_6_hours"] = share([trained.get(one.volunteer_id, NONE)[1] >= 360 for one in lately])
    since = on - timedelta(days=365)
    fine, judged = mentorship.referrals_of_programme(actor=actor, programme_id=programme.id, since=since, on=on)
    values["referrals_in_time"] = Value(100 * fine / judged if judged else None, judged, fine)
    targets = programmes.quality_targets(programme_id=programme.id)
    rows = [Row(one, values[code], targets.get(code, one.target)) for code, one in INDICATORS.items()]
    texts = {step.step: step.text for step in programme.quality_steps.all()}
    steps = [(n, texts.get(n, ""), [row for row in rows if row.indicator.step == n]) for n in range(1, 7)]
    sourcing = sourcing_of(actor=actor, programme=programme, pairs=facts, on=on)
    days_to_pair = targets.get("days_to_pair", INDICATORS["days_to_pair"].target)
    return Sheet(programme, on, len(lately), steps, sourcing, days_to_pair)


def of_the_year(facts: Sequence[QualityFact], on: date) -> list[QualityFact]:
    """Return the pairs that were there in the year up to a day: those that go on, and those that ended in it."""
    begins = add_months(on, -YEAR_MONTHS)
    return [one for one in facts if one.closed_on is None or one.closed_on >= begins]


def _days_to_pair(facts: Sequence[QualityFact], _on: date) -> Value:
    days = [(one.introduced_on - one.submitted_on).days for one in facts if one.submitted_on]
    return Value(median(days) if days else None, len(days))


def _met_soon(facts: Sequence[QualityFact], on: date) -> Value:
    """Pairs whose fifteen days are not over, and who have not met, say nothing yet."""
    told = [one for one in facts if one.first_met_on or on - one.introduced_on > FIRST_MEETING]
    return share([one.first_met_on is not None and one.first_met_on - one.introduced_on <= FIRST_MEETING for one in told])


def _contact(facts: Sequence[QualityFact], _on: date) -> Value:
    return share([one.contact for one in facts if one.state in SEEING])


def _a_month(of: Callable[[QualityFact], float]) -> Callable[[Sequence[QualityFact], date], Value]:
    """Return the mean over months that pairs spent together in the last year: a pair of six months counts six times one of one."""

    def measured(facts: Sequence[QualityFact], on: date) -> Value:
        start = on - timedelta(days=365)
        spent = [(of(one), ((one.closed_on or on) - max(one.introduced_on, start)).days / MONTH) for one in facts]
        there = [(amount, months) for amount, months in spent if months > 0]
        total = sum(months for _, months in there)
        return Value(sum(amount for amount, _ in there) / total if total else None, len(there))

    return measured


def _early_ends(facts: Sequence[QualityFact], _on: date) -> Value:
    ended = [one for one in facts if one.closed_on and (one.closed_on - one.introduced_on).days < TERMS["alive_at_3_months"]]
    return Value(len(ended) if facts else None, len(facts), len(ended))


def _at_the_end(told: Callable[[QualityFact], bool]) -> Callable[[Sequence[QualityFact], date], Value]:
    return lambda facts, _on: share([told(one) for one in facts if one.closed_on])


def _satisfied(side: str) -> Callable[[Sequence[QualityFact], date], Value]:
    return lambda facts, _on: share([one.satisfied[side] for one in facts if side in one.satisfied])


def _spans(facts: Sequence[QualityFact], on: date) -> list[tuple[int, bool]]:
    return [(((one.closed_on or on) - one.introduced_on).days, one.closed_on is not None) for one in facts]


MEASURES: dict[str, Callable[[Sequence[QualityFact], date], Value]] = {
    "days_to_pair": _days_to_pair,
    "goal_stated": lambda facts, _on: share([one.has_goal for one in facts]),
    "met_within_15_days": _met_soon,
    "cleared_before_meeting": lambda facts, _on: share([one.cleared for one in facts]),
    "contact_this_month": _contact,
    "sessions_a_month": _a_month(lambda one: one.sessions),
    "hours_a_month": _a_month(lambda one: one.minutes / 60),
    "ended_before_3_months": _early_ends,
    "both_reviewed": _at_the_end(lambda one: one.reviewed == frozenset(ReviewSide.values)),
    "closing_interview": _at_the_end(lambda one: one.interviewed),
    "mentee_satisfied": _satisfied(ReviewSide.MENTEE),
    "mentor_gains": _satisfied(ReviewSide.MENTOR),
}
