"""What I can give: causes, skills, times, places. One short page, ten minutes at most, on a phone too."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from portal.accounts.enums import Role
from portal.core import clock
from portal.people import queries as people
from portal.people.enums import WorkPattern
from portal.programmes.data import departements
from portal.programmes.enums import Cause, Language, Skill, Slot
from portal.routing import operations, queries
from portal.routing.models import VolunteerProfile
from portal.ui.access import PortalRequest, allow

from .forgetting import what_goes
from .programmes import keep_campaign, my_id
from .suggested import suggested

MONTHS = (3, 6, 9, 12, 18, 24)
HOURS = (2, 3, 4, 5, 6, 8)
AREAS = ("area_1", "area_2", "area_3")
# When somebody can likely meet a young person, by when they work. Rotating shifts leave no evening that is free every week; those
# that turn through weekends no Saturday either. Only proposed: what counts is what the person says.
DEFAULTS_BY_PATTERN: dict[str, list[Slot]] = {
    WorkPattern.DAY: [Slot.LUNCH, Slot.EVENING, Slot.SATURDAY],
    WorkPattern.THREE_SHIFTS: [Slot.WEDNESDAY, Slot.SATURDAY, Slot.HOLIDAYS],
    WorkPattern.FIVE_SHIFTS: [Slot.WEDNESDAY, Slot.HOLIDAYS],
    WorkPattern.NIGHT: [Slot.AFTERNOON, Slot.WEDNESDAY],
}
DEFAULTS = {"months": 9, "hours_per_month": 4, "remote_ok": True}


def _capital(choices: Any) -> list[tuple[str, str]]:
    return [(code, str(label)[0].upper() + str(label)[1:]) for code, label in choices]


class PreferencesForm(forms.Form):
    """What a volunteer declares; everything here, and nothing else, feeds the recommendations."""

    causes = forms.MultipleChoiceField(label=gettext_lazy("Ce qui vous tient à cœur"), widget=forms.CheckboxSelectMultiple)
    skills = forms.MultipleChoiceField(
        label=gettext_lazy("Ce que vous aimeriez apporter"), required=False, widget=forms.CheckboxSelectMultiple
    )
    slots = forms.MultipleChoiceField(label=gettext_lazy("Quand vous seriez disponible"), widget=forms.CheckboxSelectMultiple)
    hours_per_month = forms.TypedChoiceField(label=gettext_lazy("Combien de temps par mois"), coerce=int)
    months = forms.TypedChoiceField(label=gettext_lazy("Pendant combien de temps, au plus"), coerce=int)
    remote_ok = forms.BooleanField(label=gettext_lazy("À distance, cela me va aussi"), required=False)
    area_1 = forms.ChoiceField(label=gettext_lazy("Un département à portée"), required=False)
    area_2 = forms.ChoiceField(label=gettext_lazy("Un autre"), required=False)
    area_3 = forms.ChoiceField(label=gettext_lazy("Un troisième"), required=False)
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Parlez-vous une de ces langues\u202f?"),
        help_text=gettext_lazy("Utile à quelques programmes qui l’écrivent dans leur fiche, jamais pour vous connaître."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["use_required_attribute"] = False
        super().__init__(*args, **kwargs)
        areas = [("", _("Aucun")), *((one.code, f"{one.name} ({one.code})") for one in departements().values())]
        choices: dict[str, list[tuple[Any, str]]] = {
            "causes": _capital(Cause.choices),
            "skills": _capital(Skill.choices),
            "slots": _capital(Slot.choices),
            "languages": _capital(Language.choices),
            "hours_per_month": [(n, ngettext("%(n)s heure", "%(n)s heures", n) % {"n": n}) for n in HOURS],
            "months": [(n, ngettext("%(n)s mois", "%(n)s mois", n) % {"n": n}) for n in MONTHS],
            **dict.fromkeys(AREAS, areas),
        }
        for name, given in choices.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = given

    def clean(self) -> dict[str, Any]:
        """Somewhere, at least online."""
        cleaned = super().clean() or {}
        if not cleaned.get("remote_ok") and not any(cleaned.get(area) for area in AREAS):
            self.add_error("area_1", _("Choisissez un département, ou cochez «\u00a0à distance\u00a0»."))
        return cleaned

    def declared(self) -> dict[str, Any]:
        """Return what `declare_profile` takes."""
        given = dict(self.cleaned_data)
        areas = [given.pop(area) for area in AREAS]
        return given | {"departements": [area for area in areas if area]}


@allow(Role.EMPLOYEE)
@require_http_methods(["GET", "POST"])
def preferences(request: PortalRequest) -> HttpResponse:
    """Say what I can give, then see what fits."""
    keep_campaign(request)
    known = queries.profile_of(user_id=my_id(request))
    pattern = "" if known else _pattern(request)
    initial, added = suggested(request.GET, _initial(known, pattern), areas=AREAS, months=MONTHS)
    form = PreferencesForm(request.POST or None, initial=initial)
    if initial.get("slots") == DEFAULTS_BY_PATTERN.get(pattern):
        form.fields["slots"].help_text = _("Coché d’après votre rythme de travail\u00a0: corrigez, c’est vous qui savez.")
    if request.method == "POST" and form.is_valid():
        operations.declare_profile(user_id=my_id(request), **form.declared(), by=request.actor, at=clock.now())
        messages.success(request, _("C’est noté. Voici ce qui vous correspond."))
        return redirect("me:programmes")
    goes = list(what_goes(user_id=my_id(request))) if known else []
    return render(request, "programmes/preferences.html", {"form": form, "known": known, "added": added, "goes": goes})


def _pattern(request: PortalRequest) -> str:
    """Return when the person works, as the company's list says."""
    employee = people.employee_of(user_id=my_id(request))
    return employee.work_pattern if employee else ""


def _initial(known: VolunteerProfile | None, pattern: str = "") -> dict[str, Any]:
    if known is None:
        slots = DEFAULTS_BY_PATTERN.get(pattern)
        return DEFAULTS | ({"slots": slots} if slots else {})
    names = ("causes", "skills", "slots", "hours_per_month", "months", "remote_ok", "languages")
    areas = dict(zip(AREAS, known.departements, strict=False))
    return {name: getattr(known, name) for name in names} | areas


urlpatterns = [path("", preferences, name="preferences")]
