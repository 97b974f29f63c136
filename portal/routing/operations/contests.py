"""A person's question about what was proposed to them, and a person's answer (GDPR art. 22)."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from portal.accounts.actors import Actor
from portal.accounts.enums import Role
from portal.core import audit, clock
from portal.programmes.models import Programme
from portal.routing import notifications
from portal.routing.errors import ContestRefused
from portal.routing.models import Contest, Proposal, VolunteerProfile
from portal.routing.queries import wishes_of
from portal.routing.reach import within_reach

ANSWER_DAYS = 10
MOST_TEXT = 600
DESK = (Role.ASSOCIATION_ADMIN, Role.COORDINATOR)


@transaction.atomic
def contest(*, profile: VolunteerProfile, question: str, by: Actor, at: datetime, proposal: Proposal | None = None) -> Contest:
    """Ask a person to look again at a proposal of one's own, or at having none: the association of the first wish then answers.

    Raises ContestRefused "empty", "not_yours", "nothing_to_contest" (no proposal and no wish) or "already_asked" (one at a time).
    """
    text = question.strip()[:MOST_TEXT]
    if not text:
        raise ContestRefused("empty")
    if by.id != profile.user_id or (proposal and not within_reach(proposal, by)):
        raise ContestRefused("not_yours")
    programme = _asked(profile, proposal)
    made = Contest(
        profile=profile,
        association_id=programme.association_id,
        proposal=proposal,
        question=text,
        asked_at=at,
        deadline_on=clock.local_day(at) + timedelta(days=ANSWER_DAYS),
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise ContestRefused("already_asked") from error
    notifications.tell_of_question(made, programme, at)
    audit.record("routing.contest", by=by, at=at, subject=made.id, association=programme.association_id)
    return made


@transaction.atomic
def answer_contest(*, contest: Contest, answer: str, by: Actor, at: datetime) -> None:
    """Answer, as a coordinator of the association asked. Raises ContestRefused "empty", "not_yours" or "answered"."""
    text = answer.strip()[:MOST_TEXT]
    if not text:
        raise ContestRefused("empty")
    if by.association_id != contest.association_id or not by.has(*DESK):
        raise ContestRefused("not_yours")
    contest.answer, contest.answered_at, contest.answered_by = text, at, by.id
    values = {"answer": contest.answer, "answered_at": at, "answered_by": by.id}
    if not Contest.objects.filter(pk=contest.pk, answered_at=None).update(**values):
        raise ContestRefused("answered")
    notifications.tell(notifications.ANSWER, contest.profile.user_id, at, subject=contest.id)
    audit.record("routing.answer_contest", by=by, at=at, subject=contest.id, association=contest.association_id)


def _asked(profile: VolunteerProfile, proposal: Proposal | None) -> Programme:
    if proposal is not None:
        return proposal.programme
    wish = wishes_of(profile=profile).first()
    if wish is None:
        raise ContestRefused("nothing_to_contest")
    return wish.programme
