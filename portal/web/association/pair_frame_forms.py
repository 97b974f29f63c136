"""Forms of the frame of a pair: a day, a structure."""

from django import forms
from django.utils.translation import gettext_lazy

from portal.mentorship.enums import NetworkRole


class DayForm(forms.Form):
    """A day, and nothing else to say."""

    on = forms.DateField(label=gettext_lazy("Le"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class NetworkForm(forms.Form):
    """A role and a structure, no name."""

    role = forms.ChoiceField(label=gettext_lazy("Qui ?"), choices=NetworkRole.choices)
    structure = forms.CharField(
        label=gettext_lazy("Structure"),
        max_length=80,
        help_text=gettext_lazy("Le nom de la structure, jamais celui d’une personne."),
    )
