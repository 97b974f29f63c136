"""Worries that are open on the last day: one about a mentor, told to the authorities; one of a family, that nobody has read yet."""

from datetime import datetime, timedelta

from portal.accounts.actors import ANONYMOUS
from portal.mentorship import operations as mentorship
from portal.mentorship.enums import Authority, CallWhen, ConcernCategory, RaisedBy, Urgency
from portal.mentorship.models import Concern, Pair

from .open_cases import spared
from .stage import Desk, Stage

FAMILY = "Ma fille dit que les rendez-vous la fatiguent en ce moment. J’aimerais en parler à quelqu’un."
SCHOOL = "Une élève nous a rapporté des messages déplacés de la personne qui l’accompagne."


def alert(stage: Stage, desk: Desk, at: datetime) -> None:
    """A school writes without an account; the safeguarding referent says which pair, which suspends it; the CRIP is told."""
    pair = spared(desk, 1)
    if pair is None:
        return
    concern = _raised(pair, RaisedBy.SCHOOL, ConcernCategory.MENTOR_CONDUCT, SCHOOL, at)
    taken = at + timedelta(minutes=40)
    mentorship.acknowledge_concern(concern=concern, by=desk.safeguarding, at=taken)
    mentorship.link_concern(concern=concern, pair=pair, by=desk.safeguarding, at=taken)
    sent = taken + timedelta(hours=3)
    mentorship.transmit_concern(concern=concern, authority=Authority.CRIP, sent_on=sent.date(), by=desk.safeguarding, at=sent)
    stage.count("suspensions")


def write_as_a_family(stage: Stage, desk: Desk, at: datetime) -> None:
    """A family writes on the programme's public page; nobody has read it yet."""
    pair = spared(desk, 0)
    if pair is not None:
        _raised(pair, RaisedBy.FAMILY, ConcernCategory.DISTRESS, FAMILY, at)
        stage.count("concerns_waiting")


def _raised(pair: Pair, who: RaisedBy, category: ConcernCategory, text: str, at: datetime) -> Concern:
    return mentorship.raise_concern(
        programme=pair.programme,
        raised_by=who,
        category=category,
        urgency=Urgency.STANDARD,
        text=text,
        contact="06 00 00 00 00",
        call_when=CallWhen.MORNING,
        by=ANONYMOUS,
        at=at,
    )
