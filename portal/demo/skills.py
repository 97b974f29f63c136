"""Soft skills in the demo: most people answer their questions some days after, and grow a little on average. Invented, no claim."""

from datetime import datetime

from portal.accounts.actors import Actor
from portal.accounts.enums import Role
from portal.core import clock
from portal.skills import operations, queries, rules
from portal.skills.enums import Wave
from portal.skills.models import Questionnaire
from portal.skills.shapes import Framework

from . import rates
from .dice import Dice
from .stage import Stage

SHIFT = {Wave.START: 0.0, Wave.EARLY: 0.15, Wave.END: 0.3}


def answer_some(stage: Stage, at: datetime) -> None:
    """Answer the waves that are open: some people do one week or another, some never."""
    today = clock.local_day(at)
    rows = Questionnaire.objects.filter(answered_at=None, declined_at=None, closes_on__gte=today, asked_at__lt=at)
    rows = rows.select_related("volunteer", "instrument")
    for found in rows.order_by("due_on", "volunteer__family_name", "volunteer__given_name", "wave"):
        who, user_id = f"{found.volunteer.given_name}:{found.volunteer.family_name}", found.volunteer.user_id
        dice = stage.dice("skills", f"{who}:{found.wave}:{today}")
        if user_id is None or not dice.happens(rates.ANSWERS_SKILLS):
            continue
        by = Actor(user_id, frozenset({str(Role.VOLUNTEER)}))
        answers = _answers(found.instrument.framework, Wave(found.wave), dice, stage.dice("temper", who))
        operations.answer(questionnaire=found, answers=answers, by=by, at=at)
        stage.count("skills_answered")
        if found.wave == Wave.END and dice.happens(rates.SHARES_SKILLS):
            for association in queries.may_share_with(volunteer=found.volunteer)[:1]:
                operations.share(volunteer=found.volunteer, association=association, by=by, at=at)


def _answers(framework: Framework, wave: Wave, dice: Dice, temper: Dice) -> dict[str, int | None]:
    """Return answers around a person's own level, which moves a little from wave to wave."""
    level = temper.gauss(3.3, 0.5) + SHIFT[wave]
    return {
        item.code: None if dice.happens(0.05) else max(1, min(5, round(dice.gauss(level, 0.8))))
        for item in rules.items_of(framework, wave)
    }
