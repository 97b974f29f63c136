"""Writes on the frame of a pair: the individual agreement and its yearly review, the network around the young person, the closing
interview.
"""

from datetime import date, datetime

from django.db import transaction

from portal.accounts.actors import Actor
from portal.accounts.enums import Role
from portal.core import audit
from portal.core.clock import local_day
from portal.mentorship import rules
from portal.mentorship.enums import NetworkRole, PairState
from portal.mentorship.errors import FrameRefused, PairRefused
from portal.mentorship.models import Mentee, NetworkContact, Pair, PairAgreement, PairClosure
from portal.mentorship.reach import check_reach
from portal.mentorship.rules import within_reach

STRUCTURE_LENGTH = 80
OVER = (PairState.CLOSED, PairState.DECLINED)


@transaction.atomic
def record_agreement(*, pair: Pair, signed_on: date, by: Actor, at: datetime) -> PairAgreement:
    """Note, as the association, that the individual agreement of a pair is signed; again: a new one was. Its review is due in a
    year.

    Raises FrameRefused "in_future", "over"; PairRefused "not_theirs".
    """
    _check_association(pair, by)
    if pair.state in OVER:
        raise FrameRefused("over")
    if signed_on > local_day(at):
        raise FrameRefused("in_future")
    values = {"signed_on": signed_on, "seen_by": by.id, "review_due_on": rules.review_due_on(signed_on)}
    agreement, _ = PairAgreement.objects.update_or_create(pair=pair, defaults={**values, "reviewed_on": None, "reminded_on": None})
    _audit("record_agreement", pair, by, at)
    return agreement


@transaction.atomic
def review_agreement(*, pair: Pair, reviewed_on: date, by: Actor, at: datetime) -> PairAgreement:
    """Note, as the association, that the agreement was looked at again: the next review is due a year later.

    Raises FrameRefused "no_agreement", "in_future", "before_signature", "over"; PairRefused "not_theirs".
    """
    _check_association(pair, by)
    agreement = PairAgreement.objects.select_for_update().filter(pair=pair).first()
    if agreement is None:
        raise FrameRefused("no_agreement")
    if pair.state in OVER:
        raise FrameRefused("over")
    if reviewed_on > local_day(at):
        raise FrameRefused("in_future")
    if reviewed_on < (agreement.reviewed_on or agreement.signed_on):
        raise FrameRefused("before_signature")
    agreement.reviewed_on, agreement.review_due_on = reviewed_on, rules.review_due_on(reviewed_on)
    agreement.reminded_on = None
    agreement.save(update_fields=["reviewed_on", "review_due_on", "reminded_on"])
    _audit("review_agreement", pair, by, at)
    return agreement


@transaction.atomic
def record_interview(*, pair: Pair, on: date, by: Actor, at: datetime) -> PairClosure:
    """Note, as the association, the day of the closing interview: without it neither side is matched again.

    Raises FrameRefused "not_closing", "in_future", "before_closing"; PairRefused "not_theirs".
    """
    _check_association(pair, by)
    closure = PairClosure.objects.select_for_update().filter(pair=pair).first()
    if closure is None or pair.state not in {PairState.CLOSING, PairState.CLOSED}:
        raise FrameRefused("not_closing")
    if on > local_day(at):
        raise FrameRefused("in_future")
    if on < closure.started_on:
        raise FrameRefused("before_closing")
    closure.interviewed_on, closure.interviewed_by = on, by.id
    closure.save(update_fields=["interviewed_on", "interviewed_by"])
    _audit("record_interview", pair, by, at)
    return closure


@transaction.atomic
def add_network_contact(*, mentee: Mentee, role: str, structure: str, by: Actor, at: datetime) -> NetworkContact:
    """Note who else stands around a young person: a role and a structure (1 to 80 characters, encrypted), no name.

    Raises FrameRefused "unknown_code", "text_length"; PairRefused "not_theirs".
    """
    _check_mentee(mentee, by)
    if role not in NetworkRole.values:
        raise FrameRefused("unknown_code")
    if not 1 <= len(structure.strip()) <= STRUCTURE_LENGTH:
        raise FrameRefused("text_length", longest=STRUCTURE_LENGTH)
    contact = NetworkContact.objects.create(mentee=mentee, role=role, structure=structure.strip(), added_at=at)
    audit.record("mentorship.add_network_contact", by=by, at=at, subject=mentee.id, association=mentee.association_id)
    return contact


@transaction.atomic
def remove_network_contact(*, contact: NetworkContact, by: Actor, at: datetime) -> None:
    """Take somebody off a young person's network. Raises PairRefused "not_theirs"."""
    mentee = contact.mentee
    _check_mentee(mentee, by)
    contact.delete()
    audit.record("mentorship.remove_network_contact", by=by, at=at, subject=mentee.id, association=mentee.association_id)


def _check_association(pair: Pair, by: Actor) -> None:
    check_reach(pair, by)
    if by.association_id is None and not by.has(Role.SYSTEM):
        raise PairRefused("not_theirs")


def _check_mentee(mentee: Mentee, by: Actor) -> None:
    antennas = (mentee.antenna_id,)
    ours = within_reach(by=by, mentor_user_id=None, association_id=mentee.association_id, antenna_ids=antennas)
    if not ours:
        raise PairRefused("not_theirs")


def _audit(action: str, pair: Pair, by: Actor, at: datetime) -> None:
    audit.record(f"mentorship.{action}", by=by, at=at, subject=pair.id, association=pair.mentee.association_id)
