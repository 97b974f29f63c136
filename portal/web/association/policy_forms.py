"""The form of a policy: a line a gate, and the day it begins."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from portal.engagement.enums import GateKind, GateStage
from portal.engagement.rules import (
    ALWAYS,
    MOST_NEEDED,
    MOST_TRAINING_MINUTES,
    ONCE_FOR_ALL,
    TRAINING_MINUTES,
    VALIDITY_MONTHS,
    Requirement,
    kind_objection,
)

COUNTED = frozenset({GateKind.REFERENCES, GateKind.TRAINING})
STAGES = {
    GateKind.IDENTITY_SEEN: GateStage.APPLICATION,
    GateKind.CHARTER: GateStage.ONBOARDING,
    GateKind.TRAINING: GateStage.ONBOARDING,
}


@dataclass(frozen=True)
class Line:
    """One gate in the form."""

    kind: GateKind
    always: bool
    fields: list[BoundField]


class PolicyForm(forms.Form):
    """What a programme asks for from a day on. Only gates that the law opens to it are there."""

    effective_on = forms.DateField(
        label=_("À partir du"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), help_text=_("Aujourd’hui au plus tôt.")
    )

    def __init__(self, *args: Any, legal_scope: str, asked: Sequence[Requirement], on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["effective_on"].initial = on
        now = {row.kind: row for row in asked}
        self.kinds = [kind for kind in GateKind if kind_objection(kind, legal_scope=legal_scope, on=on) is None]
        for kind in self.kinds:
            self._add(kind, now.get(kind))

    def _add(self, kind: GateKind, row: Requirement | None) -> None:
        usual = row or Requirement(kind, STAGES.get(kind, GateStage.APPROVAL), TRAINING_MINUTES if kind == GateKind.TRAINING else 1)
        if kind not in ALWAYS:
            self.fields[f"{kind}-asked"] = forms.BooleanField(label=_("Demandé"), required=False, initial=row is not None)
        self.fields[f"{kind}-stage"] = forms.ChoiceField(label=_("Quand"), choices=GateStage.choices, initial=usual.stage)
        if kind in COUNTED:
            trains = kind == GateKind.TRAINING
            least, most = (TRAINING_MINUTES, MOST_TRAINING_MINUTES) if trains else (1, MOST_NEEDED)
            label = _("Minutes avant la première rencontre") if trains else _("Combien")
            self.fields[f"{kind}-needed"] = forms.IntegerField(label=label, min_value=least, max_value=most, initial=usual.needed)
        if kind not in ONCE_FOR_ALL:
            shortest, longest = VALIDITY_MONTHS
            self.fields[f"{kind}-validity_months"] = forms.IntegerField(
                label=_("Valable, en mois"), min_value=shortest, max_value=longest, required=False, initial=usual.validity_months
            )
            self.fields[f"{kind}-renewable"] = forms.BooleanField(
                label=_("À renouveler tant que dure le binôme"), required=False, initial=usual.renewable
            )

    def lines(self) -> Iterator[Line]:
        """Return the lines of the form, in the order a path shows gates."""
        for kind in self.kinds:
            yield Line(kind, kind in ALWAYS, [self[name] for name in self.fields if name.startswith(f"{kind}-")])

    def requirements(self) -> list[Requirement]:
        """Return what is asked for, once the form is valid."""
        given = self.cleaned_data
        return [
            Requirement(
                kind,
                given[f"{kind}-stage"],
                given.get(f"{kind}-needed") or 1,
                given.get(f"{kind}-validity_months"),
                given.get(f"{kind}-renewable", True),
            )
            for kind in self.kinds
            if kind in ALWAYS or given[f"{kind}-asked"]
        ]
