"""A worry in the demo: raised by a mentor, taken up by a safeguarding referent, ended."""

from datetime import datetime, timedelta

from portal.accounts.actors import Actor
from portal.mentorship import operations
from portal.mentorship.enums import ConcernCategory, ConcernOutcome, ConcernState, RaisedBy, Urgency
from portal.mentorship.models import Concern, Pair

from .calendar import later
from .dice import Dice
from .referral import refer
from .stage import Desk, Stage

WORDS = (
    "Il dit qu’il ne dort plus depuis deux semaines et qu’il ne va plus en cours le matin.",
    "Elle reçoit des messages blessants d’un groupe de sa classe, tous les soirs.",
    "Elle parle beaucoup de ne plus vouloir rentrer chez elle le week-end.",
    "",
)


def raise_worry(stage: Stage, pair: Pair, desk: Desk, dice: Dice, *, by: Actor, at: datetime) -> None:
    """Raise it, and plan that somebody takes it up within hours and ends it within weeks."""
    concern = operations.raise_concern(
        programme=pair.programme,
        raised_by=RaisedBy.MENTOR,
        category=dice.choice((ConcernCategory.DISTRESS, ConcernCategory.ONLINE, ConcernCategory.SCHOOL)),
        urgency=Urgency.CRITICAL if dice.happens(0.2) else Urgency.STANDARD,
        text=dice.choice(WORDS),
        pair=pair,
        by=by,
        at=at,
    )
    stage.count("concerns")
    hours = timedelta(minutes=dice.randint(15, 400))
    stage.calendar.plan(at + hours, f"concern:{stage.counts['concerns']}", lambda then: _take_up(stage, concern, desk, dice, then))


def _take_up(stage: Stage, concern: Concern, desk: Desk, dice: Dice, at: datetime) -> None:
    concern.refresh_from_db(fields=["state"])
    operations.acknowledge_concern(concern=concern, by=desk.safeguarding, at=at)
    outcome = dice.pick({ConcernOutcome.ANSWERED: 3, ConcernOutcome.SUPPORT: 4, ConcernOutcome.REFERRED: 3})

    def end(then: datetime) -> None:
        if concern.state == ConcernState.ACKNOWLEDGED:
            operations.close_concern(concern=concern, outcome=outcome, by=desk.safeguarding, at=then)
            if outcome == ConcernOutcome.REFERRED and concern.pair is not None:
                refer(stage, concern.pair, desk, at=then)

    stage.calendar.plan(later(at, dice.days(6, 20), dice), f"concern:{concern.raised_at.isoformat()}", end)
