"""Making proposals: one for somebody who waits, or all of a run at once."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime, timedelta

from portal.accounts.actors import Actor
from portal.core import audit, clock
from portal.programmes.models import Programme
from portal.routing.models import AllocationRun, Proposal, RoutingPolicy, VolunteerProfile
from portal.routing.queries import policy_of, weights_of
from portal.routing.rules import offer_of, programme_of, reasons_for
from portal.routing.rules.features import PROGRAMME_FEATURES


def propose(*, run: AllocationRun, profile: VolunteerProfile, programme: Programme, by: Actor, at: datetime) -> Proposal:
    """Propose a place to one person, for the association to review, within the caller's transaction."""
    policy = policy_of(campaign=run.campaign)
    wish = profile.wishes.filter(programme=programme).values_list("rank", flat=True).first() or 0
    made = _proposal(run, policy, profile, programme, wish, at)
    made.save(force_insert=True)
    audit.record("routing.propose", by=by, at=at, subject=made.id, association=programme.association_id)
    return made


def propose_all(
    *, run: AllocationRun, placed: Iterable[tuple[VolunteerProfile, Programme, int, bool]], by: Actor, at: datetime
) -> int:
    """Propose the places of a run: profile, programme, rank of the wish (0: none), whether they held it. Returns how many."""
    policy = policy_of(campaign=run.campaign)
    made = [_proposal(run, policy, profile, programme, wish, at, kept=kept) for profile, programme, wish, kept in placed]
    Proposal.objects.bulk_create(made, batch_size=2000)
    audit.record("routing.propose_all", by=by, at=at, subject=run.id, proposals=len(made))
    return len(made)


def _proposal(
    run: AllocationRun,
    policy: RoutingPolicy,
    profile: VolunteerProfile,
    programme: Programme,
    wish: int,
    at: datetime,
    kept: bool = False,
) -> Proposal:
    features = {name: getattr(programme, name) for name in PROGRAMME_FEATURES}
    reasons = reasons_for(offer_of(profile), programme_of(features, places=1, wish=wish), run.weights or weights_of(policy=policy))
    return Proposal(
        run=run,
        profile=profile,
        programme=programme,
        wish_rank=wish,
        score=sum(reason.points for reason in reasons),
        reasons=[{key: value for key, value in asdict(reason).items() if key != "sentence"} for reason in reasons],
        kept=kept,
        deadline_on=clock.local_day(at) + timedelta(days=policy.review_days),
        state_since=at,
    )
