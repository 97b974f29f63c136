"""Skills over several companies: what the association may say of its mentors together, seen beforehand, then published for good."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.accounts.enums import Role
from portal.core import clock
from portal.metrics import operations, queries
from portal.metrics.enums import SKILLS, CellState, Measure
from portal.metrics.errors import PooledRefused
from portal.metrics.models import Cell, Figure, PooledSkills
from portal.metrics.periods import Year, last_closed_year
from portal.ui.access import PortalRequest, allow
from portal.ui.documents import make_pdf
from portal.ui.figures import Section
from portal.web.company.exports.report import as_data, section_data
from portal.web.company.figure_words import never_shown
from portal.web.company.released import section_of

READERS = (Role.ASSOCIATION_ADMIN, Role.COORDINATOR, Role.REFERENT)


@allow(*READERS)
def pooled(request: PortalRequest) -> HttpResponse:
    """Show what is published, and to whom may publish, what the last closed year would say."""
    done = queries.pooled_of(association_id=_own(request))
    year = last_closed_year(clock.today())
    waits = request.actor.has(Role.ASSOCIATION_ADMIN) and all(one.year < year.year for one in done)
    draft = queries.pooled_preview(association_id=_own(request), year=year) if waits else None
    context = {
        "done": [(one, _section(one)) for one in done],
        "year": year,
        "draft": draft,
        "would": [_name(cell) for cell in draft.figures if cell["value"] is not None] if draft else [],
        "would_not": [_name(cell) for cell in draft.figures if cell["value"] is None] if draft else [],
        "k": queries.next_k(),
    }
    return render(request, "metrics/pooled.html", context)


@require_POST
@allow(Role.ASSOCIATION_ADMIN)
def publish_pooled(request: PortalRequest) -> HttpResponse:
    """Publish the last closed year."""
    at = clock.now()
    try:
        operations.publish_pooled(association_id=_own(request), year=last_closed_year(clock.today()), by=request.actor, at=at)
    except PooledRefused as refusal:
        messages.error(request, _why(str(refusal)))
    else:
        messages.success(request, _("C’est publié. Rien ne pourra plus y être changé."))
    return redirect("association:pooled-skills")


@allow(*READERS)
def pooled_pdf(request: PortalRequest, year: int) -> HttpResponse:
    """Send a published year as a tagged PDF."""
    found = next((one for one in queries.pooled_of(association_id=_own(request)) if one.year == year), None)
    if found is None:
        raise Http404
    words = {
        "language": (get_language() or "fr")[:2],
        "title": _("Compétences des mentors en %(year)d") % {"year": found.year},
        "author": found.association.name,
        "made": _("%(association)s. Groupes d’au moins %(k)d personnes, de trois entreprises ou plus.")
        % {"association": found.association.name, "k": found.k},
        "headlines": as_data([]),
        "sections": as_data([section_data(_section(found))]),
        "columns": as_data([_("Compétence"), _("Valeur publiée")]),
        "never_title": _("Ce qui ne paraîtra jamais"),
        "never": as_data(never_shown(found.k)),
        "seal": _("Sceau : %(seal)s") % {"seal": found.digest},
    }
    answer = HttpResponse(make_pdf("release", words=words), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="competences-{found.year}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _section(found: PooledSkills) -> Section:
    """Return a year as it is read: the same chart and words as a release's."""
    figure, day = Figure(code=SKILLS, measure=Measure.CHANGE), Year(found.year).end
    cells = [
        Cell(
            key=one["key"],
            state=CellState.HIDDEN if one["value"] is None else CellState.SHOWN,
            value=one["value"],
            as_of=None if one["value"] is None else day,
            detail=one["detail"],
        )
        for one in found.figures
    ]
    return section_of(figure, cells)


def _name(cell: dict[str, dict[str, str]]) -> str:
    return cell["names"][(get_language() or "fr")[:2]]


def _why(code: str) -> str:
    words = {
        "companies": _("Il faut des mentors de trois entreprises ou plus, dont aucune ne pèse plus de la moitié."),
        "too_few": _("Trop peu de mentors partagent leur profil pour que quoi que ce soit puisse paraître."),
        "already_published": _("C’est déjà publié : voici."),
    }
    return words.get(code, _("Cette année ne peut pas encore être publiée."))


def _own(request: PortalRequest) -> UUID:
    found = request.actor.association_id
    assert found is not None  # noqa: S101  a role of an association comes with it
    return found


urlpatterns = [
    path("together/", pooled, name="pooled-skills"),
    path("together/publish/", publish_pooled, name="publish-pooled-skills"),
    path("together/<int:year>.pdf", pooled_pdf, name="pooled-skills-pdf"),
]
