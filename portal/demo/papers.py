"""Papers of mentors seen again before they end, in the demo."""

from datetime import datetime, timedelta

from portal.core import clock
from portal.engagement import operations as engagement
from portal.engagement.enums import ApplicationState
from portal.engagement.models import GateMet

from .stage import Stage

RENEWED_BEFORE = timedelta(days=20)
"""A paper is shown again about so long before it ends: the desk was reminded at 60 and 30 days."""


def renew_papers(stage: Stage, at: datetime) -> None:
    """See again the papers of paired mentors that end soon. One SQL query when there are none."""
    paired = GateMet.objects.filter(application__state=ApplicationState.PAIRED).exclude(valid_until=None)
    rows = paired.select_related("application__programme").order_by("valid_until", "application__submitted_at", "kind")
    newest: dict[tuple[object, str], GateMet] = {(one.application_id, one.kind): one for one in rows}
    last = clock.local_day(at) + RENEWED_BEFORE
    for gate in newest.values():
        if gate.valid_until and gate.valid_until <= last:
            desk = stage.desks[gate.application.programme.association_id]
            day = clock.local_day(at)
            engagement.record_gate(application=gate.application, kind=gate.kind, seen_on=day, by=desk.coordinator, at=at)
            stage.count("papers_renewed")
