"""What the screens that list programmes share: the filter form, where a programme takes place, its places in words."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from unicodedata import combining, normalize

from django import forms
from django.db.models import TextChoices
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.programmes.data import name_of
from portal.programmes.enums import Cause, Label, Language, Mode, Slot
from portal.programmes.models import Programme
from portal.programmes.queries import Card

MOST_NAMES = 3
MONTHS = (3, 6, 9, 12)


class Audience(TextChoices):
    """Age groups, as one looks for them; a programme is in each one its ages touch."""

    PRIMARY = "primary", gettext_lazy("École (moins de 11 ans)")
    LOWER_SECONDARY = "lower_secondary", gettext_lazy("Collège (11–15 ans)")
    UPPER_SECONDARY = "upper_secondary", gettext_lazy("Lycée (15–18 ans)")
    ADULT = "adult", gettext_lazy("Études, premier emploi (18 ans et plus)")


_AGES: Mapping[str, tuple[int, int]] = {
    Audience.PRIMARY: (0, 10),
    Audience.LOWER_SECONDARY: (11, 14),
    Audience.UPPER_SECONDARY: (15, 17),
    Audience.ADULT: (18, 99),
}


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


class FullFilterForm(FilterForm):
    """Every filter of the whole list: words, where, how, for what, with whom, when, for how long, which label or language."""

    q = forms.CharField(label=gettext_lazy("Mots"), required=False, max_length=60, widget=forms.TextInput({"type": "search"}))
    audience = forms.ChoiceField(
        label=gettext_lazy("Public"), required=False, choices=[("", gettext_lazy("Tous les âges")), *Audience.choices]
    )
    slot = forms.ChoiceField(label=gettext_lazy("Moment"), required=False)
    months = forms.ChoiceField(label=gettext_lazy("Durée"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Langue"), required=False)
    label = forms.ChoiceField(label=gettext_lazy("Label"), required=False)

    MORE = ("slot", "months", "language", "label", "open")

    def __init__(self, data: QueryDict, *, cards: Sequence[Card]) -> None:
        super().__init__(data, cards=cards)
        self._choose("slot", _("Tous les moments"), [(code, str(label).capitalize()) for code, label in Slot.choices])
        lasting = [(str(n), ngettext("%(n)s mois au plus", "%(n)s mois au plus", n) % {"n": n}) for n in MONTHS]
        self._choose("months", _("Toutes les durées"), lasting)
        self._choose("language", _("Toutes les langues"), [(code, str(label).capitalize()) for code, label in Language.choices])
        self._choose("label", _("Tous les labels"), [(code, str(label)) for code, label in Label.choices])
        self.full_clean()

    @property
    def more(self) -> bool:
        """Whether a filter is in use that the page folds away."""
        return any(self.cleaned_data.get(name) for name in self.MORE)

    def apply(self, cards: Sequence[Card]) -> list[Card]:
        """Return the cards that fit; every word asked for is somewhere in title, summary, public or association."""
        asked = self.cleaned_data
        words = _plain(asked.get("q", "")).split()
        tests: list[Callable[[Card], bool]] = [lambda card: all(word in _text(card) for word in words)] if words else []
        if audience := asked.get("audience"):
            tests.append(lambda card: for_audience(card, audience))
        if months := asked.get("months"):
            tests.append(lambda card: card.programme.duration_months <= int(months))
        for name, column in (("slot", "slots"), ("language", "languages"), ("label", "labels")):
            if code := asked.get(name):
                tests.append(lambda card, code=code, column=column: code in getattr(card.programme, column))  # type: ignore[misc]  # bound now
        return [card for card in super().apply(cards) if all(test(card) for test in tests)]


def for_audience(card: Card, audience: str) -> bool:
    """Whether a programme's ages touch an age group."""
    youngest, oldest = _AGES[audience]
    return bool(card.programme.age_min <= oldest and card.programme.age_max >= youngest)


def counts_by_departement(cards: Sequence[Card]) -> Counter[str]:
    """Return how many of the programmes that meet somewhere do so in each département."""
    return Counter(code for card in cards if not _remote(card) for code in card.programme.departements)


def remote_count(cards: Sequence[Card]) -> int:
    """Return how many are open to the whole country and meet nowhere."""
    return sum(map(_remote, cards))


def _text(card: Card) -> str:
    programme = card.programme
    return _plain(f"{programme.title} {programme.summary} {programme.audience} {card.association_name}")


def _plain(text: str) -> str:
    """Without accents or capitals, as one types in a hurry."""
    return "".join(letter for letter in normalize("NFKD", text).casefold() if not combining(letter))


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
