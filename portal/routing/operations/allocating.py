"""A run, from its start to its proposals. The calculation is outside any transaction; what it came to is kept all or nothing."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import IntegrityError, transaction

from portal.accounts.actors import Actor
from portal.core import audit
from portal.core.encryption import seal
from portal.programmes.models import Programme
from portal.routing import notifications
from portal.routing.enums import FULL, Method, ProposalState
from portal.routing.errors import RunRefused
from portal.routing.models import AllocationRun, Proposal, RunInput, VolunteerProfile, WaitingPlace
from portal.routing.queries import policy_of, weights_of
from portal.routing.queries.instances import Around, gathered
from portal.routing.queries.memory import sets_behind
from portal.routing.rules import CRITERIA, HARD_RULES
from portal.routing.states import NEWS, PROPOSAL, RUN

from .obstacles import obstacles
from .proposing import propose_all

if TYPE_CHECKING:
    from portal.routing.allocation.gathering import Gathered
    from portal.routing.allocation.instance import Integers
    from portal.routing.allocation.solving import Allocation


@dataclass(frozen=True, eq=False)
class Outcome:
    """What a calculation came to, before anything is kept: the allocation and the figures of both methods, by method."""

    gathered: Gathered
    allocations: dict[str, Allocation]
    report: dict[str, Any]
    opened: dict[UUID, int]

    @property
    def allocation(self) -> Allocation:
        """The one whose places are proposed."""
        return self.allocations[self.report["method"]]

    @property
    def counts(self) -> dict[str, int]:
        """Exact sums, for the portal alone."""
        own = self.report["methods"][self.report["method"]]
        return {name: own[name] for name in ("people", "places", "placed", "first_wish", "any_wish")}

    @property
    def sets(self) -> dict[str, list[UUID]]:
        """Who is behind each count, by profile: "people", and "method/count" of each method. For disclosure control alone."""
        programmes = {method: one.programme for method, one in self.allocations.items()}
        sides = self.gathered.sides
        return sets_behind(self.gathered.profiles, self.gathered.instance, programmes, wish=sides.wish, priority=sides.priority)


def calculate_run(*, run: AllocationRun, around: Around, by: Actor, at: datetime, backend: str = "single") -> Outcome:
    """Compute a run and verify its proof, writing nothing. Raises RunRefused "nobody_takes_part", "not_proven", InstanceRefused."""
    from portal.routing.allocation.certificate import verify  # noqa: PLC0415  numpy and the solver load with the first run
    from portal.routing.allocation.instance import Canonical  # noqa: PLC0415  as above
    from portal.routing.allocation.solving import solve_instance  # noqa: PLC0415  as above

    found = gathered(run=run, around=around, at=at)
    if not found.profiles:
        raise RunRefused("nobody_takes_part")
    ordered = Canonical.of_canonical(found.instance)
    both = {
        method: solve_instance(ordered, method=method, priority=found.sides.priority, backend=backend) for method in Method.values
    }
    own = both[run.method]
    if problems := verify(found.instance, own.programme, own.certificate.as_json()):
        raise RunRefused("not_proven", problems=problems)
    return Outcome(found, both, _report(run, found, both), dict(around.opened))


def _report(run: AllocationRun, found: Gathered, both: dict[str, Allocation]) -> dict[str, Any]:
    from portal.routing.allocation.measures import measured  # noqa: PLC0415  as above

    methods = {name: measured(found.instance, one.programme, one.bound, found.sides) for name, one in both.items()}
    price = both[Method.FLOW].bound - both[Method.FLOW].objective
    bound = both[Method.FLOW].bound
    percent = round(100 * price / bound, 3) if bound else 0.0
    return {"method": str(run.method), "methods": methods, "price_of_fairness": price, "price_of_fairness_percent": percent}


@transaction.atomic
def start_run(*, run: AllocationRun, by: Actor, at: datetime) -> None:
    """Take the campaign's lock: one run at a time. Raises RunRefused "running", StepRefused."""
    policy = policy_of(campaign=run.campaign)
    changes = {"started_at": at, "weights": weights_of(policy=policy), "tiers": policy.tiers, "ruleset": ruleset()}
    try:
        with transaction.atomic():
            RUN.run(run, "start", by=by, at=at, changes=changes)
    except IntegrityError as error:
        raise RunRefused("running") from error
    audit.record("routing.start_run", by=by, at=at, subject=run.id)


@transaction.atomic
def fail_run(*, run: AllocationRun, code: str, by: Actor, at: datetime) -> None:
    """Note that a run was interrupted: nothing was proposed. Raises StepRefused."""
    RUN.run(run, "fail", by=by, at=at, changes={"failure": code[:40], "finished_at": at})
    audit.record("routing.fail_run", by=by, at=at, subject=run.id, code=code)


