"""What desks do around their pairs in the demo: words to several, agendas, their own questions, papers renewed, dates to come.

Only the teams that somebody can sign in to are told in such detail. Streams of chance of their own move nobody else's.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from portal.accounts.actors import Actor
from portal.accounts.enums import Role
from portal.accounts.models import RoleGrant
from portal.core import clock
from portal.engagement import operations as engagement
from portal.engagement.enums import ApplicationState, SharedField, TrainingMode
from portal.engagement.message_recipes import message_recipes
from portal.engagement.models import GateMet, TrainingModule, Volunteer
from portal.engagement.operations import To
from portal.journeys.applying import Handed, apply_to
from portal.mentorship import operations as mentorship
from portal.mentorship.agenda_recipes import USUAL, agenda_recipes
from portal.mentorship.enums import MEETING, Modality, PairState, ReviewMoment
from portal.mentorship.models import EngagementCertificate, Pair
from portal.mentorship.review_recipes import review_recipes
from portal.people.enums import EmployeeStatus
from portal.people.models import Employee

from .calendar import later, moment
from .names import plain
from .stage import Desk, Stage

TOLD = 2
"""How many desks are told in detail: those whose team can sign in (associations.set_up)."""
KEPT_MESSAGES = ("documents", "circle")
OWN_QUESTIONS = "bond"
NEWCOMERS = 3
RENEWED_BEFORE = timedelta(days=20)
"""A paper is shown again about so long before it ends: the desk was reminded at 60 and 30 days."""


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


def renew_papers(stage: Stage, at: datetime) -> None:
    """See again the papers of paired mentors that end soon. One SQL query when there are none."""
    paired = GateMet.objects.filter(application__state=ApplicationState.PAIRED).exclude(valid_until=None)
    rows = paired.select_related("application__programme").order_by("valid_until", "application__submitted_at", "kind")
    newest: dict[tuple[object, str], GateMet] = {(one.application_id, one.kind): one for one in rows}
    last = clock.local_day(at) + RENEWED_BEFORE
    for gate in newest.values():
        if gate.valid_until and gate.valid_until <= last:
            desk = stage.desks[gate.application.programme.association_id]
            day = clock.local_day(at)
            engagement.record_gate(application=gate.application, kind=gate.kind, seen_on=day, by=desk.coordinator, at=at)
            stage.count("papers_renewed")


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


def welcome_newcomers(stage: Stage, desk: Desk, at: datetime) -> None:
    """People who had only looked so far offer their help; nobody has answered them yet."""
    mine = [one for one in stage.programmes.values() if one.association_id == desk.association.id]
    programme = min(mine, key=lambda one: one.code)
    looked = Employee.objects.filter(status=EmployeeStatus.ACTIVE, end_date=None, user__isnull=False)
    looked = looked.exclude(user__in=RoleGrant.objects.values("user")).exclude(user__in=Volunteer.objects.values("user"))
    for employee in looked.exclude(user__volunteer_profile=None).order_by("external_id")[:NEWCOMERS]:
        mailbox = f"{plain(employee.given_name)}.{plain(employee.family_name)}.{employee.employee_number}@perso.example.org"
        by = Actor(employee.user_id, frozenset({str(Role.EMPLOYEE)}))
        handed = Handed(tuple(SharedField.values), mailbox, "06 00 00 00 00", contact_previous_associations=True)
        apply_to(programme=programme, handed=handed, by=by, at=at)
        stage.count("newcomers")


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
