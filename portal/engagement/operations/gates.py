"""Gates: that they were met, and who is exempt until when."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from portal.accounts.actors import Actor
from portal.accounts.enums import Role
from portal.core import clock
from portal.core.months import add_months
from portal.engagement.enums import DESK_KINDS
from portal.engagement.errors import GateRefused
from portal.engagement.models import Application, GateExemption, GateMet, GateRequirement
from portal.engagement.queries import policy_in_force
from portal.engagement.reach import within_reach
from portal.engagement.rules import EXEMPTIBLE, LONGEST_EXEMPTION_MONTHS, kind_objection
from portal.engagement.states import DESK
from portal.engagement.steps import UNDER_WAY, audit_gate


@transaction.atomic
def record_gate(*, application: Application, kind: str, seen_on: date, by: Actor, at: datetime) -> GateMet:
    """Record that somebody of the association saw that a gate is met on a day. There is no way to record that it is not.

    Raises GateRefused "not_yours", "not_allowed", "checker_unknown", "application_over", "not_at_the_desk" (charter, training),
    "not_asked", "outside_legal_scope", "inside_legal_scope", "in_the_future" or "already_ended".
    """
    day = clock.local_day(at)
    checker = _check_desk(application, kind, by)
    requirement = _asked(application, kind, day)
    if code := kind_objection(kind, legal_scope=application.programme.legal_scope, on=day):
        raise GateRefused(code, kind=str(kind))
    months = requirement.validity_months
    valid_until = add_months(seen_on, months) - timedelta(days=1) if months else None
    if seen_on > day:
        raise GateRefused("in_the_future", kind=str(kind))
    if valid_until and valid_until < day:
        raise GateRefused("already_ended", kind=str(kind))
    met = GateMet.objects.create(
        application=application, kind=kind, seen_on=seen_on, seen_by=checker, valid_until=valid_until, recorded_at=at
    )
    audit_gate("record_gate", application, kind, by=by, at=at)
    return met


@transaction.atomic
def exempt_from_gate(*, application: Application, kind: str, valid_until: date, by: Actor, at: datetime) -> GateExemption:
    """Exempt somebody from a gate until a day (included), as who administers the association: it always ends, no reason is kept.

    Raises GateRefused "not_yours", "not_allowed", "checker_unknown", "application_over", "not_exemptible" (the criminal record, the
    charter and the training never are), "not_asked", "in_the_past" or "too_long" (twelve months).
    """
    day = clock.local_day(at)
    granter = _check_who(application, by, Role.ASSOCIATION_ADMIN)
    if kind not in EXEMPTIBLE:
        raise GateRefused("not_exemptible", kind=str(kind))
    _asked(application, kind, day)
    if valid_until < day:
        raise GateRefused("in_the_past", kind=str(kind))
    if valid_until > add_months(day, LONGEST_EXEMPTION_MONTHS):
        raise GateRefused("too_long", kind=str(kind), months=LONGEST_EXEMPTION_MONTHS)
    exemption = GateExemption.objects.create(
        application=application, kind=kind, granted_on=day, granted_by=granter, valid_until=valid_until
    )
    audit_gate("exempt_from_gate", application, kind, by=by, at=at)
    return exemption


def _asked(application: Application, kind: str, day: date) -> GateRequirement:
    policy = policy_in_force(programme_id=application.programme_id, on=day)
    requirement = GateRequirement.objects.filter(policy=policy, kind=kind).first() if policy else None
    if requirement is None:
        raise GateRefused("not_asked", kind=str(kind))
    return requirement


def _check_desk(application: Application, kind: str, by: Actor) -> UUID:
    checker = _check_who(application, by, *DESK)
    if kind not in DESK_KINDS:
        raise GateRefused("not_at_the_desk", kind=str(kind))
    return checker


def _check_who(application: Application, by: Actor, *roles: Role) -> UUID:
    if not within_reach(application, by):
        raise GateRefused("not_yours")
    if not by.has(*roles):
        raise GateRefused("not_allowed")
    if by.id is None:
        raise GateRefused("checker_unknown")
    if application.state not in UNDER_WAY:
        raise GateRefused("application_over")
    return by.id
