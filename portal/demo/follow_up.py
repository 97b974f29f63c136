"""Following up in the demo: most people answer their check-ins, a few ask for a hand, and a referent calls."""

from datetime import datetime

from portal.accounts.actors import Actor
from portal.mentorship import operations
from portal.mentorship.enums import ContactWay, ContactWith, HelpTopic, ReviewSide
from portal.mentorship.models import CheckIn, Pair

from . import rates
from .dice import Dice
from .referral import refer
from .stage import Desk, Stage


def look_after(stage: Stage, pair: Pair, desk: Desk, dice: Dice, *, mentor: Actor, at: datetime) -> None:
    """Answer the check-ins that wait for both sides, and note the month's contact."""
    speaks = {ReviewSide.MENTOR: (mentor, rates.MENTOR_ANSWERS), ReviewSide.MENTEE: (desk.referent, rates.MENTEE_ANSWERS)}
    for check_in in CheckIn.objects.filter(pair=pair, answered_at=None).order_by("due_on", "side"):
        by, often = speaks[ReviewSide(check_in.side)]
        if dice.happens(often):
            check_in.pair = pair
            topic = dice.choice(list(HelpTopic)) if dice.happens(rates.ASKS_FOR_A_HAND) else ""
            operations.answer_check_in(
                check_in=check_in, satisfaction=dice.pick(rates.SATISFACTION), help_topic=topic, by=by, at=at
            )
            stage.count("check_ins_answered")
            if topic == HelpTopic.BEYOND:
                refer(stage, pair, desk, at=at)
    if dice.happens(rates.REFERENT_CALLS):
        way, whom = dice.choice(list(ContactWay)), dice.choice(list(ContactWith))
        operations.record_contact(pair=pair, on=at.date(), way=way, with_whom=whom, by=desk.referent, at=at)
