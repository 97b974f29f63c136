"""An association's own figures, live, in its desk: by period, antenna and programme. Nothing of it leaves by this screen."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.accounts.enums import Role
from portal.core import clock
from portal.core.months import add_months
from portal.journeys.live_figures import Line, LiveFigures, Scope, live_figures
from portal.programmes import queries as programmes
from portal.programmes.models import Programme
from portal.ui.access import PortalRequest, allow
from portal.ui.departement_dots import MIDDLES
from portal.ui.numbers import grouped

from .live_words import live_sections, live_spots

TEAM = (Role.ASSOCIATION_ADMIN, Role.COORDINATOR, Role.REFERENT)
USUAL = 12
PERIODS = {
    3: gettext_lazy("Les 3 derniers mois"),
    USUAL: gettext_lazy("Les 12 derniers mois"),
    24: gettext_lazy("Les 24 derniers mois"),
}


class FiguresFilter(forms.Form):
    """Which months, which antenna, which programme; choices are the actor's own."""

    period = forms.TypedChoiceField(label=gettext_lazy("Période"), choices=list(PERIODS.items()), coerce=int)
    antenna = forms.ChoiceField(label=gettext_lazy("Antenne"), required=False)
    programme = forms.ChoiceField(label=gettext_lazy("Programme"), required=False)

    def __init__(self, *args: Any, mine: list[Programme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mine = mine
        antennas = sorted({(str(one.antenna.id), one.antenna.name) for one in mine if one.antenna}, key=lambda one: one[1])
        self.fields["antenna"].choices = [("", _("Toutes")), *antennas]  # type: ignore[attr-defined]  # a choice field
        self.fields["programme"].choices = [("", _("Tous")), *((str(one.id), one.title) for one in mine)]  # type: ignore[attr-defined]
        if len(antennas) < 2:
            del self.fields["antenna"]

    def programme_ids(self) -> frozenset[UUID] | None:
        """The programmes asked for, None for all."""
        antenna, programme = self.cleaned_data.get("antenna"), self.cleaned_data.get("programme")
        if not (antenna or programme):
            return None
        return frozenset(
            one.id
            for one in self.mine
            if (not antenna or str(one.antenna_id) == antenna) and (not programme or str(one.id) == programme)
        )


@allow(*TEAM)
def figures(request: PortalRequest) -> HttpResponse:
    """Show the figures of the actor's association and antennas."""
    actor, on = request.actor, clock.today()
    mine = list(programmes.programmes_of(association_id=_own(request), antenna_ids=actor.antenna_ids))
    asked = {"period": USUAL, **{name: value for name, value in request.GET.items() if value}}
    form = FiguresFilter(asked, mine=mine)
    if not form.is_valid():
        return render(request, "metrics/live.html", {"form": form}, status=400)
    start = add_months(on.replace(day=1), 1 - form.cleaned_data["period"])
    found = live_figures(actor=actor, scope=Scope(start, on, form.programme_ids()), on=on)
    spots = live_spots(found)
    context = {
        "form": form,
        "found": found,
        "start": start,
        "on": on,
        "filtered": bool(request.GET),
        "headlines": _headlines(found),
        "sections": live_sections(found),
        "spots": spots,
        "told": ngettext(
            "Des binômes en cours dans %(count)d département.", "Des binômes en cours dans %(count)d départements.", len(spots)
        )
        % {"count": len(spots)},
        "departements": list(MIDDLES),
        "columns": _columns(),
        "lines": [_cells(one) for one in found.lines],
        "may_send": actor.has(Role.ASSOCIATION_ADMIN, Role.COORDINATOR),
    }
    return render(request, "metrics/live.html", context)


def _own(request: PortalRequest) -> UUID:
    """The association of whoever acts: the rule let nobody else in."""
    found = request.actor.association_id
    assert found is not None  # noqa: S101  a role of an association comes with it
    return found


def _headlines(found: LiveFigures) -> list[tuple[str, int, str]]:
    period, today = _("dans la période"), _("à ce jour")
    return [
        (_("Binômes en cours"), found.going_on, today),
        (_("Prêtes, sans binôme"), sum(line.ready for line in found.lines), today),
        (_("Candidatures reçues"), found.funnel[0][1], period),
        (_("Séances tenues"), sum(one.sessions for one in found.months), period),
    ]


def _columns() -> list[dict[str, object]]:
    numbers = (_("Candidatures reçues"), _("Prêtes, sans binôme"), _("Binômes en cours"), _("Séances tenues"))
    heads: list[dict[str, object]] = [{"label": _("Programme"), "numeric": False}, {"label": _("Antenne"), "numeric": False}]
    return heads + [{"label": label, "numeric": True} for label in numbers]


def _cells(one: Line) -> list[object]:
    antenna = one.programme.antenna.name if one.programme.antenna else _("Toute l’association")
    return [one.programme.title, antenna, *map(grouped, (one.received, one.ready, one.going_on, one.sessions))]


urlpatterns = [path("", figures, name="figures")]
