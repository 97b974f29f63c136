"""Forms of the desk: a date, a filter, a module, a session, who came."""

from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portal.engagement.enums import GateKind, TrainingMode, TrainingTrack
from portal.engagement.models import TrainingModule
from portal.programmes.models import Antenna, Programme


class GateForm(forms.Form):
    """The day on which a gate was seen to be met. There is nothing else to say."""

    seen_on = forms.DateField(label=_("Vu le"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class ExemptionForm(forms.Form):
    """Until when somebody is exempt from a gate. There is nothing else to say."""

    kind = forms.ChoiceField(label=_("Dispenser de"))
    valid_until = forms.DateField(
        label=_("Jusqu’au"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Douze mois au plus."),
    )

    def __init__(self, *args: Any, kinds: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind, GateKind(kind).label) for kind in kinds]  # type: ignore[attr-defined]  # a ChoiceField


class ProgrammeFilter(forms.Form):
    """One programme, or all of them."""

    programme = forms.ChoiceField(label=_("Programme"), required=False)

    def __init__(self, *args: Any, programmes: QuerySet[Programme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = [(str(programme.id), programme.title) for programme in programmes]
        self.fields["programme"].choices = [("", _("Tous")), *listed]  # type: ignore[attr-defined]  # a ChoiceField

    def chosen(self) -> UUID | None:
        """Return the programme chosen; one that is not the reader's counts as none."""
        return UUID(self.cleaned_data["programme"]) if self.is_valid() and self.cleaned_data["programme"] else None


class ModuleForm(forms.Form):
    """A new training module."""

    title = forms.CharField(label=_("Titre"), max_length=120)
    summary = forms.CharField(label=_("En une phrase"), max_length=240, required=False)
    minutes = forms.IntegerField(label=_("Durée, en minutes"), min_value=15, max_value=960, initial=120)
    required = forms.BooleanField(label=_("À suivre avant la première rencontre"), required=False, initial=True)
    track = forms.ChoiceField(
        label=_("Sinon, pour qui et quand"),
        choices=[choice for choice in TrainingTrack.choices if choice[0] != TrainingTrack.WELCOME],
        required=False,
    )
    link = forms.URLField(
        label=_("Suivi sur un autre site"), max_length=200, required=False, assume_scheme="https", help_text=_("En https.")
    )


class SessionForm(forms.Form):
    """A date for a module."""

    module = forms.ModelChoiceField(label=_("Module"), queryset=TrainingModule.objects.none(), empty_label=None)
    starts_at = forms.DateTimeField(
        label=_("Date et heure"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    mode = forms.ChoiceField(label=_("Forme"), choices=TrainingMode.choices)
    places = forms.IntegerField(label=_("Places"), min_value=1, max_value=500, required=False, help_text=_("Vide : sans limite."))

    antenna = forms.ModelChoiceField(
        label=_("Pour"), queryset=Antenna.objects.none(), empty_label=_("Toute l’association"), required=False
    )

    def __init__(
        self, *args: Any, modules: QuerySet[TrainingModule], antennas: QuerySet[Antenna], bound: bool, **kwargs: Any
    ) -> None:
        """`antennas`: those to choose from; `bound`: whoever plans works for one of them alone, and it is proposed."""
        super().__init__(*args, **kwargs)
        self.fields["module"].queryset = modules  # type: ignore[attr-defined]  # a ModelChoiceField
        here = list(antennas)
        self.fields["antenna"].queryset = antennas  # type: ignore[attr-defined]  # likewise
        self.fields["antenna"].initial = here[0] if bound and here else None
        if not here:
            del self.fields["antenna"]


class AttendanceForm(forms.Form):
    """Who came."""

    came = forms.TypedMultipleChoiceField(label=_("Qui est venu"), required=False, widget=forms.CheckboxSelectMultiple, coerce=UUID)

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["came"].choices = people  # type: ignore[attr-defined]  # a multiple choice
