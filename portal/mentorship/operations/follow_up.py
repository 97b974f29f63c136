"""Writes on following up one pair: an answer, a hand taken up, a contact, a programme's own numbers."""

from datetime import date, datetime

from django.db import transaction

from portal.accounts.actors import Actor
from portal.accounts.enums import Role
from portal.core import audit
from portal.core.clock import local_day
from portal.mentorship import notifications, rules
from portal.mentorship.enums import MEETING, ContactWay, ContactWith, HelpTopic, ReviewSide
from portal.mentorship.errors import FollowUpRefused
from portal.mentorship.models import CheckIn, FollowUp, FollowUpPolicy, Pair
from portal.mentorship.reach import check_reach
from portal.programmes.models import Programme
from portal.programmes.reach import is_theirs


@transaction.atomic
def answer_check_in(*, check_in: CheckIn, satisfaction: int, by: Actor, at: datetime, help_topic: HelpTopic | str = "") -> CheckIn:
    """Answer how it goes, from 1 to 5, and perhaps with what a hand would be welcome: the referent is told at once.

    The mentee's side is the association's to record; so is the mentor's, when it came on paper or by telephone.
    Raises FollowUpRefused: "already_answered", "scale", "unknown_code", "not_theirs", "not_meeting"; PairRefused.
    """
    pair = check_in.pair
    check_reach(pair, by)
    if check_in.side == ReviewSide.MENTEE and by.association_id is None and not by.has(Role.SYSTEM):
        raise FollowUpRefused("not_theirs")
    if pair.state not in MEETING:
        raise FollowUpRefused("not_meeting")
    if not 1 <= satisfaction <= 5:
        raise FollowUpRefused("scale")
    if help_topic and help_topic not in HelpTopic.values:
        raise FollowUpRefused("unknown_code")
    values = {
        "satisfaction": satisfaction,
        "needs_help": bool(help_topic),
        "help_topic": help_topic,
        "answered_at": at,
        "answered_by": by.id,
    }
    if not CheckIn.objects.filter(pk=check_in.pk, answered_at=None).update(**values):
        raise FollowUpRefused("already_answered")
    check_in.refresh_from_db(fields=list(values))
    if check_in.needs_help:
        notifications.help_asked(pair, at=at)
    audit.record("mentorship.answer_check_in", by=by, at=at, subject=pair.id, association=pair.mentee.association_id)
    return check_in


@transaction.atomic
def record_contact(
    *, pair: Pair, on: date, way: ContactWay | str, with_whom: ContactWith | str, by: Actor, at: datetime
) -> FollowUp:
    """Note a contact of the association with a pair; what was asked for or answered low before it is thereby taken up.

    Raises FollowUpRefused: "not_theirs", "unknown_code", "in_future", "before_introduction"; PairRefused.
    """
    check_reach(pair, by)
    if by.association_id is None and not by.has(Role.SYSTEM):
        raise FollowUpRefused("not_theirs")
    if way not in ContactWay.values or with_whom not in ContactWith.values:
        raise FollowUpRefused("unknown_code")
    if on > local_day(at):
        raise FollowUpRefused("in_future")
    if pair.introduced_on is None or on < pair.introduced_on:
        raise FollowUpRefused("before_introduction")
    contact = FollowUp.objects.create(pair=pair, on=on, way=way, with_whom=with_whom, recorded_at=at, recorded_by=by.id)
    taken_up = CheckIn.objects.filter(pair=pair, answered_at__lte=at, taken_up_at=None).update(taken_up_at=at, taken_up_by=by.id)
    audit.record(
        "mentorship.record_contact", by=by, at=at, subject=pair.id, association=pair.mentee.association_id, taken_up=taken_up
    )
    return contact


@transaction.atomic
def undo_contact(*, contact: FollowUp, by: Actor, at: datetime) -> None:
    """Take back a contact just noted; what it took up waits again. Raises FollowUpRefused: "not_theirs", "undo_too_late"."""
    if contact.recorded_by != by.id:
        raise FollowUpRefused("not_theirs")
    if at - contact.recorded_at > rules.UNDO_WITHIN:
        raise FollowUpRefused("undo_too_late")
    taken = CheckIn.objects.filter(pair_id=contact.pair_id, taken_up_at=contact.recorded_at, taken_up_by=by.id)
    taken.update(taken_up_at=None, taken_up_by=None)
    audit.record("mentorship.undo_contact", by=by, at=at, subject=contact.pair_id)
    contact.delete()


@transaction.atomic
def set_follow_up(*, programme: Programme, care: rules.Care, by: Actor, at: datetime) -> FollowUpPolicy:
    """Give a programme its own numbers. Raises FollowUpRefused: "not_theirs", "numbers" (with the `fields` that cannot be)."""
    ours = is_theirs(programme, by) and by.has(Role.ASSOCIATION_ADMIN, Role.COORDINATOR)
    if not ours and not by.has(Role.SYSTEM):
        raise FollowUpRefused("not_theirs")
    wrong = list(rules.objections(care))
    if wrong:
        raise FollowUpRefused("numbers", fields=wrong)
    values = {name: getattr(care, name) for name in rules.Care.names()}
    policy, _ = FollowUpPolicy.objects.update_or_create(programme=programme, defaults=values)
    audit.record("mentorship.set_follow_up", by=by, at=at, subject=programme.id, association=programme.association_id)
    return policy
