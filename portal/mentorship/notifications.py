"""What the room tells people: who and about what, by id."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from portal.accounts.enums import Role
from portal.core import outbox
from portal.core.models import Transition
from portal.core.transitions import Step
from portal.programmes.models import TeamMember

from .enums import UNACKNOWLEDGED, PairState, ReviewMoment, ReviewSide
from .models import CheckIn, Concern, Pair, Review, Session
from .rules import Whom

_SAFEGUARDING = Q(role=Role.SAFEGUARDING) | Q(also_safeguarding=True)
_TO_THE_MENTOR = {"mentorship.pair_introduced", "mentorship.review_asked", "mentorship.pair_closed"}


_OF_APPOINTMENTS = {
    "planned": "mentorship.session_planned",
    "moved": "mentorship.session_moved",
    "cancelled": "mentorship.session_cancelled",
}


def announce(subject: Pair | Concern, step: Step, at: datetime) -> None:
    """Write the mails of a step: to the mentor, or to the people of the association whom it concerns."""
    for kind in step.mails:
        if isinstance(subject, Concern):
            _tell(kind, subject, _SAFEGUARDING | _behind(subject), at)
        elif kind in _TO_THE_MENTOR:
            outbox.put(kind, recipient_kind="volunteer", recipient=subject.volunteer_id, subject=subject.id, at=at)
        else:
            outbox.put(kind, recipient_kind="team", recipient=subject.referent_id, subject=subject.id, at=at)


def concern_raised(concern: Concern, *, at: datetime) -> int:
    """Tell the safeguarding referents that somebody is worried, without a word of it; where there is none, whoever stands behind
    them. Returns how many were told.
    """
    kind = "mentorship.concern_raised"
    return _tell(kind, concern, _SAFEGUARDING, at) or _tell(kind, concern, _behind(concern), at)


def concern_waits(concern: Concern, *, at: datetime) -> int:
    """Ask again about a concern: while nobody has it, everybody it was sent further to; then the safeguarding referents, or whoever
    stands behind them. Returns how many were told.
    """
    if concern.state in UNACKNOWLEDGED:
        return _tell("mentorship.concern_escalated", concern, _SAFEGUARDING | _behind(concern), at)
    kind = "mentorship.concern_open"
    return _tell(kind, concern, _SAFEGUARDING, at) or _tell(kind, concern, _behind(concern), at)


def _behind(concern: Concern) -> Q:
    """The back-up that the association named, and its head (product.md rule 4)."""
    return Q(role=Role.ASSOCIATION_ADMIN) | Q(pk=concern.association.safeguarding_backup_id)


def _tell(kind: str, concern: Concern, wanted: Q, at: datetime) -> int:
    people = TeamMember.objects.filter(wanted, association_id=concern.association_id, active=True).order_by("id")
    told = list(people.values_list("id", flat=True))
    for member_id in told:
        outbox.put(kind, recipient_kind="team", recipient=member_id, subject=concern.id, at=at)
    return len(told)


def nudges(late: Iterable[tuple[UUID, UUID]], *, at: datetime) -> int:
    """Ask mentors, kindly, how it goes: (volunteer, pair). Returns how many."""
    return outbox.put_many("mentorship.session_nudge", recipient_kind="volunteer", recipients=late, at=at)


def check_ins_asked(asked: Iterable[tuple[UUID, UUID]], *, at: datetime) -> int:
    """Ask mentors for their two answers: (volunteer, pair). Returns how many."""
    return outbox.put_many("mentorship.check_in_asked", recipient_kind="volunteer", recipients=asked, at=at)


def asked_if_reachable(asked: Iterable[tuple[UUID, UUID]], *, at: datetime) -> int:
    """Ask mentors who work elsewhere now whether they can still meet: (volunteer, pair). Returns how many."""
    return outbox.put_many("mentorship.reachable_asked", recipient_kind="volunteer", recipients=asked, at=at)


def check_in_reminders(late: Iterable[tuple[UUID, UUID]], *, at: datetime) -> int:
    """Remind mentors of their two answers: (volunteer, pair). Returns how many."""
    return outbox.put_many("mentorship.check_in_reminder", recipient_kind="volunteer", recipients=late, at=at)


def appointment(what: str, session: Session, *, at: datetime) -> None:
    """Send an appointment's calendar entry to the mentor's personal contact: "planned", "moved" or "cancelled"."""
    kind = _OF_APPOINTMENTS[what]
    outbox.put(kind, recipient_kind="volunteer", recipient=session.pair.volunteer_id, subject=session.id, at=at)


def appointments_asked(over: Iterable[tuple[UUID, UUID]], *, at: datetime) -> int:
    """Ask mentors what became of an appointment: (volunteer, session). Returns how many."""
    return outbox.put_many("mentorship.session_asked", recipient_kind="volunteer", recipients=over, at=at)


def help_asked(pair: Pair, *, at: datetime) -> None:
    """Tell the referent that a hand would be welcome, without saying whose or why."""
    outbox.put("mentorship.help_asked", recipient_kind="team", recipient=pair.referent_id, subject=pair.id, at=at)


def help_escalated(check_in: CheckIn, *, at: datetime) -> int:
    """Tell who administers the association that a hand asked for was not taken up. Returns how many were told."""
    heads = TeamMember.objects.filter(
        association_id=check_in.pair.mentee.association_id, role=Role.ASSOCIATION_ADMIN, active=True
    ).order_by("id")
    told = [(member, check_in.pair_id) for member in heads.values_list("id", flat=True)]
    return outbox.put_many("mentorship.help_escalated", recipient_kind="team", recipients=told, at=at)


def referrals_waiting(late: Iterable[tuple[UUID, UUID]], *, at: datetime) -> int:
    """Tell referents that a referral waits for its next step, without saying which: (team member, pair). Returns how many."""
    return outbox.put_many("mentorship.referral_waiting", recipient_kind="team", recipients=late, at=at)


def agreements_due(rows: Iterable[tuple[UUID, UUID]], *, at: datetime) -> int:
    """Remind referents of the yearly review of an individual agreement: (referent, pair). Returns how many."""
    return outbox.put_many("mentorship.agreement_review_due", recipient_kind="team", recipients=rows, at=at)


def mid_terms_asked(asked: Iterable[tuple[UUID, UUID]], *, at: datetime) -> int:
    """Ask mentors for their mid-term review: (volunteer, pair). Returns how many."""
    return outbox.put_many("mentorship.mid_term_asked", recipient_kind="volunteer", recipients=asked, at=at)


def mid_terms_wait(late: Iterable[tuple[UUID, UUID]], *, at: datetime) -> int:
    """Remind mentors of their mid-term review: (volunteer, pair). Returns how many."""
    return outbox.put_many("mentorship.mid_term_waits", recipient_kind="volunteer", recipients=late, at=at)


def mid_terms_to_gather(late: Iterable[tuple[UUID, UUID]], *, at: datetime) -> int:
    """Tell referents that a mid-term review waits on either side: (referent, pair). Returns how many."""
    return outbox.put_many("mentorship.mid_term_to_gather", recipient_kind="team", recipients=late, at=at)


def pairs_wait(state: str, pairs: Sequence[Pair], whom: Iterable[Whom], *, at: datetime) -> int:
    """Ask whoever these pairs of one state wait for. Returns how many were written to."""
    return sum(_ASKED[one](state, pairs, at) for one in whom)


def _ask_referents(_state: str, pairs: Sequence[Pair], at: datetime) -> int:
    rows = [(pair.referent_id, pair.id) for pair in pairs]
    return outbox.put_many("mentorship.pair_waits", recipient_kind="team", recipients=rows, at=at)


def _ask_mentors(state: str, pairs: Sequence[Pair], at: datetime) -> int:
    """Ask mentors: of a pause how it goes, of a review not written yet to write it; not of a pair that ends after a suspension."""
    reviewed = Review.objects.filter(pair__in=pairs, side=ReviewSide.MENTOR, moment=ReviewMoment.FINAL)
    ended = Transition.objects.filter(machine="pair", step="end_suspended", subject_id__in=[pair.id for pair in pairs])
    left = {*reviewed.values_list("pair_id", flat=True), *ended.values_list("subject_id", flat=True)}
    done = left if state == PairState.CLOSING else set()
    kind = "mentorship.review_waits" if state == PairState.CLOSING else "mentorship.pause_lasts"
    rows = [(pair.volunteer_id, pair.id) for pair in pairs if pair.id not in done]
    return outbox.put_many(kind, recipient_kind="volunteer", recipients=rows, at=at)


def _ask_protection(_state: str, pairs: Sequence[Pair], at: datetime) -> int:
    """Ask the safeguarding referents of each association, or where there is none who heads it, without saying of whom."""
    team: dict[UUID, list[UUID]] = defaultdict(list)
    homes = {pair.mentee.association_id for pair in pairs}
    people = TeamMember.objects.filter(_SAFEGUARDING | Q(role=Role.ASSOCIATION_ADMIN), association_id__in=homes, active=True)
    for member in sorted(people, key=lambda one: (_heads_only(one), one.id)):
        if not (_heads_only(member) and team[member.association_id]):
            team[member.association_id].append(member.id)
    rows = [(member, pair.id) for pair in pairs for member in team[pair.mentee.association_id]]
    return outbox.put_many("mentorship.suspension_lasts", recipient_kind="team", recipients=rows, at=at)


def _heads_only(member: TeamMember) -> bool:
    return member.role == Role.ASSOCIATION_ADMIN and not member.also_safeguarding


_ASKED = {Whom.REFERENT: _ask_referents, Whom.MENTOR: _ask_mentors, Whom.PROTECTION: _ask_protection}
