"""The published figures: the latest release, earlier ones, the file of a release, and its publication."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.accounts.enums import Role
from portal.core import clock
from portal.core.errors import Refusal
from portal.metrics import operations, queries
from portal.metrics.models import Release
from portal.metrics.periods import Period, Year
from portal.ui.access import PortalRequest, allow
from portal.ui.departement_dots import MIDDLES

from .dashboards import ordered, spots, trends
from .figure_words import never_shown, never_shown_when_small, quarter_name
from .previewed import previewed
from .released import headlines, sections

READERS = (Role.CSR, Role.HR, Role.WORKS_COUNCIL, Role.EDITOR, Role.DPO)
PUBLISHERS = (Role.CSR, Role.DPO)
NOTE = Release._meta.get_field("note").max_length or 0


@allow(*READERS)
def figures(request: PortalRequest) -> HttpResponse:
    """Show the latest release, or what will come before the first."""
    releases = queries.releases()
    if not releases:
        return render(request, "metrics/no_release.html", _around(request, None))
    return _shown(request, releases[0], releases)


@allow(*READERS)
def release(request: PortalRequest, release_id: UUID) -> HttpResponse:
    """Show one release."""
    releases = queries.releases()
    found = next((one for one in releases if one.id == release_id), None)
    if found is None:
        raise Http404
    return _shown(request, found, releases)


@allow(*PUBLISHERS)
def preview(request: PortalRequest) -> HttpResponse:
    """Show what the control would leave of the last closed quarter, without any value."""
    quarter = queries.quarter_to_publish(at=clock.now())
    return redirect("company:figures") if quarter is None else _preview(request, quarter, "")


@require_POST
@allow(*PUBLISHERS)
def correct(request: PortalRequest) -> HttpResponse:
    """Show what a correction of the newest release would leave; its note says what is corrected (R8)."""
    latest, note = queries.latest_release(), _note(request)
    if latest is None or not note:
        messages.error(request, _("Une correction dit en une phrase ce qu’elle corrige, en 200 caractères au plus."))
        return redirect("company:figures")
    return _preview(request, latest.quarter, note)


@require_POST
@allow(*PUBLISHERS)
def publish(request: PortalRequest) -> HttpResponse:
    """Publish the last closed quarter or, with a note, a correction of the newest release."""
    at, note, latest = clock.now(), _note(request), queries.latest_release()
    quarter = latest.quarter if note and latest else queries.closed_period(at=at)
    try:
        operations.publish_release(period=quarter, by=request.actor, at=at, note=note if latest else "")
    except Refusal:
        messages.info(request, _("C’est déjà publié : voici."))
    else:
        messages.success(request, _("C’est publié. Rien ne pourra plus y être changé."))
    return redirect("company:figures")


def _preview(request: PortalRequest, quarter: Period, note: str) -> HttpResponse:
    figures = [previewed(figure) for figure in queries.preview(quarter=quarter)]
    context = {"quarter": _name(quarter), "figures": figures, "k": queries.next_k(), "note": note}
    context["is_year"] = isinstance(quarter, Year)
    return render(request, "metrics/preview.html", context)


def _note(request: PortalRequest) -> str:
    note = request.POST.get("note", "").strip()
    return note if len(note) <= NOTE else ""


def _shown(request: PortalRequest, found: Release, releases: list[Release]) -> HttpResponse:
    queries.with_figures(release=found)
    operations.record_reading(release=found, by=request.actor, at=clock.now())
    read = ordered(sections(found), request.actor)
    context = {
        "release": found,
        "quarter": quarter_name(found),
        "headlines": headlines(found),
        "sections": [section for section in read if section.is_drawn],
        "withheld": [section.title for section in read if section.rows and not section.is_drawn],
        "trends": trends(),
        "spots": spots(found),
        "departements": list(MIDDLES),
        "may_correct": found.id == releases[0].id and request.actor.has(*PUBLISHERS),
        "others": [(one, quarter_name(one)) for one in releases if one.id != found.id],
        **_around(request, releases[0]),
    }
    return render(request, "metrics/release.html", context)


def _around(request: PortalRequest, latest: Release | None) -> dict[str, object]:
    """What the page says beside figures: what can never appear, and the quarter that waits for whom may publish it."""
    k = latest.k if latest else queries.next_k()
    waiting = queries.closed_period(at=clock.now())
    due = latest is None or latest.period_end < waiting.start
    may_publish = due and request.actor.has(*PUBLISHERS)
    small = isinstance(waiting, Year)
    never = [*never_shown(k), *(never_shown_when_small() if small else ())]
    return {"k": k, "last": k - 1, "never": never, "is_small": small, "to_publish": _name(waiting) if may_publish else ""}


def _name(quarter: Period) -> str:
    return quarter_name(Release(period_start=quarter.start, period_end=quarter.end))


urlpatterns = [
    path("", figures, name="figures"),
    path("correct/", correct, name="correct-release"),
    path("publish/", preview, name="preview-release"),
    path("publish/now/", publish, name="publish-release"),
    path("<uuid:release_id>/", release, name="release"),
]