@transaction.atomic
def finish_run(*, run: AllocationRun, outcome: Outcome, released: dict[str, Any], by: Actor, at: datetime) -> None:
    """Keep the proof and make the proposals: earlier ones that nobody reviewed give way, who got nothing gets a turn.

    `released` is what the company may read: it passed disclosure control (`portal.journeys.allocation_counts`). Raises StepRefused.
    """
    certificate = outcome.allocation.certificate
    changes = {
        "finished_at": at,
        "solver": certificate.solver,
        "solver_version": certificate.version,
        "objective": certificate.objective,
        "bound": certificate.bound,
        "certificate": certificate.as_json(),
        "input_sha256": certificate.input_sha256,
        "allocation_sha256": certificate.allocation_sha256,
        "counts": outcome.counts,
        "report": outcome.report,
        "released": released,
    }
    RUN.run(run, "finish", by=by, at=at, changes=changes)
    RunInput.objects.create(run=run, sealed=seal(_packed(outcome)))
    _give_way(by=by, at=at)
    listed = Programme.objects.select_related("association").in_bulk(outcome.gathered.programmes)
    people = VolunteerProfile.objects.select_related("user").in_bulk(outcome.gathered.profiles)
    _propose(run, outcome, (people, listed), by, at)
    _wait(run, outcome, (people, listed), at)
    audit.record("routing.finish_run", by=by, at=at, subject=run.id, objective=certificate.objective, bound=certificate.bound)


def ruleset() -> str:
    """Return the version of the rules: a hash of their codes and first weights."""
    text = json.dumps([[rule.code for rule in HARD_RULES], [[one.code, one.weight] for one in CRITERIA]])
    return sha256(text.encode()).hexdigest()[:16]


def _packed(outcome: Outcome) -> bytes:
    import numpy as np  # noqa: PLC0415  it loads with the first run

    instance, sides, stream = outcome.gathered.instance, outcome.gathered.sides, BytesIO()
    other = next(one for method, one in outcome.allocations.items() if method != outcome.report["method"])
    np.savez(
        stream,
        ptr=instance.ptr,
        J=instance.J,
        w=instance.w.astype(np.int32),
        cap=instance.cap,
        tiers=instance.tiers,
        volunteer_key=instance.volunteer_key,
        programme_key=instance.programme_key,
        programme=outcome.allocation.programme.astype(np.int32),
        other=other.programme.astype(np.int32),
        wish=sides.wish.astype(np.int8),
        priority=sides.priority.astype(np.int8),
    )
    return stream.getvalue()


def _give_way(*, by: Actor, at: datetime) -> None:
    for proposal in Proposal.objects.filter(state=ProposalState.PROPOSED).select_related("programme", "profile").order_by("id"):
        PROPOSAL.run(proposal, "give_way", by=by, at=at, changes={"state_since": at, "deadline_on": None})


def _propose(run: AllocationRun, outcome: Outcome, known: tuple[dict[Any, Any], dict[Any, Any]], by: Actor, at: datetime) -> None:
    found, (people, listed) = outcome.gathered, known
    ranks = _ranks(found, outcome.allocation.programme)
    placed = []
    for row, column in enumerate(outcome.allocation.programme.tolist()):
        if column >= 0 and found.held.get(row) != column:
            placed.append((people[found.profiles[row]], listed[found.programmes[column]], ranks[row], False))
    propose_all(run=run, placed=placed, by=by, at=at)
    notifications.tell_teams({programme for _, programme, _, _ in placed}, at, subject=run.id)


def _ranks(found: Gathered, programme: Integers) -> list[int]:
    import numpy as np  # noqa: PLC0415  it loads with the first run

    rows = found.instance.rows
    own = programme[rows] == found.instance.J
    ranks = np.zeros(found.instance.volunteers, dtype=np.int64)
    ranks[rows[own]] = found.sides.wish[own]
    listed: list[int] = ranks.tolist()
    return listed


def _wait(run: AllocationRun, outcome: Outcome, known: tuple[dict[Any, Any], dict[Any, Any]], at: datetime) -> None:
    """Give everyone without a place their turn, or the rule that stands in the way of all their wishes."""
    from portal.routing.allocation.waiting import delays, turns  # noqa: PLC0415  scipy loads with the first run

    found, (people, listed) = outcome.gathered, known
    WaitingPlace.objects.filter(left_at=None).update(left_at=at)
    made, queued, stands = [], set(), obstacles(campaign=run.campaign, gathered=found, at=at)
    for turn in turns(found.instance, outcome.allocation.programme):
        queued.add(turn.volunteer)
        key = found.programmes[turn.programme]
        observed = outcome.opened.get(key, 0)
        likely, late = delays(turn.position, observed) or (None, None)
        place = {"programme": listed[key], "binding": FULL, "position": turn.position, "likely_days": likely, "late_days": late}
        profile = people[found.profiles[turn.volunteer]]
        made.append(WaitingPlace(run=run, profile=profile, observed=observed, since=at, **place))
    for row, column in enumerate(outcome.allocation.programme.tolist()):
        if column < 0 and row not in queued:
            profile = people[found.profiles[row]]
            made.append(WaitingPlace(run=run, profile=profile, binding=stands(profile), since=at))
    WaitingPlace.objects.bulk_create(made, batch_size=2000)
    for waiting in made:
        notifications.tell(NEWS, waiting.profile.user_id, at, subject=waiting.id)
