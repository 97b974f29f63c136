"""The audit trail, for the data-protection officer: what was done, in which role, when. Ids and codes only,
and nothing of a concern: that never reaches the company's side (product.md, rule 4).
"""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path

from portal.accounts.enums import Role
from portal.core import audit
from portal.core.clock import local_day
from portal.core.models import AuditEntry
from portal.mentorship.enums import ABOUT_PROTECTION
from portal.ui.access import PortalRequest, allow

PAGE = 50
OF_ASSOCIATIONS = ("engagement.", "mentorship.", "skills.", "programmes.take_place", "programmes.release_place")
"""Acts on what associations answer for: the company's officer reads that they happen and which day, not who did them to whom."""
STOPPED = "engagement.stop_application"
STOPS = {"engagement.withdraw", "engagement.do_not_continue", "engagement.expire"}
"""An application that stops reads the same whoever stopped it (product.md, rule 2): the same word, the same day, nobody's name."""
CERTIFIED = "mentorship.issue_certificate"
"""A pair that ends for protection has no certificate by itself: beside its end, a row that is missing would say so."""
ROOMS = ("accounts", "people", "programmes", "routing", "engagement", "mentorship", "skills", "metrics", "messaging", "sso", "cms")


@allow(Role.DPO)
def trail(request: PortalRequest) -> HttpResponse:
    """List what was done, newest first, of every room or of one."""
    room = request.GET.get("room", "")
    room = room if room in ROOMS else ""
    entries = audit.trail(room=room).exclude(action__in=ABOUT_PROTECTION | {CERTIFIED})
    page = Paginator(entries, PAGE).get_page(request.GET.get("page"))
    return render(request, "metrics/audit.html", {"page": page, "rows": [_row(one) for one in page], "rooms": ROOMS, "room": room})


def _row(entry: AuditEntry) -> dict[str, object]:
    if entry.action.startswith(OF_ASSOCIATIONS):
        action = STOPPED if entry.action in STOPS else entry.action
        return {"day": local_day(entry.at), "action": action, "role": "", "actor": None, "subject": None, "facts": ""}
    facts = ", ".join(f"{name} = {value}" for name, value in sorted(entry.facts.items()))
    role = Role(entry.actor_role).label if entry.actor_role in Role.values else entry.actor_role
    return {
        "day": None,
        "at": entry.at,
        "action": entry.action,
        "role": role,
        "actor": entry.actor_id,
        "subject": entry.subject_id,
        "facts": facts,
    }


urlpatterns = [path("", trail, name="audit")]
