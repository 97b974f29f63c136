"""The charter of an association: published by version, accepted by the volunteer."""

from datetime import date, datetime

from django.db import transaction

from portal.accounts.actors import Actor
from portal.core import audit, clock
from portal.engagement.enums import GateKind
from portal.engagement.errors import GateRefused
from portal.engagement.models import Application, Charter, CharterAcceptance, GateMet
from portal.engagement.queries import charter_in_force
from portal.engagement.steps import UNDER_WAY, audit_gate
from portal.programmes.models import Association


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
        audit_gate("record_gate", application, GateKind.CHARTER, by=by, at=at)
    return acceptance
