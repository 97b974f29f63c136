"""The forms of the mapping editor: a sample, and what feeds each field."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.people.ports import Choices, FieldChoice, StaffSample
from portal.ui.workforce_words import choice_labels, field_name

LONGEST_PASTE = 500_000
# Numbers that a spreadsheet robs of the zeros they begin with.
NUMBERS = ("external_id", "employee_number", "manager_external_id")
NOTHING = "-"


class NewSourceForm(forms.Form):
    """A source of files to come."""

    title = forms.CharField(label=gettext_lazy("Titre"), help_text=gettext_lazy("Par exemple, Paie France."), max_length=80)
    name = forms.CharField(
        label=gettext_lazy("Nom court"),
        help_text=gettext_lazy("Lettres minuscules, chiffres et tirets. C’est aussi le nom de son dossier, et il reste."),
        max_length=40,
    )


class SampleForm(forms.Form):
    """Where the sample comes from: a file, or lines copied from a spreadsheet."""

    file = forms.FileField(label=gettext_lazy("Fichier CSV ou Excel"), required=False)
    pasted = forms.CharField(
        label=gettext_lazy("Ou quelques lignes copiées, titres compris"),
        widget=forms.Textarea({"rows": 4, "spellcheck": "false"}),
        max_length=LONGEST_PASTE,
        required=False,
    )

    def chunks(self) -> Any:
        """Return what was given as bytes, in chunks, or None when nothing was."""
        said = self.cleaned_data if self.is_valid() else {}
        if said.get("file"):
            return said["file"].chunks()
        return [f"{said['pasted'].strip()}\n".encode()] if said.get("pasted", "").strip() else None


class MappingForm(forms.Form):
    """What feeds each field: a column of the sample, or one value for everybody; what values mean; which may not be empty."""

    title = forms.CharField(label=gettext_lazy("Titre"), max_length=80)
    base = forms.IntegerField(widget=forms.HiddenInput)
    sample = forms.CharField(widget=forms.HiddenInput, max_length=LONGEST_PASTE)

    def __init__(self, *args: Any, sample: StaffSample, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = list(sample.fitting)
        for name in self.names:
            self._add(name, sample.fitting[name])

    def _add(self, name: str, columns: tuple[str, ...]) -> None:
        label = field_name(name)
        self.fields[f"{name}-column"] = forms.ChoiceField(
            label=label, choices=[("", _("Aucune colonne")), *((column, column) for column in columns)], required=False
        )
        if name != "external_id":
            self.fields[f"{name}-constant"] = forms.CharField(
                label=_("La même valeur pour tout le monde"), help_text=_constant_help(name), max_length=160, required=False
            )
            self.fields[f"{name}-required"] = forms.BooleanField(label=_("Écarter la ligne où c’est vide"), required=False)
        self.fields[f"{name}-values"] = forms.CharField(
            label=_("Valeurs du fichier et du portail"),
            help_text=_values_help(name),
            widget=forms.Textarea({"rows": 3, "spellcheck": "false"}),
            max_length=20_000,
            required=False,
        )
        if name in NUMBERS:
            self.fields[f"{name}-width"] = forms.IntegerField(
                label=_("Nombre de chiffres"),
                help_text=_("Pour rendre les zéros de tête qu’un tableur a perdus."),
                min_value=0,
                max_value=20,
                required=False,
            )

    def rows(self) -> list[tuple[str, forms.BoundField, list[forms.BoundField]]]:
        """Return each field of the record with its column and what goes further."""
        parts = ("constant", "values", "required", "width")
        return [
            (name, self[f"{name}-column"], [self[f"{name}-{part}"] for part in parts if f"{name}-{part}" in self.fields])
            for name in self.names
        ]

    def clean(self) -> dict[str, Any]:
        """Read the lines of values; one that says nothing is told by its number."""
        said = super().clean() or self.cleaned_data
        for name in self.names:
            try:
                said[f"{name}-values"] = _read_values(name, said.get(f"{name}-values", ""))
            except forms.ValidationError as error:
                self.add_error(f"{name}-values", error)
        return said

    def choices(self) -> dict[str, FieldChoice]:
        """Return what was chosen."""
        said = self.cleaned_data
        return {
            name: FieldChoice(
                column=said.get(f"{name}-column", ""),
                constant=_value(name, said.get(f"{name}-constant", "").strip()),
                required=said.get(f"{name}-required", False),
                values=said.get(f"{name}-values", {}),
                width=said.get(f"{name}-width") or 0,
            )
            for name in self.names
        }


def as_initial(choices: Choices) -> dict[str, Any]:
    """Return choices as what the form begins with."""
    said: dict[str, Any] = {}
    for name, choice in choices.items():
        labels = choice_labels(name)
        lines = [f"{text} = {labels.get(value, value) if value else NOTHING}" for text, value in choice.values.items()]
        said |= {
            f"{name}-column": choice.column,
            f"{name}-constant": labels.get(choice.constant, choice.constant),
            f"{name}-required": choice.required,
            f"{name}-values": "\n".join(lines),
            f"{name}-width": choice.width or None,
        }
    return said


def _read_values(name: str, text: str) -> dict[str, str]:
    found = {}
    for number, line in enumerate(text.splitlines(), 1):
        before, sign, after = (part.strip() for part in line.rpartition("="))
        if not line.strip():
            continue
        if not sign or not before or not after:
            raise forms.ValidationError(
                _("Ligne %(number)s\u00a0: écrivez valeur du fichier = valeur du portail."), params={"number": number}
            )
        found[before] = "" if after == NOTHING else _value(name, after)
    return found


def _value(name: str, text: str) -> str:
    """Return a value as the portal keeps it: a choice by its label or its code."""
    labels: Mapping[str, str] = choice_labels(name)
    return next((code for code, label in labels.items() if text.casefold() in {label.casefold(), code.casefold()}), text)


def _constant_help(name: str) -> str:
    labels = choice_labels(name)
    return _("Sans colonne seulement. Valeurs\u00a0: %(values)s.") % {"values": ", ".join(labels.values())} if labels else ""


def _values_help(name: str) -> str:
    labels = choice_labels(name)
    told = _("Une ligne par valeur, par exemple «\u00a0avant = après\u00a0»\u00a0; un tiret veut dire vide.")
    return f"{told} " + _("Valeurs du portail\u00a0: %(values)s.") % {"values": ", ".join(labels.values())} if labels else told
