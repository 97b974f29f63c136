"""Words of the programme screens."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.accounts.models import User
from portal.programmes.data import name_of
from portal.programmes.enums import Cause, Slot
from portal.routing.models import VolunteerProfile
from portal.ui.access import PortalRequest


@dataclass(frozen=True)
class Title:
    """The headline of the recommendations."""

    count: int
    first_name: str

    def __str__(self) -> str:
        if not self.count:
            return _("Aucun programme ne réunit encore tout")
        words = ngettext("%(number)s programme vous va bien", "%(number)s programmes vous vont bien", self.count)
        title = words % {"number": number_word(self.count)}
        return f"{title}, {self.first_name}" if self.first_name else title


def number_word(number: int) -> str:
    """Return a small number as a word that begins a sentence."""
    return {1: _("Un"), 2: _("Deux"), 3: _("Trois")}.get(number, str(number))


def first_name(request: PortalRequest) -> str:
    """Return how the portal calls the person."""
    return request.user.get_short_name() if isinstance(request.user, User) else ""


def declared_words(profile: VolunteerProfile) -> list[str]:
    """Return what a person declared, as a few words: causes, times, places, how long."""
    places = [name_of(code) for code in profile.departements]
    if profile.remote_ok:
        places.append(_("à distance"))
    months = ngettext("jusqu’à %(n)s mois", "jusqu’à %(n)s mois", profile.months) % {"n": profile.months}
    words = [
        ", ".join(str(Cause(code).label) for code in profile.causes),
        ", ".join(str(Slot(code).label) for code in profile.slots),
        _(" ou ").join(places),
        months,
    ]
    return [word for word in words if word]


def refusal(code: str) -> str:
    """Return why wishes could not be kept."""
    return {
        "too_many_wishes": _("Trois vœux au plus\u00a0: retirez-en un pour ajouter celui-ci."),
        "wished_twice": _("Ce programme est déjà dans vos vœux."),
        "unknown_programme": _("Ce programme vient de fermer. Vos autres vœux sont gardés."),
    }[code]
