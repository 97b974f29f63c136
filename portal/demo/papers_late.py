"""Papers on the last days of the demo: one that ran out, an exemption, the yearly review of an individual agreement."""

from datetime import datetime, timedelta

from django.db.models import Count

from portal.core import clock
from portal.core.months import add_months
from portal.engagement import operations as engagement
from portal.engagement import queries
from portal.engagement.enums import ApplicationState, GateKind
from portal.engagement.models import Application
from portal.mentorship import operations as mentorship
from portal.mentorship.enums import MEETING
from portal.mentorship.models import PairAgreement

from .stage import Desk, Stage

RUNS_OUT, EXEMPT = timedelta(days=4), timedelta(days=60)


def show_almost_too_late(stage: Stage, desk: Desk, at: datetime) -> None:
    """A candidate shows a paper that runs out within days, and is exempt from references until they can be had."""
    waiting = Application.objects.within_reach(desk.association.id).filter(state=ApplicationState.ACCEPTED)
    day = clock.local_day(at)
    least_first = waiting.annotate(met=Count("gates_met")).order_by("met", "submitted_at")
    for application in least_first.select_related("programme", "volunteer"):
        missing = {gate.kind for gate in queries.gate_statuses(application=application, on=day) if not gate.met}
        asked = queries.requirements_in_force(programme_ids=[application.programme_id], on=day)[application.programme_id]
        ends = next((need for need in asked if need.validity_months and need.kind in missing), None)
        if ends is None:
            continue
        seen_on = add_months(day, -(ends.validity_months or 0)) + RUNS_OUT
        engagement.record_gate(application=application, kind=ends.kind, seen_on=seen_on, by=desk.coordinator, at=at)
        stage.count("papers_that_ran_out")
        if GateKind.REFERENCES in missing:
            until = day + EXEMPT
            engagement.exempt_from_gate(application=application, kind=GateKind.REFERENCES, valid_until=until, by=desk.admin, at=at)
            stage.count("exemptions")
        return


def look_at_an_agreement_again(stage: Stage, at: datetime) -> None:
    """The yearly review of an individual agreement (child protection) is held for the pair whose turn comes first; others wait."""
    soon = clock.local_day(at) + timedelta(days=30)
    rows = PairAgreement.objects.filter(pair__state__in=MEETING, review_due_on__lte=soon).order_by("review_due_on")
    first = rows.select_related("pair__mentee", "pair__programme", "pair__volunteer").first()
    if first is not None:
        desk = stage.desks[first.pair.programme.association_id]
        mentorship.review_agreement(pair=first.pair, reviewed_on=clock.local_day(at), by=desk.referent, at=at)
        stage.count("agreements_reviewed")
