"""A referral in the demo: the need goes beyond mentoring, a professional takes over, and some of it is still under way today."""

from collections.abc import Iterator
from datetime import datetime

from portal.mentorship import operations
from portal.mentorship.enums import OPEN_TO_REFERRALS, Meanwhile, PairState, ReferralEnd, ReferralState, SpecialistKind
from portal.mentorship.models import Pair, SpecialistReferral

from .calendar import later
from .dice import Dice
from .stage import Desk, Stage

WHERE = {
    SpecialistKind.SCHOOL: "CIO du secteur",
    SpecialistKind.SOCIAL: "Maison de la solidarité",
    SpecialistKind.HEALTH: "Centre de santé",
    SpecialistKind.PSYCHOLOGICAL: "Maison des adolescents",
    SpecialistKind.LEGAL: "Point-justice",
}
WAITS = (("agree", 4, 9), ("transmit", 1, 3), ("acknowledge", 1, 4))
"""Each step, with the days it usually and at most takes."""


def refer(stage: Stage, pair: Pair, desk: Desk, *, at: datetime) -> None:
    """Think of a professional, unless one of that kind helps already, and plan what follows. A stream of its own moves no other."""
    dice = stage.dice("referral", f"{pair.proposed_at.isoformat()}:{at.date()}")
    kind = dice.choice(list(SpecialistKind))
    under_way = SpecialistReferral.objects.filter(pair=pair).exclude(state=ReferralState.CLOSED)
    if pair.state not in OPEN_TO_REFERRALS or any(one.kind == kind for one in under_way):
        return
    referral = operations.propose_referral(
        pair=pair,
        kind=kind,
        professional=WHERE[kind] if dice.happens(0.7) else "",
        meanwhile=dice.pick({Meanwhile.GOES_ON: 8, Meanwhile.PAUSES: 2}),
        by=desk.referent,
        at=at,
    )
    stage.count("referrals")
    _plan_next(stage, referral, desk, dice, iter(WAITS), at)


def _plan_next(
    stage: Stage, referral: SpecialistReferral, desk: Desk, dice: Dice, waits: Iterator[tuple[str, int, int]], at: datetime
) -> None:
    step, typical, most = next(waits, ("close", 30, 90))

    def go_on(then: datetime) -> None:
        if step == "close" or referral.pair.state == PairState.CLOSED:
            operations.close_referral(referral=referral, end=dice.choice(list(ReferralEnd)), by=desk.referent, at=then)
            return
        operations.move_referral(referral=referral, step=step, on=then.date(), by=desk.referent, at=then)
        _plan_next(stage, referral, desk, dice, waits, then)

    stage.calendar.plan(later(at, dice.days(typical, most), dice), f"referral:{at.isoformat()}:{step}", go_on)
