"""What desks keep in the demo: templates of messages, agendas, questions of their own.

Only the teams that somebody can sign in to are told in such detail.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from portal.core import clock
from portal.engagement import operations as engagement
from portal.engagement import queries as engagement_queries
from portal.engagement.enums import GateKind
from portal.engagement.message_recipes import message_recipes
from portal.mentorship import operations as mentorship
from portal.mentorship.agenda_recipes import USUAL, agenda_recipes
from portal.mentorship.enums import ReviewMoment
from portal.mentorship.review_recipes import review_recipes
from portal.mentorship.rules import Care
from portal.programmes import operations as programmes
from portal.programmes.enums import DeskList

from .desk_training import open_tracks
from .stage import Desk, Stage, coordinator_member

TOLD = 2
"""How many desks are told in detail: those whose team can sign in (associations.set_up)."""
KEPT_MESSAGES = ("documents", "circle")
OWN_QUESTIONS = "bond"
CLOSER = Care(nudge_days=10, list_days=21, contact_days=21)
HIGHER = {"days_to_pair": 30, "sessions_a_month": 3}
FILTERS = (
    (DeskList.FOLLOW_UP, "À appeler cette semaine", {"flag": "help_asked"}),
    (DeskList.CANDIDATES, "Envoyées", {"tab": "new"}),
)


def told_desks(stage: Stage) -> list[Desk]:
    """Return the desks that are told in detail."""
    return list(stage.desks.values())[:TOLD]


def furnish(stage: Stage) -> None:
    """Give them, on the first morning, templates of messages, agendas, and a programme its own questions half-way."""
    at = stage.opening
    for desk in told_desks(stage):
        open_tracks(desk, at)
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
        for programme in stage.programmes_of(desk):
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


def look_ahead(stage: Stage, desk: Desk, at: datetime) -> None:
    """One programme follows its pairs more closely than usual, aims higher, and will ask for more from a day to come; a coordinator
    keeps two filters.
    """
    programme = stage.programmes_of(desk)[0]
    mentorship.set_follow_up(programme=programme, care=CLOSER, by=desk.coordinator, at=at)
    steps = {row.step: row.text for row in programme.quality_steps.all()}
    programmes.write_sheet(programme=programme, steps=steps, targets=HIGHER, by=desk.coordinator, at=at)
    begins = clock.local_day(at) + timedelta(days=25)
    asked = engagement_queries.requirements_in_force(programme_ids=[programme.id], on=begins)[programme.id]
    more = [replace(need, needed=need.needed + 60) if need.kind == GateKind.TRAINING else need for need in asked]
    engagement.set_policy(programme=programme, requirements=more, effective_on=begins, by=desk.coordinator, at=at)
    member = coordinator_member(desk)
    for of_list, name, choices in FILTERS:
        programmes.save_filter(member_id=member.id, of_list=of_list, name=name, choices=choices, by=desk.coordinator, at=at)
