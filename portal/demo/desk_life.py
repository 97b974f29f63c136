"""What desks keep in the demo: templates of messages, agendas, questions of their own.

Only the teams that somebody can sign in to are told in such detail.
"""

from portal.engagement import operations as engagement
from portal.engagement.message_recipes import message_recipes
from portal.mentorship import operations as mentorship
from portal.mentorship.agenda_recipes import USUAL, agenda_recipes
from portal.mentorship.enums import ReviewMoment
from portal.mentorship.review_recipes import review_recipes

from .stage import Desk, Stage

TOLD = 2
"""How many desks are told in detail: those whose team can sign in (associations.set_up)."""
KEPT_MESSAGES = ("documents", "circle")
OWN_QUESTIONS = "bond"


def told_desks(stage: Stage) -> list[Desk]:
    """Return the desks that are told in detail."""
    return list(stage.desks.values())[:TOLD]


def furnish(stage: Stage) -> None:
    """Give them, on the first morning, templates of messages, agendas, and a programme its own questions half-way."""
    at = stage.opening
    for desk in told_desks(stage):
        for code in KEPT_MESSAGES:
            one = message_recipes()[code]
            engagement.keep_template(
                association_id=desk.association.id,
                name=one.name["fr"],
                fr=one.words["fr"],
                en=one.words["en"],
                by=desk.coordinator,
                at=at,
            )
        programmes = [one for one in stage.programmes.values() if one.association_id == desk.association.id]
        for programme in sorted(programmes, key=lambda one: one.code):
            for when, lines in agenda_recipes()[USUAL].agendas.items():
                mentorship.publish_agenda(programme=programme, moment=when, lines=lines, source=USUAL, by=desk.coordinator, at=at)
            for where, questions in review_recipes()[OWN_QUESTIONS].forms.items():
                when, _, side = where.partition("/")
                if when == ReviewMoment.MID:
                    mentorship.publish_review_form(
                        programme=programme,
                        moment=when,
                        side=side,
                        questions=questions,
                        source=OWN_QUESTIONS,
                        by=desk.coordinator,
                        at=at,
                    )
