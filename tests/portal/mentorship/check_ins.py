"""Check-ins as the tests of the follow-up want them: asked at thirty days, answered two hours later."""

from datetime import timedelta

from portal.accounts.actors import SYSTEM
from portal.core.models import OutboxMessage
from portal.mentorship import operations
from portal.mentorship.enums import ReviewSide
from portal.mentorship.models import CheckIn, Pair
from tests.factories.mentorship import (
    AT,
    mentor_of,
)

DAY = AT.date()
FIRST = AT + timedelta(days=30)


def sent(kind: str) -> int:
    return OutboxMessage.objects.filter(kind=f"mentorship.{kind}").count()


def asked(pair: Pair, side: ReviewSide = ReviewSide.MENTOR) -> CheckIn:
    """A check-in at thirty days, asked for and not answered."""
    operations.ask_check_ins(by=SYSTEM, at=FIRST)
    return CheckIn.objects.get(pair=pair, side=side, due_on=FIRST.date())


def answered(pair: Pair, satisfaction: int = 4, help_topic: str = "") -> CheckIn:
    given_at = FIRST + timedelta(hours=2)
    return operations.answer_check_in(
        check_in=asked(pair), satisfaction=satisfaction, help_topic=help_topic, by=mentor_of(pair), at=given_at
    )
