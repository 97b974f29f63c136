"""What the screens that list programmes share: the filter form, where a programme takes place, its places in words."""

from collections.abc import Sequence

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.programmes.data import name_of
from portal.programmes.enums import Cause, Mode
from portal.programmes.models import Programme
from portal.programmes.queries import Card

MOST_NAMES = 3


class FilterForm(forms.Form):
    """Where, how, for what; with places only, if one likes."""

    departement = forms.ChoiceField(label=gettext_lazy("Territoire"), required=False)
    mode = forms.ChoiceField(label=gettext_lazy("Format"), required=False)
    cause = forms.ChoiceField(label=gettext_lazy("Cause"), required=False)
    open = forms.BooleanField(label=gettext_lazy("Avec des places"), required=False)

    def __init__(self, data: QueryDict, *, cards: Sequence[Card]) -> None:
        super().__init__(data, use_required_attribute=False)
        codes = sorted({code for card in cards for code in card.programme.departements})
        named = sorted((name_of(code), code) for code in codes)
        self._choose("departement", _("Toute la France"), [(code, f"{name} ({code})") for name, code in named])
        self._choose("mode", _("Tous les formats"), [(code, str(label).capitalize()) for code, label in Mode.choices])
        self._choose("cause", _("Toutes les causes"), [(code, str(label).capitalize()) for code, label in Cause.choices])
        self.full_clean()

    @property
    def active(self) -> bool:
        """Whether anything is filtered out."""
        return any(self.cleaned_data.values())

    def apply(self, cards: Sequence[Card]) -> list[Card]:
        """Return the cards that fit; a value that is in no list asks for nothing. Remote programmes take place everywhere."""
        asked = self.cleaned_data
        return [
            card
            for card in cards
            if (not asked.get("departement") or asked["departement"] in card.programme.departements or _remote(card))
            and (not asked.get("mode") or asked["mode"] == card.programme.mode)
            and (not asked.get("cause") or asked["cause"] in card.programme.causes)
            and (not asked.get("open") or card.places_left)
        ]

    def _choose(self, name: str, everything: str, choices: Sequence[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", everything), *choices]


def territory_words(programme: Programme) -> str:
    """Return where a programme takes place: "à distance", "Rhône, Loire", "Nord, Aisne, Oise et 2 autres"."""
    if programme.mode == Mode.REMOTE:
        return _("à distance")
    names = [name_of(code) for code in programme.departements]
    listed = ", ".join(names)
    if len(names) > MOST_NAMES + 1:
        listed = _("%(listed)s et %(more)s autres") % {"listed": ", ".join(names[:MOST_NAMES]), "more": len(names) - MOST_NAMES}
    return _("%(places)s et à distance") % {"places": listed} if programme.mode == Mode.HYBRID else listed


def _remote(card: Card) -> bool:
    return bool(card.programme.mode == Mode.REMOTE)
