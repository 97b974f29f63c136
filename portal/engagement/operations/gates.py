"""Gates: what a programme asks for, that it was met, the charter accepted."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from portal.accounts.actors import Actor
from portal.core import audit, clock
from portal.core.months import add_months
from portal.engagement.enums import DESK_KINDS, LIVE, ApplicationState, GateKind
from portal.engagement.errors import GateRefused
from portal.engagement.models import Application, Charter, CharterAcceptance, GateMet, GatePolicy, GateRequirement
from portal.engagement.queries import charter_in_force, policy_in_force
from portal.engagement.reach import within_reach
from portal.engagement.rules import Requirement, default_requirements, kind_objection
from portal.engagement.states import DESK
from portal.programmes.models import Association, Programme

ALWAYS = frozenset({GateKind.CHARTER, GateKind.TRAINING})
"""Two gates no policy can leave out: the charter, and training before the first meeting."""
UNDER_WAY = LIVE - {ApplicationState.DRAFT}
"""Sent, and not over: gates can be met."""


@transaction.atomic
def set_policy(
    *, programme: Programme, requirements: Sequence[Requirement], effective_on: date, by: Actor, at: datetime
) -> GatePolicy:
    """Write the next version of what a programme asks for.

    Raises GateRefused "outside_legal_scope" (honorability certificate where the law does not open it), "inside_legal_scope" (B3
    where the certificate takes its place) or "needed_gates_missing".
    """
    for requirement in requirements:
        if code := kind_objection(requirement.kind, legal_scope=programme.legal_scope, on=effective_on):
            raise GateRefused(code, kind=str(requirement.kind))
    if not {requirement.kind for requirement in requirements} >= ALWAYS:
        raise GateRefused("needed_gates_missing")
    version = GatePolicy.objects.filter(programme=programme).count() + 1
    policy = GatePolicy.objects.create(programme=programme, version=version, effective_on=effective_on)
    GateRequirement.objects.bulk_create(
        GateRequirement(policy=policy, kind=r.kind, stage=r.stage, needed=r.needed, validity_months=r.validity_months)
        for r in requirements
    )
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
def record_gate(*, application: Application, kind: str, seen_on: date, by: Actor, at: datetime) -> GateMet:
    """Record that somebody of the association saw that a gate is met on a day. There is no way to record that it is not.

    Raises GateRefused "not_yours", "not_allowed", "checker_unknown", "application_over", "not_at_the_desk" (charter, training),
    "not_asked", "outside_legal_scope", "inside_legal_scope", "in_the_future" or "already_ended".
    """
    day = clock.local_day(at)
    checker = _check_desk(application, kind, by)
    policy = policy_in_force(programme_id=application.programme_id, on=day)
    requirement = GateRequirement.objects.filter(policy=policy, kind=kind).first() if policy else None
    if requirement is None:
        raise GateRefused("not_asked", kind=str(kind))
    if code := kind_objection(kind, legal_scope=application.programme.legal_scope, on=day):
        raise GateRefused(code, kind=str(kind))
    months = requirement.validity_months
    valid_until = add_months(seen_on, months) - timedelta(days=1) if months else None
    if seen_on > day:
        raise GateRefused("in_the_future", kind=str(kind))
    if valid_until and valid_until < day:
        raise GateRefused("already_ended", kind=str(kind))
    met = GateMet.objects.create(application=application, kind=kind, seen_on=seen_on, seen_by=checker, valid_until=valid_until)
    _audit(application, kind, by, at)
    return met


@transaction.atomic
def publish_charter(*, association: Association, text: str, effective_on: date, by: Actor, at: datetime) -> Charter:
    """Publish the next version of an association's charter; earlier versions stay as they were accepted."""
    version = Charter.objects.filter(association=association).count() + 1
    charter = Charter.objects.create(association=association, version=version, text=text, effective_on=effective_on)
    audit.record("engagement.publish_charter", by=by, at=at, subject=charter.id, association=association.id, version=version)
    return charter


@transaction.atomic
def accept_charter(*, application: Application, by: Actor, at: datetime) -> CharterAcceptance:
    """Accept the charter in force, as the volunteer: the gate is met by it. Accepting twice changes nothing.

    Raises GateRefused "no_charter", "not_yours" or "application_over".
    """
    if by.id is None or by.id != application.volunteer.user_id:
        raise GateRefused("not_yours")
    if application.state not in UNDER_WAY:
        raise GateRefused("application_over")
    day = clock.local_day(at)
    charter = charter_in_force(association_id=application.programme.association_id, on=day)
    if charter is None:
        raise GateRefused("no_charter")
    acceptance, _ = CharterAcceptance.objects.get_or_create(
        volunteer=application.volunteer, charter=charter, defaults={"accepted_at": at}
    )
    if not GateMet.objects.filter(application=application, kind=GateKind.CHARTER).exists():
        GateMet.objects.create(application=application, kind=GateKind.CHARTER, seen_on=day, seen_by=by.id)
        _audit(application, GateKind.CHARTER, by, at)
    return acceptance


def _check_desk(application: Application, kind: str, by: Actor) -> UUID:
    if not within_reach(application, by):
        raise GateRefused("not_yours")
    if not by.has(*DESK):
        raise GateRefused("not_allowed")
    if by.id is None:
        raise GateRefused("checker_unknown")
    if application.state not in UNDER_WAY:
        raise GateRefused("application_over")
    if kind not in DESK_KINDS:
        raise GateRefused("not_at_the_desk", kind=str(kind))
    return by.id


def _audit(application: Application, kind: str, by: Actor, at: datetime) -> None:
    association_id = application.programme.association_id
    audit.record("engagement.record_gate", by=by, at=at, subject=application.id, association=association_id, kind=str(kind))
