"""The living style page: every component as it is. Mounted in development only."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from portal.ui.access import allow_everyone


class ExampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Prénom", help_text="Celui que votre binôme emploiera.")
    note = forms.CharField(label="Un mot pour l’association", widget=forms.Textarea, required=False)
    slot = forms.ChoiceField(label="Moment", choices=[("evening", "En soirée"), ("saturday", "Le samedi")])
    causes = forms.MultipleChoiceField(
        label="Vos causes",
        choices=[("a", "Orientation"), ("b", "Égalité des chances"), ("c", "Numérique")],
        widget=forms.CheckboxSelectMultiple,
    )
    mode = forms.ChoiceField(
        label="Format", choices=[("in_person", "En présence"), ("remote", "À distance")], widget=forms.RadioSelect
    )
    agree = forms.BooleanField(label="J’ai lu la charte et je m’y engage")


STEPS = [
    {"label": "Candidature acceptée", "detail": "12 janvier", "state": "done"},
    {"label": "Charte et vérification", "detail": "Valable jusqu’au 12 juillet", "state": "done"},
    {"label": "Première rencontre", "detail": "avant le 4 février", "state": "now"},
    {"label": "Bilan", "detail": "en octobre", "state": "next"},
]
REASONS = [{"sentence": "Vos causes : orientation", "share": 92}, {"sentence": "Votre rythme : mercredi soir", "share": 60}]
TABS = [{"label": "À examiner", "url": "#a", "current": True}, {"label": "En attente", "url": "#b", "current": False}]
COLUMNS = [{"label": "Sites", "numeric": False}, {"label": "Part inscrite", "numeric": True}]
ROWS = [["Bourgogne", "non montré"], ["Clermont-Ferrand", "25 %"], ["Lyon et Rhône", "20 %"]]


@allow_everyone
def style(request: HttpRequest) -> HttpResponse:
    """Show every component."""
    form = ExampleForm(request.GET or None)
    context = {"form": form, "steps": STEPS, "reasons": REASONS, "tabs": TABS, "columns": COLUMNS, "rows": ROWS, "no_rows": []}
    return render(request, "public/style.html", context)


urlpatterns = [path("", style, name="style")]
