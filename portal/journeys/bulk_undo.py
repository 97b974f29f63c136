"""Taking back what was done for several at once, where that is honest: no message has left, and nothing was built upon it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from portal.accounts.actors import Actor
from portal.core.errors import Refusal
from portal.engagement import operations as engagement
from portal.mentorship import operations as mentorship
from portal.mentorship import queries as pairs
from portal.programmes import queries as programmes

UNDO_MINUTES = 15


class UndoRefused(Refusal):
    """What was done stays: "undo_too_late", "moved_on" (somebody changed it since) or "unknown_act"."""

    code = "undo_too_late"


@transaction.atomic
def take_back(*, act: str, made: Sequence[tuple[UUID, ...]], done_at: datetime, by: Actor, at: datetime) -> int:
    """Take back "gate" (made: application, gate), "referent" (made: pair, who stood behind it before, who since) or "message"
    (made: the sending), all or nothing.

    Returns how many. Raises UndoRefused and what the doors raise; then nothing changed.
    """
    if at - done_at > timedelta(minutes=UNDO_MINUTES):
        raise UndoRefused("undo_too_late")
    if act not in {"gate", "referent", "message"}:
        raise UndoRefused("unknown_act")
    for subject, *rest in made:
        if act == "message":
            engagement.take_back_mailing(mailing_id=subject, by=by, at=at)
        elif act == "gate":
            engagement.take_back_gate(gate_id=rest[0], by=by, at=at)
        else:
            _give_back(subject, *rest, by=by, at=at)
    return len(made)


def _give_back(pair_id: UUID, before_id: UUID, since_id: UUID, *, by: Actor, at: datetime) -> None:
    pair, before = pairs.pair_for(actor=by, pair_id=pair_id), programmes.member(member_id=before_id)
    if pair is None or before is None or pair.referent_id != since_id:
        raise UndoRefused("moved_on")
    mentorship.change_referent(pair=pair, referent=before, by=by, at=at)
