"""How places are proposed in a campaign: what each criterion weighs, with a live preview; method, fairness, deadlines."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from portal.accounts.enums import Role
from portal.core import clock
from portal.core.errors import Refusal
from portal.programmes import queries as programmes
from portal.programmes.enums import LegalScope
from portal.programmes.models import Campaign
from portal.routing import operations, queries
from portal.routing.enums import Method
from portal.routing.models import RoutingPolicy
from portal.routing.rules import CRITERIA, WISHES
from portal.ui.access import PortalRequest, allow

WEIGHT, LEAD = "weight_", "lead_"
TIERS = 3
MOST_WEIGHT = 200
MOST_DAYS = 366


class RulesForm(forms.Form):
    """The settings of a campaign. Gates carry no weight, so none is here."""

    method = forms.ChoiceField(label=gettext_lazy("Façon de proposer"), choices=Method.choices, widget=forms.RadioSelect)
    review_days = forms.IntegerField(label=gettext_lazy("Jours pour relire, côté association"), min_value=1, max_value=MOST_DAYS)
    consent_days = forms.IntegerField(label=gettext_lazy("Jours pour répondre, côté personne"), min_value=1, max_value=MOST_DAYS)
    min_account_days = forms.IntegerField(
        label=gettext_lazy("Ancienneté du compte, en jours"),
        help_text=gettext_lazy("0\u00a0: elle ne compte pas."),
        min_value=0,
        max_value=MOST_DAYS,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for criterion in CRITERIA:
            label = str(criterion.label)
            self.fields[WEIGHT + criterion.code] = forms.IntegerField(label=label, min_value=0, max_value=MOST_WEIGHT)
        for number in range(1, TIERS + 1):
            self.fields[f"fill_{number}"] = forms.IntegerField(
                label=_("Jusqu’à ce taux de places pourvues (%)"), min_value=1, max_value=100, required=False
            )
            self.fields[f"bonus_{number}"] = forms.IntegerField(
                label=_("Points de plus"), min_value=0, max_value=MOST_WEIGHT, required=False
            )
        for code, scope in LegalScope.choices:
            self.fields[LEAD + code] = forms.IntegerField(label=str(scope).capitalize(), min_value=0, max_value=MOST_DAYS)

    def weights(self) -> dict[str, int] | None:
        """Return the weights as far as they can be read, or None while one cannot."""
        found = {one.code: self.cleaned_data.get(WEIGHT + one.code) for one in CRITERIA}
        return None if None in found.values() else {code: int(value or 0) for code, value in found.items()}

    def settings(self) -> dict[str, Any]:
        """Return what `set_policy` takes."""
        data = self.cleaned_data
        pairs = [(data[f"fill_{n}"], data[f"bonus_{n}"]) for n in range(1, TIERS + 1)]
        return {
            "weights": self.weights(),
            "method": data["method"],
            "tiers": [[fill, bonus] for fill, bonus in pairs if fill and bonus is not None],
            "lead_days": {code: data[LEAD + code] for code in LegalScope.values if data[LEAD + code]},
            **{name: data[name] for name in ("review_days", "consent_days", "min_account_days")},
        }

    def rows(self, *prefixes: str) -> list[Any]:
        """Return the bound fields whose names begin so, in order."""
        return [self[name] for name in self.fields if name.startswith(prefixes)]


@allow(Role.CSR)
@require_http_methods(["GET", "POST"])
def rules(request: PortalRequest, campaign_id: UUID) -> HttpResponse:
    """Change the settings of a campaign; what they would change is shown before they are kept."""
    campaign = campaign_or_404(campaign_id)
    policy = queries.policy_of(campaign=campaign)
    form = RulesForm(request.POST or None, initial=_initial(policy))
    live = bool(request.headers.get("HX-Request"))
    if (
        request.method == "POST"
        and not live
        and "preview" not in request.POST
        and form.is_valid()
        and _kept(request, campaign, form)
    ):
        messages.success(
            request, _("C’est gardé. Le prochain calcul suit ces réglages\u00a0; rien de ce qui est proposé ne change.")
        )
        return redirect("company:campaign-rules", campaign.id)
    weights = _weights(form, policy)
    context = {
        "campaign": campaign,
        "form": form,
        "weights": form.rows(WEIGHT),
        "tiers": [(form[f"fill_{n}"], form[f"bonus_{n}"]) for n in range(1, TIERS + 1)],
        "lead": form.rows(LEAD),
        **_preview(campaign, weights),
    }
    template = "routing/_rules_preview.html" if live else "routing/campaign_rules.html"
    return render(request, template, context, status=400 if form.errors and not live else 200)


def campaign_or_404(campaign_id: UUID) -> Campaign:
    """Return a campaign, or raise Http404."""
    found = programmes.campaigns().filter(pk=campaign_id).first()
    if found is None:
        raise Http404
    return found


def refusal(refused: Refusal) -> tuple[str | None, str]:
    """Return where a refusal belongs on the form, and its sentence."""
    total = refused.facts.get("total")
    return {
        "weights_do_not_sum": (
            None,
            _("Les points, hors vœux, doivent faire 100 ensemble\u00a0: ils font %(total)s.") % {"total": total},
        ),
        "tiers_not_falling": ("bonus_1", _("D’un palier au suivant, le taux monte et les points baissent.")),
    }.get(refused.code, (None, _("Un de ces nombres sort de ses bornes. Rien n’a été gardé.")))


def _kept(request: PortalRequest, campaign: Campaign, form: RulesForm) -> bool:
    try:
        operations.set_policy(campaign=campaign, **form.settings(), by=request.actor, at=clock.now())
    except Refusal as refused:
        form.add_error(*refusal(refused))
        return False
    return True


def _initial(policy: RoutingPolicy) -> dict[str, Any]:
    initial: dict[str, Any] = {
        name: getattr(policy, name) for name in ("method", "review_days", "consent_days", "min_account_days")
    }
    initial |= {WEIGHT + code: points for code, points in queries.weights_of(policy=policy).items()}
    initial |= {LEAD + code: policy.lead_days.get(code, 0) for code in LegalScope.values}
    for number, (fill, bonus) in enumerate(policy.tiers[:TIERS], start=1):
        initial |= {f"fill_{number}": fill, f"bonus_{number}": bonus}
    return initial


def _weights(form: RulesForm, policy: RoutingPolicy) -> dict[str, int] | None:
    if not form.is_bound:
        return queries.weights_of(policy=policy)
    form.is_valid()
    return form.weights()


def _preview(campaign: Campaign, weights: Mapping[str, int] | None) -> dict[str, Any]:
    """Return the total and, once it is 100, what these weights would change."""
    total = sum(points for code, points in weights.items() if code != WISHES) if weights else None
    if weights is None or total != 100:
        return {"total": total, "preview": None, "rows": []}
    preview = queries.preview_weights(campaign=campaign, weights=weights, on=clock.today())
    rows = [
        [criterion.label, *preview.by_criterion[criterion.code]] for criterion in CRITERIA if criterion.code in preview.by_criterion
    ]
    return {"total": total, "preview": preview, "rows": rows}


urlpatterns = [path("<uuid:campaign_id>/rules/", rules, name="campaign-rules")]
