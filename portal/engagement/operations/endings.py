"""What ends is spoken of sixty, thirty and seven days before, once each: gates that were seen, exemptions that were granted.

It can run any number of times a day: when somebody was last spoken to is read from the outbox.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Max, QuerySet

from portal.accounts.actors import Actor
from portal.core import audit, clock
from portal.core.models import OutboxMessage
from portal.engagement import notifications
from portal.engagement.enums import LIVE, ApplicationState
from portal.engagement.models import Application, GateExemption, GateMet
from portal.engagement.queries import requirements_in_force
from portal.engagement.rules import EXPIRES_SOON_DAYS, GATE_REMINDERS_DAYS

GATE_ENDS_SOON = "engagement.gate_ends_soon"
_WITH = ("volunteer", "programme", "intake")


@transaction.atomic
def remind_of_gates(*, by: Actor, at: datetime) -> int:
    """Write to volunteers whose gate or exemption ends in 60, 30 or 7 days, once for each.

    Not spoken of: a gate that was renewed or seen after an exemption, and in a pair a gate that is not renewed. A day missed is
    made up for. Returns how many applications were spoken of.
    """
    day = clock.local_day(at)
    since: dict[UUID, date] = {}
    for application_id, until in _ending(day):
        began = until - timedelta(days=min(n for n in GATE_REMINDERS_DAYS if until - timedelta(days=n) <= day))
        since[application_id] = max(began, since.get(application_id, began))
    told = _told_on(since)
    late = [pk for pk, began in since.items() if pk not in told or told[pk] < began]
    for application in Application.objects.filter(pk__in=late).select_related(*_WITH).order_by("id"):
        notifications.tell(GATE_ENDS_SOON, application, at)
    if late:
        audit.record("engagement.remind_of_gates", by=by, at=at, applications=len(late))
    return len(late)


def _ending(day: date) -> Iterator[tuple[UUID, date]]:
    """Yield each application with the day one of its gates, or an exemption with nothing seen behind it, ends."""
    exempt, seen = _near(GateExemption.objects.all(), day), _near(GateMet.objects.all(), day)
    asked = requirements_in_force(programme_ids={programme for _, _, programme, _, _ in (*exempt, *seen)}, on=day)
    needs = {(programme, need.kind): need for programme, listed in asked.items() for need in listed}
    holding = GateMet.objects.filter(application_id__in=[row[0] for row in exempt])
    held = Counter(holding.exclude(valid_until__lt=day).values_list("application_id", "kind"))
    for application, kind, programme, state, until in seen:
        need = needs.get((programme, kind))
        if need and (need.renewable or state != ApplicationState.PAIRED):
            yield application, until
    for application, kind, programme, _, until in exempt:
        need = needs.get((programme, kind))
        if need and held[application, kind] < need.needed:
            yield application, until


def _near(rows: QuerySet[Any], day: date) -> list[tuple[UUID, str, UUID, str, date]]:
    """Return (application, kind, programme, state, last end) of what ends from a day on within sixty days."""
    kinds = rows.filter(application__state__in=LIVE).order_by("application_id", "kind").values("application_id", "kind")
    last = kinds.annotate(programme=F("application__programme_id"), state=F("application__state"), until=Max("valid_until"))
    near = last.filter(until__gte=day, until__lte=day + timedelta(days=EXPIRES_SOON_DAYS))
    return list(near.values_list("application_id", "kind", "programme", "state", "until"))


def _told_on(applications: Iterable[UUID]) -> dict[UUID, date]:
    """Return when each application was last spoken of; the outbox keeps a message longer than two reminders are apart."""
    rows = OutboxMessage.objects.filter(kind=GATE_ENDS_SOON, subject_id__in=list(applications)).order_by("created_at", "id")
    return {pk: clock.local_day(at) for pk, at in rows.values_list("subject_id", "created_at") if pk}
