"""What became of a session, as an association says it, and the form to say so."""

from django import forms
from django.utils.translation import gettext_lazy

from portal.mentorship.enums import Modality, SessionOutcome, TimeBasis

TOLD = {
    SessionOutcome.HELD: gettext_lazy("Tenue"),
    SessionOutcome.MISSED_MENTEE: gettext_lazy("Le ou la jeune n’a pas pu venir"),
    SessionOutcome.MISSED_MENTOR: gettext_lazy("Le mentor ou la mentore n’a pas pu venir"),
    SessionOutcome.CANCELLED: gettext_lazy("Annulée ensemble"),
}


class ToldSessionForm(forms.Form):
    """What a session is made of, without a word of what was said."""

    outcome = forms.ChoiceField(label=gettext_lazy("Que s’est-il passé\u202f?"), choices=list(TOLD.items()))
    on = forms.DateField(label=gettext_lazy("Quel jour\u202f?"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    minutes = forms.IntegerField(label=gettext_lazy("Combien de minutes, si elle a eu lieu\u202f?"), required=False, initial=60)
    modality = forms.ChoiceField(label=gettext_lazy("Comment\u202f?"), choices=Modality.choices)
    time_basis = forms.ChoiceField(label=gettext_lazy("Sur quel temps du mentor\u202f?"), choices=TimeBasis.choices)
