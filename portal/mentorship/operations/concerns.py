"""Writes on concerns. Whatever reads one is written down; an allegation suspends before anybody has decided anything."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from portal.accounts.actors import SYSTEM, Actor
from portal.accounts.enums import Role
from portal.core import audit
from portal.core.clock import local_day
from portal.mentorship import notifications, queries
from portal.mentorship.enums import (
    UNACKNOWLEDGED,
    Authority,
    CallWhen,
    ConcernCategory,
    ConcernOutcome,
    ConcernState,
    RaisedBy,
    Urgency,
)
from portal.mentorship.errors import ConcernRefused
from portal.mentorship.models import Concern, CripTransmission, Pair
from portal.mentorship.reach import reaches
from portal.mentorship.rules import due_at
from portal.mentorship.states import CONCERN
from portal.programmes.models import Programme

from .concern_clocks import next_question
from .pairs import suspend_mentor

TEXT_LENGTH, CONTACT_LENGTH = 300, 120


@transaction.atomic
def raise_concern(  # noqa: PLR0913  what a concern is made of
    *,
    programme: Programme,
    raised_by: RaisedBy | str,
    category: ConcernCategory | str,
    urgency: Urgency | str,
    by: Actor,
    at: datetime,
    call_when: CallWhen | str = CallWhen.ANY,
    text: str = "",
    contact: str = "",
    pair: Pair | None = None,
) -> Concern:
    """Tell the safeguarding referents of the programme's association that somebody is worried. Open to anyone, without an account.

    An allegation about a mentor whose pair is known suspends that mentor's pairs in the association at once (product.md rule 4).
    Raises ConcernRefused: "unknown_code", "text_length" (300, and 120 for the contact), "not_theirs" (a pair of another
    programme, or none of the actor's business).
    """
    text, contact = text.strip(), contact.strip()
    _check_codes(raised_by, category, urgency, call_when)
    if len(text) > TEXT_LENGTH or len(contact) > CONTACT_LENGTH:
        raise ConcernRefused("text_length", longest=TEXT_LENGTH)
    if pair is not None and not (pair.programme_id == programme.id and reaches(pair, by)):
        raise ConcernRefused("not_theirs")
    concern = Concern.objects.create(
        association_id=programme.association_id,
        programme=programme,
        pair=pair,
        raised_by=raised_by,
        category=category,
        urgency=urgency,
        call_when=call_when,
        text=text,
        contact=contact,
        raised_at=at,
        due_at=due_at(raised_at=at, urgency=urgency, hours=queries.opening_hours(association=programme.association)),
    )
    notifications.concern_raised(concern, at=at)
    audit.record("mentorship.raise_concern", by=by, at=at, subject=concern.id, association=concern.association_id)
    if pair is not None:
        _suspend_on_allegation(concern, pair, at)
    return concern


@transaction.atomic
def read_concern(*, concern_id: UUID, by: Actor, at: datetime) -> Concern:
    """Open a concern with its words; that it was read, by whom and when, is written down. Raises ConcernRefused: "not_theirs"."""
    found = Concern.objects.select_related("association", "programme", "pair__mentee", "pair__volunteer", "pair__referent")
    concern = found.filter(pk=concern_id).first()
    if concern is None or concern.association_id != by.association_id or not by.has(Role.SAFEGUARDING):
        raise ConcernRefused("not_theirs")
    audit.record("mentorship.read_concern", by=by, at=at, subject=concern.id, association=concern.association_id)
    return concern


@transaction.atomic
def link_concern(*, concern: Concern, pair: Pair, by: Actor, at: datetime) -> Concern:
    """Say which pair a public concern is about; an allegation then suspends at once. Raises ConcernRefused: "not_theirs"."""
    _check_theirs(concern, by)
    if pair.mentee.association_id != concern.association_id:
        raise ConcernRefused("not_theirs")
    Concern.objects.filter(pk=concern.pk).update(pair=pair)
    concern.pair = pair
    audit.record("mentorship.link_concern", by=by, at=at, subject=concern.id, association=concern.association_id)
    _suspend_on_allegation(concern, pair, at)
    return concern


@transaction.atomic
def acknowledge_concern(*, concern: Concern, by: Actor, at: datetime) -> Concern:
    """Say "I have it". Raises ConcernRefused "not_theirs"; StepRefused."""
    _check_theirs(concern, by)
    asks_at = next_question(concern, ConcernState.ACKNOWLEDGED, at)
    CONCERN.run(concern, "acknowledge", by=by, at=at, changes={"acknowledged_at": at, "acknowledged_by": by.id, "asks_at": asks_at})
    audit.record("mentorship.acknowledge_concern", by=by, at=at, subject=concern.id, association=concern.association_id)
    return concern


@transaction.atomic
def transmit_concern(*, concern: Concern, authority: Authority | str, sent_on: date, by: Actor, at: datetime) -> CripTransmission:
    """Note that a concern went to the authorities: whom, which day, by whom. What was written stays out of the portal.

    Raises ConcernRefused: "not_theirs", "unknown_code", "not_taken" (somebody takes it up first), "in_future", "before_raised",
    "already_transmitted" (to that authority that day).
    """
    _check_theirs(concern, by)
    if by.id is None:  # a system has no name to put under it
        raise ConcernRefused("not_theirs")
    if authority not in Authority.values:
        raise ConcernRefused("unknown_code")
    if concern.state in UNACKNOWLEDGED:
        raise ConcernRefused("not_taken")
    if sent_on > local_day(at):
        raise ConcernRefused("in_future")
    if sent_on < local_day(concern.raised_at):
        raise ConcernRefused("before_raised")
    sent, fresh = CripTransmission.objects.get_or_create(
        concern=concern, authority=str(authority), sent_on=sent_on, defaults={"sent_by": by.id, "recorded_at": at}
    )
    if not fresh:
        raise ConcernRefused("already_transmitted")
    audit.record("mentorship.transmit_concern", by=by, at=at, subject=concern.id, association=concern.association_id)
    return sent


@transaction.atomic
def close_concern(*, concern: Concern, outcome: ConcernOutcome | str, by: Actor, at: datetime) -> Concern:
    """Note how a concern ended. Raises ConcernRefused: "not_theirs", "unknown_code", "not_transmitted" (it "went to the
    authorities", and no transmission says when); StepRefused.
    """
    _check_theirs(concern, by)
    if outcome not in ConcernOutcome.values:
        raise ConcernRefused("unknown_code")
    if outcome == ConcernOutcome.AUTHORITIES and not concern.transmissions.exists():
        raise ConcernRefused("not_transmitted")
    CONCERN.run(concern, "close", by=by, at=at, changes={"closed_at": at, "outcome": outcome, "asks_at": None})
    audit.record(
        "mentorship.close_concern", by=by, at=at, subject=concern.id, association=concern.association_id, outcome=str(outcome)
    )
    return concern


def _suspend_on_allegation(concern: Concern, pair: Pair, at: datetime) -> None:
    if concern.category == ConcernCategory.MENTOR_CONDUCT:
        suspend_mentor(pair=pair, by=SYSTEM, at=at)


def _check_theirs(concern: Concern, by: Actor) -> None:
    if concern.association_id != by.association_id or not by.has(Role.SAFEGUARDING):
        raise ConcernRefused("not_theirs")


def _check_codes(raised_by: str, category: str, urgency: str, call_when: str) -> None:
    lists = ((raised_by, RaisedBy), (category, ConcernCategory), (urgency, Urgency), (call_when, CallWhen))
    if any(code not in codes.values for code, codes in lists):
        raise ConcernRefused("unknown_code")
