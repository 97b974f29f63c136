"""A person's own answers: given, declined, erased; being left in peace."""

from datetime import datetime

from django.db import transaction

from portal.accounts.actors import Actor
from portal.core import audit
from portal.core.clock import local_day
from portal.engagement.models import Volunteer
from portal.skills import rules
from portal.skills.enums import Wave
from portal.skills.errors import SkillsRefused
from portal.skills.models import Peace, Questionnaire, Share


@transaction.atomic
def answer(*, questionnaire: Questionnaire, answers: rules.Answers, by: Actor, at: datetime) -> Questionnaire:
    """Answer a wave, every item from 1 to 5 or None for "not observed".

    Raises SkillsRefused: "not_theirs", "already_answered", "over", "scale", "incomplete" (with the `items`).
    """
    check_own(questionnaire.volunteer, by)
    today = local_day(at)
    if questionnaire.answered_at is not None:
        raise SkillsRefused("already_answered")
    if questionnaire.declined_at is not None or not questionnaire.due_on <= today <= questionnaire.closes_on:
        raise SkillsRefused("over")
    _check_answers(questionnaire, questionnaire.wave, answers)
    fresh = Questionnaire.objects.filter(pk=questionnaire.pk, answered_at=None, declined_at=None)
    if not fresh.update(answers=dict(answers), answered_at=at):
        raise SkillsRefused("already_answered")
    questionnaire.refresh_from_db(fields=["answers", "answered_at"])
    audit.record("skills.answer", by=by, at=at, subject=questionnaire.id, wave=questionnaire.wave)
    return questionnaire


@transaction.atomic
def answer_looking_back(*, last: Questionnaire, answers: rules.Answers, by: Actor, at: datetime) -> Questionnaire:
    """Answer, a fortnight after the last wave or later, as one now thinks one was at the start: kept apart from the first answers.

    Raises SkillsRefused: "not_theirs", "over", "already_answered", "scale", "incomplete".
    """
    check_own(last.volunteer, by)
    if last.wave != Wave.END or last.answered_at is None or not rules.may_look_back(local_day(last.answered_at), local_day(at)):
        raise SkillsRefused("over")
    _check_answers(last, Wave.THEN, answers)
    today = local_day(at)
    looked_back, is_first = Questionnaire.objects.get_or_create(
        application_id=last.application_id,
        wave=Wave.THEN,
        defaults={
            "volunteer_id": last.volunteer_id,
            "instrument_id": last.instrument_id,
            "due_on": today,
            "closes_on": rules.closes_on(Wave.THEN, today),
            "asked_at": at,
            "answered_at": at,
            "answers": dict(answers),
        },
    )
    if not is_first:
        raise SkillsRefused("already_answered")
    audit.record("skills.answer", by=by, at=at, subject=looked_back.id, wave=Wave.THEN.value)
    return looked_back


@transaction.atomic
def decline(*, questionnaire: Questionnaire, by: Actor, at: datetime) -> None:
    """Leave a wave unanswered for good; nothing depends on it, and nobody reminds. Raises SkillsRefused: "not_theirs"."""
    check_own(questionnaire.volunteer, by)
    if Questionnaire.objects.filter(pk=questionnaire.pk, answered_at=None, declined_at=None).update(declined_at=at):
        audit.record("skills.decline", by=by, at=at, subject=questionnaire.id, wave=questionnaire.wave)


@transaction.atomic
def leave_in_peace(*, volunteer: Volunteer, by: Actor, at: datetime) -> None:
    """Ask no more of this person. Raises SkillsRefused: "not_theirs"."""
    check_own(volunteer, by)
    _, created = Peace.objects.get_or_create(volunteer=volunteer, defaults={"since": at})
    if created:
        audit.record("skills.leave_in_peace", by=by, at=at, subject=volunteer.id)


@transaction.atomic
def ask_again(*, volunteer: Volunteer, by: Actor, at: datetime) -> None:
    """Ask this person again from now on. Raises SkillsRefused: "not_theirs"."""
    check_own(volunteer, by)
    gone, _ = Peace.objects.filter(volunteer=volunteer).delete()
    if gone:
        audit.record("skills.ask_again", by=by, at=at, subject=volunteer.id)


@transaction.atomic
def erase_answers(*, volunteer: Volunteer, by: Actor, at: datetime) -> int:
    """Erase what a person said of themselves and take back every share; the waves stay as declined, published figures as they are.

    Returns how many waves were erased. Raises SkillsRefused: "not_theirs".
    """
    check_own(volunteer, by)
    gone = erase_unread(volunteer=volunteer, by=by, at=at)
    audit.record("skills.erase_answers", by=by, at=at, subject=volunteer.id, waves=gone)
    return gone


def erase_unread(*, volunteer: Volunteer, by: Actor, at: datetime) -> int:
    """Erase the same within the transaction of `journeys.erasing`, for somebody who asked the data-protection officer: unread, and
    without a row of its own in the trail, which would say that the person volunteers.
    """
    rows = Questionnaire.objects.filter(volunteer=volunteer, answered_at__isnull=False)
    looked_back, _ = rows.filter(wave=Wave.THEN).delete()
    gone = rows.update(answers={}, answered_at=None, declined_at=at) + looked_back
    Share.objects.filter(volunteer=volunteer).delete()
    return gone


def check_own(volunteer: Volunteer, by: Actor) -> None:
    """Refuse whoever is not the person themselves: no role opens this, not even the portal's own."""
    if by.id is None or volunteer.user_id != by.id:
        raise SkillsRefused("not_theirs")


def _check_answers(questionnaire: Questionnaire, wave: str, answers: rules.Answers) -> None:
    framework = questionnaire.instrument.framework
    if not rules.is_on_scale(framework, wave, answers):
        raise SkillsRefused("scale")
    if lacking := rules.missing(framework, wave, answers):
        raise SkillsRefused("incomplete", items=lacking)
