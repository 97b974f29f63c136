"""The pairs of an association: list with filters, health and export."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.enums import Role
from portal.core import clock
from portal.mentorship import queries
from portal.mentorship.enums import SEEING, PairState
from portal.mentorship.models import Pair
from portal.programmes import queries as programmes
from portal.programmes.enums import DeskList
from portal.programmes.models import Programme, TeamMember
from portal.ui.access import PortalRequest, allow
from portal.ui.spreadsheets import csv_lines

from .bulk import DESK, undoable
from .bulk_pairs import ACTS as PAIR_ACTS
from .filters import kept
from .intakes import association_id

PAIRERS = (Role.ASSOCIATION_ADMIN, Role.COORDINATOR, Role.REFERENT)
STAFF = (*PAIRERS, Role.SAFEGUARDING)
PER_PAGE = 25
GROUPS = {
    "": (*SEEING, PairState.PAUSED, PairState.SUSPENDED, PairState.CLOSING),
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
    whose = forms.ChoiceField(label=gettext_lazy("Suivis par"), required=False)
    programme = forms.ChoiceField(label=gettext_lazy("Programme"), required=False)

    def __init__(self, *args: Any, team: Iterable[TeamMember], offered: Iterable[Programme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [(str(member.id), member.display_name) for member in team]
        titles = [(str(programme.id), programme.title) for programme in offered]
        self.fields["whose"].choices = [("", _("Toute l’équipe")), ("mine", _("Moi")), *people]  # type: ignore[attr-defined]
        self.fields["programme"].choices = [("", _("Tous")), *titles]  # type: ignore[attr-defined]  # both are ChoiceFields

    def chosen(self) -> dict[str, str]:
        """Return what was chosen; a programme or a colleague who is not the reader's counts as none."""
        return dict(self.cleaned_data) if self.is_valid() else dict.fromkeys(self.fields, "")


@allow(*STAFF)
def pairs(request: PortalRequest) -> HttpResponse:
    """List the pairs the actor may see, with what their metadata say."""
    form = _form(request)
    wanted = form.chosen()
    found = _found(request, wanted)
    on = clock.local_day(clock.now())
    if request.GET.get("export") == "csv":
        return _export(_cells(found, on))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    rows = queries.pair_rows_of(pairs=list(page), on=on)
    context = {"form": form, "page": page, "rows": rows, "filtered": any(wanted.values())}
    context["may_pair"] = request.actor.has(*PAIRERS)
    may = request.actor.has(*DESK)
    context |= {"acts": PAIR_ACTS if may else {}, "can_undo": may and undoable(request)}
    context["kept"] = kept(request, DeskList.PAIRS, wanted)
    return render(request, "mentorship/pairs.html", context)


def _export(rows: Iterator[list[object]]) -> HttpResponse:
    """Hand the pairs over as a file; no cell of it is a formula."""
    response = HttpResponse("".join(csv_lines(_header(), rows)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="binomes.csv"'
    response["Cache-Control"] = "private, no-store"
    return response


def _form(request: PortalRequest) -> PairFilter:
    reach: dict[str, Any] = {"association_id": association_id(request), "antenna_ids": request.actor.antenna_ids}
    team = programmes.team_members(**reach).filter(capacity__gt=0)
    return PairFilter(request.GET, team=team, offered=programmes.programmes_of(**reach))


def _found(request: PortalRequest, wanted: dict[str, str]) -> QuerySet[Pair]:
    rows = queries.pairs_seen_by(actor=request.actor).filter(state__in=GROUPS[wanted["show"]])
    if wanted["whose"] == "mine" and request.actor.id:
        rows = rows.filter(referent__user_id=request.actor.id)
    elif wanted["whose"]:
        rows = rows.filter(referent_id=UUID(wanted["whose"]))
    return rows.filter(programme_id=UUID(wanted["programme"])) if wanted["programme"] else rows


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
