"""Waves of questions and their answers, as situations. They go through the doors."""

from datetime import UTC, datetime, timedelta

from portal.accounts.actors import SYSTEM, Actor
from portal.accounts.enums import Role
from portal.core import clock
from portal.engagement.enums import ApplicationState
from portal.engagement.models import Application, Clearance, GatePolicy
from portal.mentorship.enums import PairState
from portal.mentorship.models import Pair
from portal.skills import operations, rules
from portal.skills.enums import Wave
from portal.skills.frameworks import OURS
from portal.skills.models import Instrument, Questionnaire
from portal.skills.shapes import Framework

from .engagement import a_candidate_accepted
from .mentorship import MenteeFactory, a_referent

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
ACCEPTED = AT + timedelta(days=9)


def our_instrument() -> Instrument:
    """The framework that comes with the portal."""
    return operations.load_framework(text=OURS.read_text(encoding="utf-8"), by=SYSTEM, at=AT)


def who(found: Questionnaire) -> Actor:
    """The person who is asked, as who acts."""
    return Actor(found.volunteer.user_id, frozenset({Role.EMPLOYEE, Role.VOLUNTEER}))


def all_of(framework: Framework, wave: str, value: int | None = 3) -> rules.Answers:
    """The same answer to every item of a wave."""
    return {item.code: value for item in rules.items_of(framework, wave)}


def asked_at_the_start(application: Application | None = None) -> Questionnaire:
    """Somebody just accepted, whose first questions are open."""
    application = application or a_candidate_accepted(at=AT)
    operations.ask_waves(by=SYSTEM, at=ACCEPTED)
    return Questionnaire.objects.select_related("volunteer", "instrument").get(application=application, wave=Wave.START)


def answered(found: Questionnaire, value: int | None = 3, *, at: datetime = ACCEPTED) -> Questionnaire:
    """The same, with every item answered alike."""
    return operations.answer(
        questionnaire=found, answers=all_of(found.instrument.framework, found.wave, value), by=who(found), at=at
    )


def paired(found: Questionnaire, *, introduced: datetime, state: str = PairState.ACTIVE) -> Pair:
    """The person has met a young person; written as it stands after its whole path."""
    application = found.application
    Application.objects.filter(pk=application.pk).update(state=ApplicationState.PAIRED, deadline_on=None)
    day = clock.local_day(introduced)
    policy = GatePolicy.objects.filter(programme=application.programme).latest("version")
    until = day + timedelta(days=400)
    clearance = Clearance.objects.create(application=application, policy=policy, cleared_on=day, valid_until=until)
    return Pair.objects.create(
        volunteer=found.volunteer, programme=application.programme, referent=a_referent(application.programme),
        mentee=MenteeFactory.create(association=application.programme.association), clearance=clearance,
        cleared_on=clearance.cleared_on, clearance_valid_until=clearance.valid_until, introduced_on=day, state=state,
        proposed_at=introduced, closed_on=day + timedelta(days=200) if state == PairState.CLOSED else None,
    )  # fmt: skip


def a_mentor_at_the_end(before: int = 2, after: int | None = 4) -> Questionnaire:
    """Somebody whose year is over: asked again, and answered (`after`) unless it is None."""
    first = answered(asked_at_the_start(), before)
    paired(first, introduced=ACCEPTED + timedelta(days=30))
    late = ACCEPTED + timedelta(days=30 + 366)
    operations.ask_waves(by=SYSTEM, at=late)
    last = Questionnaire.objects.select_related("volunteer", "instrument").get(application=first.application, wave=Wave.END)
    return last if after is None else answered(last, after, at=late)
