"""Monday morning: what waits for each member of a team, in numbers, in one mail. Whoever has nothing waiting hears nothing."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from portal.accounts.actors import Actor
from portal.accounts.enums import Role
from portal.core import audit, clock, outbox
from portal.core.actors import Acting
from portal.core.outbox import Addition
from portal.engagement import queries as engagement
from portal.mentorship import queries as mentorship
from portal.mentorship.enums import PairState
from portal.programmes import queries as programmes
from portal.programmes.models import TeamMember

from .desk import REVIEWERS, desk

KIND = "journeys.monday"
MONDAY = 0
FOLLOWERS = (Role.COORDINATOR, Role.REFERENT, Role.ASSOCIATION_ADMIN)


@transaction.atomic
def write_on_monday(*, by: Acting, at: datetime) -> int:
    """Put the week's mail for each active member of a team who follows pairs or candidates; on other days, and a second time on the
    day, nothing. What waits is counted when it leaves. Returns how many.
    """
    today = clock.local_day(at)
    if today.weekday() != MONDAY:
        return 0
    members = programmes.members_with_a_role(roles=FOLLOWERS)
    written = outbox.recipients_since(kind=KIND, since=clock.start_of_day(today))
    fresh = [(member.id, member.id) for member in members if member.id not in written]
    count = outbox.put_many(KIND, recipient_kind="team", recipients=fresh, at=at)
    if count:
        audit.record("messaging.write_on_monday", by=by, at=at, members=count)
    return count


def addition(*, kind: str, subject_id: UUID) -> Addition | None:
    """Return what waits for a member, in numbers; None when nothing does, or they left."""
    member = programmes.member(member_id=subject_id)
    counts = waiting(member=member, at=clock.now()) if member else {}
    return Addition(page="association/", counts=counts) if any(counts.values()) else None


def waiting(*, member: TeamMember, at: datetime) -> dict[str, int]:
    """Return how many of each thing wait for a member on a day, by the names the mail's words use."""
    on = clock.local_day(at)
    antennas = frozenset({member.antenna_id} if member.antenna_id else ())
    actor = Actor(member.user_id, member.roles, member.association_id, antennas)
    seen = desk(actor=actor, on=on)
    cares = mentorship.cares_seen_by(actor=actor)
    mine = not actor.has(*REVIEWERS)
    return {
        "candidates": seen.new_candidates,
        "questions": seen.questions,
        "proposals": seen.proposals,
        "quiet": len(mentorship.pairs_to_follow(actor=actor, on=on, cares=cares, mine=mine)),
        "referrals": mentorship.referrals_open(actor=actor).filter(due_on__lte=on).count(),
        "ready": 0 if mine else engagement.ready_applications(association_id=member.association_id, antenna_ids=antennas).count(),
        "gates": engagement.gates_ending(on=on, association_id=member.association_id, antenna_ids=antennas).count(),
        "closing": mentorship.pairs_seen_by(actor=actor).filter(state=PairState.CLOSING).count(),
    }
