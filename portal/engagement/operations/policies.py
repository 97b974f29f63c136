"""What a programme asks for, by dated version: written, and taken back as long as it has not begun."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Max

from portal.accounts.actors import Actor
from portal.accounts.enums import Role
from portal.core import audit, clock
from portal.engagement import notifications
from portal.engagement.errors import GateRefused
from portal.engagement.models import GatePolicy, GateRequirement
from portal.engagement.queries import preview_policy
from portal.engagement.rules import Requirement, default_requirements, policy_objection
from portal.programmes.models import Programme
from portal.programmes.reach import is_theirs

WRITERS = (Role.ASSOCIATION_ADMIN, Role.COORDINATOR, Role.SYSTEM)


@transaction.atomic
def set_policy(
    *, programme: Programme, requirements: Sequence[Requirement], effective_on: date, by: Actor, at: datetime
) -> GatePolicy:
    """Write the next version of what a programme asks for, and tell candidates of whom it asks more. `preview_policy` says whom.

    Raises GateRefused "not_yours", "not_allowed", "in_the_past", "version_exists" (one begins that day already), and what
    `rules.policy_objection` objects: "outside_legal_scope" (honorability certificate where the law does not open it),
    "inside_legal_scope" (B3 where the certificate takes its place), "needed_gates_missing", "training_too_short" …
    """
    _check(programme, by)
    if effective_on < clock.local_day(at):
        raise GateRefused("in_the_past")
    if found := policy_objection(requirements, legal_scope=programme.legal_scope, on=effective_on):
        raise GateRefused(found[0], kind=found[1])
    touched = preview_policy(programme=programme, requirements=requirements, effective_on=effective_on).asked_more
    policy = _written(programme, effective_on)
    GateRequirement.objects.bulk_create(
        GateRequirement(
            policy=policy,
            kind=asked.kind,
            stage=asked.stage,
            needed=asked.needed,
            validity_months=asked.validity_months,
            renewable=asked.renewable,
        )
        for asked in requirements
    )
    notifications.gates_changed([(row.application.volunteer_id, row.application.id) for row in touched], at=at)
    kinds = sorted(str(requirement.kind) for requirement in requirements)
    audit.record("engagement.set_policy", by=by, at=at, subject=policy.id, association=programme.association_id, kinds=kinds)
    return policy


def default_policy(*, programme: Programme, by: Actor, at: datetime) -> GatePolicy:
    """Give a programme the usual gates: identity, interview, two references, charter, two hours of training, and either the
    honorability certificate (inside its legal scope) or the B3 shown (outside). Raises GateRefused.
    """
    day = clock.local_day(at)
    return set_policy(
        programme=programme, requirements=default_requirements(programme.legal_scope, day), effective_on=day, by=by, at=at
    )


@transaction.atomic
def withdraw_policy(*, policy: GatePolicy, by: Actor, at: datetime) -> None:
    """Take back a version that has not begun. Raises GateRefused "not_yours", "not_allowed" or "already_in_force"."""
    programme = policy.programme
    _check(programme, by)
    if policy.effective_on <= clock.local_day(at):
        raise GateRefused("already_in_force")
    audit.record("engagement.withdraw_policy", by=by, at=at, subject=policy.id, association=programme.association_id)
    policy.delete()


def _check(programme: Programme, by: Actor) -> None:
    if not by.has(*WRITERS):
        raise GateRefused("not_allowed")
    if not (by.has(Role.SYSTEM) or is_theirs(programme, by)):
        raise GateRefused("not_yours")


def _written(programme: Programme, effective_on: date) -> GatePolicy:
    latest = GatePolicy.objects.filter(programme=programme).aggregate(latest=Max("version"))["latest"] or 0
    try:
        with transaction.atomic():
            return GatePolicy.objects.create(programme=programme, version=latest + 1, effective_on=effective_on)
    except IntegrityError as error:  # one of that day, or written at the same time
        raise GateRefused("version_exists") from error
