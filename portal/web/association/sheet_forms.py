"""The form of a quality sheet: a text a step, a target an indicator."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _

from portal.programmes.enums import QualityStepNumber
from portal.programmes.operations.quality import LONGEST_STEP
from portal.programmes.rules.quality import BOUNDS, INDICATORS
from portal.ui.quality import LABELS, amount, source_of


class SheetForm(forms.Form):
    """Six texts and the targets."""

    def __init__(self, *args: Any, texts: Mapping[int, str], targets: Mapping[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for step in QualityStepNumber:
            self.fields[f"step-{step.value}"] = forms.CharField(
                label=_("Comment nous faisons"),
                max_length=LONGEST_STEP,
                initial=texts.get(step.value, ""),
                widget=forms.Textarea({"rows": 4}),
            )
        for code, one in INDICATORS.items():
            least, most = BOUNDS[one.unit]
            usual = {"value": amount(one.unit, one.target), "source": source_of(one.source)}
            self.fields[code] = forms.IntegerField(
                label=str(LABELS[code]),
                help_text=_("D’habitude %(value)s (%(source)s).") % usual,
                min_value=least,
                max_value=most,
                initial=targets.get(code, one.target),
            )

    def groups(self) -> list[tuple[str, BoundField, list[BoundField]]]:
        """Return each step with its text and its targets."""
        return [
            (
                str(step.label),
                self[f"step-{step.value}"],
                [self[code] for code, one in INDICATORS.items() if one.step == step.value],
            )
            for step in QualityStepNumber
        ]

    def steps(self) -> dict[int, str]:
        """Return the six texts, once the form is valid."""
        return {step.value: self.cleaned_data[f"step-{step.value}"] for step in QualityStepNumber}

    def targets(self) -> dict[str, int]:
        """Return the targets, once the form is valid."""
        return {code: self.cleaned_data[code] for code in INDICATORS}
