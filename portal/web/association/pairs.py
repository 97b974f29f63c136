"""The pairs of an association: list with filters, health and export."""

from collections.abc import Iterator
from datetime import date

from django import forms
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.enums import Role
from portal.core import clock
from portal.mentorship import queries
from portal.mentorship.enums import PairState
from portal.mentorship.models import Pair
from portal.ui.access import PortalRequest, allow
from portal.ui.spreadsheets import csv_lines

PAIRERS = (Role.ASSOCIATION_ADMIN, Role.COORDINATOR, Role.REFERENT)
STAFF = (*PAIRERS, Role.SAFEGUARDING)
PER_PAGE = 25
GROUPS = {
    "": (PairState.INTRODUCED, PairState.ACTIVE, PairState.PAUSED, PairState.SUSPENDED, PairState.CLOSING),
    "proposed": (PairState.PROPOSED, PairState.ACCEPTED),
    "closing": (PairState.CLOSING,),
    "paused": (PairState.PAUSED, PairState.SUSPENDED),
    "closed": (PairState.CLOSED,),
}


class PairFilter(forms.Form):
    """Which pairs to list."""

    show = forms.ChoiceField(
        label=gettext_lazy("Montrer"),
        choices=[
            ("", gettext_lazy("En cours")),
            ("proposed", gettext_lazy("À ouvrir")),
            ("closing", gettext_lazy("En bilan")),
            ("paused", gettext_lazy("En pause ou suspendus")),
            ("closed", gettext_lazy("Terminés")),
        ],
        required=False,
    )
    whose = forms.ChoiceField(
        label=gettext_lazy("Suivis par"),
        choices=[("", gettext_lazy("Toute l’équipe")), ("mine", gettext_lazy("Moi"))],
        required=False,
    )
    q = forms.CharField(label=gettext_lazy("Alias ou prénom"), max_length=40, required=False)


@allow(*STAFF)
def pairs(request: PortalRequest) -> HttpResponse:
    """List the pairs the actor may see, with what their metadata say."""
    form = PairFilter(request.GET or None)
    found = _found(request, form)
    on = clock.local_day(clock.now())
    if request.GET.get("export") == "csv":
        return _export(_cells(found, on))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    rows = queries.pair_rows_of(pairs=list(page), on=on)
    context = {"form": form, "page": page, "rows": rows, "filtered": any(request.GET.get(name) for name in form.fields)}
    context["may_pair"] = request.actor.has(*PAIRERS)
    return render(request, "mentorship/pairs.html", context)


def _export(rows: Iterator[list[object]]) -> HttpResponse:
    """Hand the pairs over as a file; no cell of it is a formula."""
    response = HttpResponse("".join(csv_lines(_header(), rows)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="binomes.csv"'
    response["Cache-Control"] = "private, no-store"
    return response


def _found(request: PortalRequest, form: PairFilter) -> QuerySet[Pair]:
    wanted = form.cleaned_data if form.is_valid() else {"show": "", "whose": "", "q": ""}
    rows = queries.pairs_seen_by(actor=request.actor).filter(state__in=GROUPS[wanted["show"]])
    if wanted["whose"] == "mine" and request.actor.id:
        rows = rows.filter(referent__user_id=request.actor.id)
    if text := wanted["q"].strip():
        rows = rows.filter(Q(mentee__alias__icontains=text) | Q(volunteer__given_name__icontains=text))
    return rows


def _header() -> list[str]:
    return [
        _("Alias"), _("Mentor"), _("Programme"), _("Référence"), _("Personne référente"), _("État"), _("Présentation"),
        _("Dernière séance"), _("Séances"), _("À suivre"),
    ]  # fmt: skip


def _cells(found: QuerySet[Pair], on: date) -> Iterator[list[object]]:
    for row in queries.pair_rows_of(pairs=found, on=on):
        pair = row.pair
        mentor = f"{pair.volunteer.given_name} {pair.volunteer.family_name}"
        flags = ", ".join(str(flag.label) for flag in row.flags)
        yield [
            pair.mentee.alias, mentor, pair.programme.title, pair.mentee.reference, pair.referent.display_name,
            pair.get_state_display(), pair.introduced_on or "", row.last_held_on or "", row.sessions, flags,
        ]  # fmt: skip


urlpatterns = [path("", pairs, name="pairs")]
