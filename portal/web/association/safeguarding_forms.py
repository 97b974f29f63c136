"""The form of when somebody answers a worry: a span a day, a closure a line, who stands in."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core import clock
from portal.programmes import queries
from portal.programmes.models import Association
from portal.ui.spans import SpanField
from portal.ui.tables import day_of

from .safeguarding_words import DAYS, closures_of

MOST_CLOSURES = 40
BETWEEN = (" – ", " - ", " au ", " to ")


class SafeguardingForm(forms.Form):
    """A span a day, the closures a line each, and who stands in."""

    def __init__(self, *args: Any, association: Association, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for day, name in DAYS.items():
            self.fields[day] = SpanField(label=capfirst(name), initial=association.safeguarding_hours.get(day))
        self.fields["closures"] = forms.CharField(
            label=gettext_lazy("Fermetures"),
            help_text=gettext_lazy("Un jour ou une période par ligne, comme 24/12/2026 ou 01/08/2026 – 15/08/2026."),
            widget=forms.Textarea({"rows": 4}),
            required=False,
            initial="\n".join(map(_line, [span for span in closures_of(association) if span[1] >= clock.today()])),
        )
        self.fields["backup"] = forms.ModelChoiceField(
            label=gettext_lazy("Relais dans l’équipe"),
            queryset=queries.team_members(association_id=association.pk),
            required=False,
            empty_label=gettext_lazy("Personne"),
            initial=association.safeguarding_backup_id,
        )
        self.fields["backup_phone"] = forms.CharField(
            label=gettext_lazy("Ou un numéro de téléphone"),
            max_length=20,
            required=False,
            initial=association.safeguarding_phone,
        )

    def clean_closures(self) -> list[tuple[str, str]]:
        """Return the closures as the model keeps them."""
        lines = [line.strip() for line in self.cleaned_data["closures"].splitlines() if line.strip()]
        if len(lines) > MOST_CLOSURES:
            raise ValidationError(_("%(most)s lignes au plus.") % {"most": MOST_CLOSURES})
        return [_closure(line) for line in lines]

    def clean(self) -> dict[str, Any]:
        """Somebody answers on one day at least, and somebody stands in."""
        cleaned = super().clean() or {}
        if not any(cleaned.get(day) for day in DAYS) and not any(day in self.errors for day in DAYS):
            self.add_error(next(iter(DAYS)), _("Donnez au moins un jour où quelqu’un répond."))
        if not cleaned.get("backup") and not cleaned.get("backup_phone"):
            self.add_error("backup", _("Choisissez une personne, ou donnez un numéro."))
        return cleaned

    def hours(self) -> dict[str, list[str]]:
        """Return the opening hours as the model keeps them."""
        return {day: self.cleaned_data[day] for day in DAYS if self.cleaned_data[day]}


def _closure(line: str) -> tuple[str, str]:
    parts = next((line.split(mark) for mark in BETWEEN if mark in line), [line])
    days = [day_of(part.strip()) for part in parts]
    if not 1 <= len(days) <= 2 or None in days:
        raise ValidationError(_("«\u00a0%(line)s\u00a0» n’est ni un jour ni une période.") % {"line": line[:40]})
    start, end = days[0], days[-1]
    if start is None or end is None or start > end:
        raise ValidationError(_("«\u00a0%(line)s\u00a0»\u00a0: la fin vient avant le début.") % {"line": line[:40]})
    return start.isoformat(), end.isoformat()


def _line(span: tuple[date, date]) -> str:
    start, end = (f"{day:%d/%m/%Y}" for day in span)
    return start if start == end else f"{start} – {end}"
