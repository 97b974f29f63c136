"""What whoever opens the demo finds under way: a message to several, a pause, dates to come, badges taken.

Streams of chance of their own move nobody else's.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from portal.accounts.actors import Actor
from portal.accounts.enums import Role
from portal.engagement import operations as engagement
from portal.engagement.enums import TrainingMode
from portal.engagement.message_recipes import message_recipes
from portal.engagement.models import TrainingModule
from portal.engagement.operations import To
from portal.mentorship import operations as mentorship
from portal.mentorship.enums import MEETING, Modality, PairState
from portal.mentorship.models import EngagementCertificate, Pair

from .calendar import later, moment
from .desk_life import told_desks
from .newcomers import welcome_newcomers
from .stage import Desk, Stage


def plan_the_last_days(stage: Stage) -> None:
    """Plan what whoever opens the demo finds under way: a message to several, a pause, dates to come, badges taken."""
    for number, desk in enumerate(told_desks(stage)):
        dice, name = stage.dice("last days", desk.association.code), f"last:{desk.association.code}"
        steps: dict[int, Callable[[Stage, Desk, datetime], None]] = {
            10: _write,
            7: _pause,
            5: welcome_newcomers,
            3: _invite,
            2: _fix_dates,
        }
        for days, step in steps.items():
            if step is not _pause or number == 0:
                day = stage.end - timedelta(days=days)
                stage.calendar.plan(moment(day, dice, hours=(9, 11)), name, partial(step, stage, desk))
    day = stage.end - timedelta(days=3)
    stage.calendar.plan(moment(day, stage.dice("badges"), hours=(12, 13)), "badges", partial(_take_badges, stage))


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
        mentorship.pause_pair(pair=active[-1], by=_mentor(active[-1]), at=at)
        stage.count("pauses_under_way")


def _invite(stage: Stage, desk: Desk, at: datetime) -> None:
    """Set two training dates to come: one along the way, then the welcome, with a few places."""
    dice = stage.dice("training to come", desk.association.code)
    along = TrainingModule.objects.get(association=desk.association, required=False)
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
        mentorship.plan_session(pair=pair, starts_at=starts, minutes=60, modality=Modality.IN_PERSON, by=_mentor(pair), at=at)
        stage.count("appointments")


def _take_badges(stage: Stage, at: datetime) -> None:
    """The last who finished take the badge of their certificate."""
    rows = EngagementCertificate.objects.filter(revoked_at=None).exclude(pair__volunteer__user=None)
    for certificate in rows.select_related("pair__volunteer").order_by("-issued_at", "-pair__proposed_at")[:5]:
        mentorship.note_badge(certificate=certificate, by=_mentor(certificate.pair), at=at)
        stage.count("badges")


def _mentor(pair: Pair) -> Actor:
    return Actor(pair.volunteer.user_id, frozenset({str(Role.EMPLOYEE), str(Role.VOLUNTEER)}))
