"""How a programme finds its mentors: by campaign, from the application to pairs that last.

The association counts its own people, from the hand-over on. What comes before (who opened a page, who signed in) is the
company's: it is read from releases, as they were published, or not at all.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from uuid import UUID

from portal.accounts.actors import Actor
from portal.core.months import add_months
from portal.engagement import queries as engagement
from portal.engagement.queries import Course
from portal.mentorship.queries import QualityFact
from portal.metrics import queries as metrics
from portal.metrics.enums import Step
from portal.programmes import queries as programmes
from portal.programmes.models import Campaign, Programme
from portal.programmes.rules.quality import FEWEST, INDICATORS

from .quality_values import TERMS, Value, lasting

MONTHS = 24
"""Applications of two years: a pair of the first of them has had the time to last twelve months."""


@dataclass(frozen=True)
class Sourcing:
    """What came of the applications of one campaign, of none (`campaign` None) or of all (`whole`).

    `seen` and `signed_in` are published figures of the company, over all its programmes (None: not published). Each step holds
    those who made a later one. `active`: the share of those introduced who go on, by term.
    """

    campaign: Campaign | None
    seen: int | None
    signed_in: int | None
    applied: int
    ready: int
    paired: int
    active: Mapping[str, Value]
    days: Value
    whole: bool = False

    def in_time(self, target: int) -> bool | None:
        """Whether the median from application to pair reaches its target; None under ten pairs."""
        if self.days.number is None or self.days.of < FEWEST:
            return None
        return INDICATORS["days_to_pair"].met(self.days.number, target)


def sourcing_of(*, actor: Actor, programme: Programme, pairs: Iterable[QualityFact], on: date) -> list[Sourcing]:
    """Return a line for each campaign that somebody applied by, the latest first, one for those without, one for all of them if
    there are several. Four SQL queries, whatever their number; `pairs` are the introduced ones that the actor sees.
    """
    received = engagement.courses(
        association_id=programme.association_id,
        antenna_ids=actor.antenna_ids,
        programme_ids=[programme.id],
        start=add_months(on, -MONTHS) + timedelta(days=1),
        end=on,
    )
    first = {one.application_id: one for one in sorted(pairs, key=lambda pair: pair.introduced_on, reverse=True)}
    by_campaign = defaultdict[UUID | None, list[Course]](list)
    for course in received:
        by_campaign[course.campaign_id].append(course)
    campaigns = [one for one in programmes.campaigns() if one.id in by_campaign]
    published = metrics.funnel_openings(references=[one.reference for one in campaigns])
    lines = [_line(one, by_campaign[one.id], first, on, published.get(one.reference, {})) for one in campaigns]
    if None in by_campaign:
        lines.append(_line(None, by_campaign[None], first, on, {}))
    return [*lines, _line(None, received, first, on, {}, whole=True)] if len(lines) > 1 else lines


def _line(
    campaign: Campaign | None,
    courses: Collection[Course],
    first: Mapping[UUID | None, QualityFact],
    on: date,
    published: Mapping[str, int],
    *,
    whole: bool = False,
) -> Sourcing:
    met = [(course, first[course.application_id]) for course in courses if course.application_id in first]
    introduced = {course.application_id for course, _ in met}
    waited = [(pair.introduced_on - course.submitted_on).days for course, pair in met]
    return Sourcing(
        campaign=campaign,
        seen=published.get(Step.SEEN),
        signed_in=published.get(Step.SIGNED_IN),
        applied=len(courses),
        ready=sum(bool(one.ready_on or one.paired_on) or one.application_id in introduced for one in courses),
        paired=len(met),
        active=_active([pair for _, pair in met], on),
        days=Value(median(waited) if waited else None, len(waited)),
        whole=whole,
    )


def _active(pairs: Sequence[QualityFact], on: date) -> dict[str, Value]:
    """Return the share that lasts; under ten pairs, how many went on among those introduced long enough ago."""
    if len(pairs) >= FEWEST:
        return lasting((((one.closed_on or on) - one.introduced_on).days, one.closed_on is not None) for one in pairs)
    return {code: _cases(pairs, on, days) for code, days in TERMS.items()}


def _cases(pairs: Iterable[QualityFact], on: date, days: int) -> Value:
    old = [((one.closed_on or on) - one.introduced_on).days >= days for one in pairs if (on - one.introduced_on).days >= days]
    return Value(100 * sum(old) / len(old) if old else None, len(old), sum(old))
