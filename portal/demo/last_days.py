"""What whoever opens the demo finds under way: a message to several, a pause, dates to come, badges taken.

Streams of chance of their own move nobody else's.
"""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import partial

from portal.engagement import operations as engagement
from portal.engagement.enums import TrainingMode, TrainingTrack
from portal.engagement.message_recipes import message_recipes
from portal.engagement.models import TrainingModule
from portal.engagement.operations import To
from portal.mentorship import operations as mentorship
from portal.mentorship.enums import MEETING, Modality, PairState
from portal.mentorship.models import EngagementCertificate, Pair

from . import desk_life, desk_places, desk_training, newcomers, open_cases, open_worries, papers_late, returning
from .calendar import PARIS, later, moment
from .desk_life import told_desks
from .stage import Desk, Stage, mentor

BOTH, FIRST = (0, 1), (0,)
FRIDAY = 4


def _meeting(desk: Desk) -> list[Pair]:
    rows = Pair.objects.filter(programme__association=desk.association, state__in=MEETING).exclude(introduced_on=None)
    found = rows.select_related("volunteer", "programme", "referent").order_by("proposed_at", "mentee__reference")
    return [pair for pair in found if pair.state != PairState.PAUSED]


def _write(stage: Stage, desk: Desk, at: datetime) -> None:
    """Invite the mentors to a circle, and hold a training evening whose attendance nobody has noted yet."""
    evening = moment(stage.end - timedelta(days=3), stage.dice("evening", desk.association.code), hours=(18, 18))
    engagement.plan_session(module=desk.module, starts_at=evening, mode=TrainingMode.IN_PERSON, by=desk.coordinator, at=at)
    name = message_recipes()["circle"].name["fr"]
    template = desk.association.message_templates.get(name=name)
    to = [To(pair.volunteer, pair.programme, pair.referent) for pair in _meeting(desk)]
    if to:
        engagement.send_to_several(template=template, to=to, by=desk.coordinator, at=at)
        stage.count("messages_to_several")


def _pause(stage: Stage, desk: Desk, at: datetime) -> None:
    """One pair pauses: the mentor said so."""
    active = [pair for pair in _meeting(desk) if pair.state == PairState.ACTIVE]
    if len(active) > 1:
        mentorship.pause_pair(pair=active[-1], by=mentor(active[-1].volunteer), at=at)
        stage.count("pauses_under_way")


def _invite(stage: Stage, desk: Desk, at: datetime) -> None:
    """Set two training dates to come: one along the way, then the welcome, with a few places."""
    dice = stage.dice("training to come", desk.association.code)
    along = TrainingModule.objects.get(association=desk.association, track=TrainingTrack.ALONG)
    for days, module, places in ((8, along, None), (22, desk.module, 12)):
        starts = later(at, days, dice, hours=(18, 18))
        engagement.plan_session(
            module=module, starts_at=starts, mode=TrainingMode.REMOTE, places=places, by=desk.coordinator, at=at
        )
        stage.count("training_to_come")


def _fix_dates(stage: Stage, desk: Desk, at: datetime) -> None:
    """Mentors fix their next meeting with the young person."""
    for pair in _meeting(desk):
        dice = stage.dice("appointment", f"{pair.proposed_at.isoformat()}")
        starts = later(at, dice.randint(3, 20), dice, hours=(12, 18))
        by = mentor(pair.volunteer)
        mentorship.plan_session(pair=pair, starts_at=starts, minutes=60, modality=Modality.IN_PERSON, by=by, at=at)
        stage.count("appointments")


def _take_badges(stage: Stage, at: datetime) -> None:
    """The last who finished take the badge of their certificate."""
    rows = EngagementCertificate.objects.filter(revoked_at=None).exclude(pair__volunteer__user=None)
    for certificate in rows.select_related("pair__volunteer").order_by("-issued_at", "-pair__proposed_at")[:5]:
        mentorship.note_badge(certificate=certificate, by=mentor(certificate.pair.volunteer), at=at)
        stage.count("badges")


Step = Callable[[Stage, Desk, datetime], None]
STEPS: tuple[tuple[int, Step, tuple[int, ...]], ...] = (
    (12, returning.come_back, BOTH),
    (11, desk_life.look_ahead, BOTH),
    (10, _write, BOTH),
    (9, papers_late.show_almost_too_late, BOTH),
    (8, open_cases.plan_and_forget, BOTH),
    (8, returning.apply_elsewhere, FIRST),
    (7, _pause, FIRST),
    (6, open_cases.change_goal, BOTH),
    (5, newcomers.welcome_newcomers, BOTH),
    (4, newcomers.ask_for_patience, BOTH),
    (4, open_cases.think_of_a_professional, BOTH),
    (3, _invite, BOTH),
    (3, desk_training.set_dates, BOTH),
    (3, open_cases.ask_about_it, FIRST),
    (2, _fix_dates, BOTH),
    (2, desk_places.take_places, BOTH),
    (1, open_cases.begin_closing, BOTH),
    (1, open_worries.alert, FIRST),
    (0, open_worries.write_as_a_family, BOTH),
)
"""How many days before the last one each thing happens, and at which of the desks that are told in detail."""


def plan_the_last_days(stage: Stage) -> None:
    """Plan what whoever opens the demo finds under way, and the end of a pause, of a date, of a paper that is near."""
    for number, desk in enumerate(told_desks(stage)):
        for place, (days, step, desks) in enumerate(STEPS):
            if number in desks:
                stage.calendar.plan(_morning(stage, days, place), f"last:{desk.association.code}", partial(step, stage, desk))
    stage.calendar.plan(_morning(stage, 8, len(STEPS)), "agreements", partial(papers_late.look_at_an_agreement_again, stage))
    day = stage.end - timedelta(days=3)
    stage.calendar.plan(moment(day, stage.dice("badges"), hours=(12, 13)), "badges", partial(_take_badges, stage))


def _morning(stage: Stage, days: int, place: int) -> datetime:
    """Return when a step happens: so many days before the last, on a working day no later than it, in the order of steps."""
    day = stage.end - timedelta(days=days)
    day -= timedelta(days=max(0, day.weekday() - FRIDAY))
    return datetime.combine(day, time(8), PARIS) + timedelta(minutes=15 * place)
