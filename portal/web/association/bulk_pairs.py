"""What can be done for several pairs at once: another referent behind them."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from portal.core.errors import Refusal
from portal.engagement.operations import To
from portal.journeys.bulk import One
from portal.journeys.messages import Person
from portal.mentorship import operations, queries
from portal.mentorship.enums import LIVE
from portal.mentorship.models import Pair
from portal.programmes.models import TeamMember
from portal.ui.access import PortalRequest, allow

from .bulk import DESK, Act, page
from .bulk_messages import message_act
from .refusals import sentence


class ReferentForm(forms.Form):
    """Who stands behind the pairs from now on."""

    referent = forms.ModelChoiceField(
        label=gettext_lazy("Personne référente"), queryset=TeamMember.objects.none(), empty_label=gettext_lazy("Choisir")
    )


def referent_form(request: PortalRequest, data: Any) -> ReferentForm:
    """Return the form of a referent: who carries pairs, with how many of how many; who has most room, unless said otherwise."""
    form, loads = ReferentForm(data), queries.referent_loads(actor=request.actor)
    said = {load.member.pk: _("%(name)s, %(pairs)s sur %(most)s") % _load(load.member, load.pairs) for load in loads}
    field = form.fields["referent"]
    if isinstance(field, forms.ModelChoiceField):
        field.queryset = TeamMember.objects.filter(pk__in=said).order_by("display_name", "id")
        field.initial = max(loads, key=lambda load: load.room).member if loads else None
        field.choices = [("", _("Choisir")), *((str(pk), words) for pk, words in said.items())]
    return form


def _load(member: TeamMember, pairs: int) -> dict[str, object]:
    return {"name": member.display_name, "pairs": pairs, "most": member.capacity}


def _referent(request: PortalRequest, ids: list[UUID], given: dict[str, Any], at: datetime) -> list[One]:
    pairs = queries.pairs_seen_by(actor=request.actor).filter(pk__in=ids)

    def bound(pair: Pair) -> Callable[[], tuple[UUID, UUID]]:
        return lambda: _handed(pair, given["referent"], request, at)

    return [One(pair.id, f"{pair.volunteer.given_name} · {pair.mentee.alias}", bound(pair)) for pair in pairs]


def _handed(pair: Pair, referent: TeamMember, request: PortalRequest, at: datetime) -> tuple[UUID, UUID]:
    """Give a pair its referent; return who stood behind it before, and who does."""
    before = pair.referent_id
    if before == referent.pk:
        raise Refusal("already_referent")
    operations.change_referent(pair=pair, referent=referent, by=request.actor, at=at)
    return before, referent.pk


def _words(code: str, _facts: tuple[str, ...]) -> str:
    return _("Cette personne suit déjà ce binôme.") if code == "already_referent" else sentence(Refusal(code))


def _to_write_to(request: PortalRequest, ids: list[UUID]) -> list[Person]:
    found = queries.pairs_seen_by(actor=request.actor).select_related(
        "programme__association", "volunteer__user", "referent", "mentee"
    )
    return [
        Person(
            pair.id,
            f"{pair.volunteer.given_name} · {pair.mentee.alias}",
            To(pair.volunteer, pair.programme, pair.referent),
            "" if pair.state in LIVE else "pair_over",
        )
        for pair in found.filter(pk__in=ids)
    ]


ACTS = {
    "referent": Act(gettext_lazy("Confier le suivi"), referent_form, _referent, _words, undo="referent"),
    "message": message_act(_to_write_to),
}


@allow(*DESK)
@require_POST
def several(request: PortalRequest) -> HttpResponse:
    """Do one act for several pairs, once what it comes to for each was read."""
    return page(request, acts=ACTS, back="association:pairs")


urlpatterns = [path("several/", several, name="pairs-several")]
