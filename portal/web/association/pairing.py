"""Possible pairs: for each young person three mentors with reasons, and one click to the page where a person decides."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.http import urlencode

from portal.accounts.enums import Role
from portal.core import clock
from portal.journeys.pairing_proposals import PairProposal, Possible, pair_proposals
from portal.mentorship import queries as mentorship
from portal.mentorship.enums import MenteeGateKind
from portal.programmes import queries as programmes
from portal.ui.access import PortalRequest, allow

from .candidate_forms import ProgrammeFilter

STAFF = (Role.ASSOCIATION_ADMIN, Role.COORDINATOR, Role.REFERENT)
PAGE = 20
MOST_POINTS = 40


@allow(*STAFF)
def possible_pairs(request: PortalRequest) -> HttpResponse:
    """Show who could accompany whom, those who wait longest first. Nothing here is decided."""
    actor = request.actor
    if actor.association_id is None:
        raise PermissionDenied
    listed = programmes.programmes_of(association_id=actor.association_id, antenna_ids=actor.antenna_ids)
    form = ProgrammeFilter(request.GET, programmes=listed)
    found = pair_proposals(actor=actor, on=clock.today(), programme_id=form.chosen())
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "rows": [_row(row) for row in page if row.alternatives],
        "may": actor.has(Role.ASSOCIATION_ADMIN, Role.COORDINATOR),
        "alone": [row.mentee for row in page if not row.alternatives],
        "page": page,
        "form": form,
        "mentees": len(found),
        "together": sum(row.proposed is not None for row in found),
    }
    return render(request, "mentorship/pair_proposals.html", context)


def _row(row: PairProposal) -> dict[str, object]:
    missing = sorted(mentorship.missing_gates(mentee=row.mentee))
    chosen = row.proposed.application.id if row.proposed else None
    first = [row.proposed] if row.proposed else []
    others = [one for one in row.alternatives if one.application.id != chosen]
    return {
        "mentee": row.mentee,
        "missing": [str(MenteeGateKind(code).label) for code in missing],
        "alternatives": [(one, one.application.id == chosen, *_shown(one, row)) for one in [*first, *others][:3]],
    }


def _shown(one: Possible, row: PairProposal) -> tuple[list[dict[str, object]], str]:
    """Return the reasons as the component shows them, and where these two are chosen, previewed and proposed."""
    reasons = [
        {"sentence": because.sentence, "share": min(100, 100 * because.points // MOST_POINTS), "points": because.points}
        for because in one.reasons
    ]
    chosen = {"application": str(one.application.id), "mentee": str(row.mentee.id)}
    return reasons, f"{reverse('association:pair-new')}?{urlencode(chosen)}"


urlpatterns = [path("proposals/", possible_pairs, name="pair-proposals")]
