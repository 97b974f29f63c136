"""Forms of the team's own training and of a quiz."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class DayForm(forms.Form):
    """The day on which one followed a module."""

    on = forms.DateField(label=_("Suivi le"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class QuestionForm(forms.Form):
    """A question, two to four answers, and which is right."""

    text = forms.CharField(label=_("Question"), max_length=160)
    first = forms.CharField(label=_("Réponse 1"), max_length=80)
    second = forms.CharField(label=_("Réponse 2"), max_length=80)
    third = forms.CharField(label=_("Réponse 3"), max_length=80, required=False)
    fourth = forms.CharField(label=_("Réponse 4"), max_length=80, required=False)
    right = forms.TypedChoiceField(label=_("La réponse juste"), choices=[(n, str(n + 1)) for n in range(4)], coerce=int)

    def question(self) -> dict[str, Any]:
        """Return what the operation asks for."""
        given = self.cleaned_data
        choices = [given[name] for name in ("first", "second", "third", "fourth")]
        return {"text": given["text"], "choices": choices, "right": given["right"]}
