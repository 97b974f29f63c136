"""What the room tells people: who and about what, by id."""

from datetime import datetime

from django.db.models import Q

from portal.accounts.enums import Role
from portal.core import outbox
from portal.core.transitions import Step
from portal.programmes.models import TeamMember

from .models import Concern, Pair

_TO_THE_MENTOR = {"mentorship.pair_introduced", "mentorship.review_asked", "mentorship.pair_closed"}


def announce(subject: Pair | Concern, step: Step, at: datetime) -> None:
    """Write the mails of a step: to the mentor, or to the people of the association whom it concerns."""
    for kind in step.mails:
        if isinstance(subject, Concern):
            tell_team(kind, subject, roles=(Role.ASSOCIATION_ADMIN, Role.SAFEGUARDING), at=at)
        elif kind in _TO_THE_MENTOR:
            outbox.put(kind, recipient_kind="volunteer", recipient=subject.volunteer_id, subject=subject.id, at=at)
        else:
            outbox.put(kind, recipient_kind="team", recipient=subject.referent_id, subject=subject.id, at=at)


def tell_team(kind: str, concern: Concern, *, roles: tuple[str, ...], at: datetime) -> int:
    """Write to everyone of the association who holds one of the roles. Returns how many."""
    wanted = Q(role__in=roles) | Q(also_safeguarding=True) if Role.SAFEGUARDING in roles else Q(role__in=roles)
    people = TeamMember.objects.filter(wanted, association_id=concern.association_id, active=True).order_by("id")
    for member_id in people.values_list("id", flat=True):
        outbox.put(kind, recipient_kind="team", recipient=member_id, subject=concern.id, at=at)
    return len(people)


def concern_raised(concern: Concern, *, at: datetime) -> int:
    """Tell the safeguarding referents that somebody is worried, without a word of it."""
    return tell_team("mentorship.concern_raised", concern, roles=(Role.SAFEGUARDING,), at=at)


def nudge(pair: Pair, *, at: datetime) -> None:
    """Ask a mentor, kindly, how it goes."""
    outbox.put("mentorship.session_nudge", recipient_kind="volunteer", recipient=pair.volunteer_id, subject=pair.id, at=at)
