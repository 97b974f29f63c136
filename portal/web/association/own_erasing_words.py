"""What erasing one of an association's own people stops, takes away and leaves, in words."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.journeys.own_erasure import Goes, OwnErasure, Stays

GOES: dict[Goes, str | Promise] = {
    Goes.HANDED_OVER: gettext_lazy("Ce qu’elle avait transmis : nom, coordonnées, envies, disponibilités. Vous ne le lisez plus."),
    Goes.CONDITIONS: gettext_lazy("Les conditions vues, les dispenses, les appels demandés à d’autres associations."),
    Goes.TRAINING: gettext_lazy("Ses présences et ses places en formation, ses tests, la charte acceptée."),
    Goes.MESSAGES: gettext_lazy("Son exemplaire des messages envoyés à plusieurs."),
    Goes.PAIRS: gettext_lazy("Dans les binômes terminés : son nom, ses mots des bilans, et son attestation, qui ne vaut plus."),
    Goes.SKILLS: gettext_lazy("Le profil de compétences qu’elle partageait avec vous."),
}
STAYS: dict[Stays, tuple[str | Promise, str | Promise]] = {
    Stays.PAIRS: (
        gettext_lazy("Les dates et les nombres de binômes terminés, sans nom"),
        gettext_lazy("Ils sont aussi ceux du ou de la jeune, et de vos comptes : un an ou trois, comme pour tout binôme."),
    ),
    Stays.CONCERNS: (
        gettext_lazy("Une inquiétude, s’il y en a une, et le nom de la personne qu’elle concerne"),
        gettext_lazy("Protéger les jeunes l’emporte : vos personnes référentes seules la lisent, et elle s’efface à son heure."),
    ),
    Stays.PROOF: (
        gettext_lazy("La preuve de ce qui vous a été transmis : quels champs, quels jours"),
        gettext_lazy("Trois ans, pour la personne ; vous ne la lisez plus."),
    ),
    Stays.TRAIL: (
        gettext_lazy("Le journal et les étapes"),
        gettext_lazy("Des identifiants et des codes, sans nom : trois ans, puis effacés."),
    ),
    Stays.FIGURES: (gettext_lazy("Les chiffres déjà publiés"), gettext_lazy("Ils ne désignent personne.")),
    Stays.ACCOUNT: (
        gettext_lazy("Son compte, ses vœux, ses coordonnées"),
        gettext_lazy("Ils sont à elle. Ce qui ne servait qu’à vous s’efface dès que le dernier message est parti."),
    ),
}


def in_words(erasure: OwnErasure, *, years: int) -> dict[str, Any]:
    """Return what stops, what goes, and what stays with why; `years`: how long the association keeps a concern that is over."""
    stays = [STAYS[one] for one in Stays]
    kept = ngettext("Ici, %(count)d an après sa fin.", "Ici, %(count)d ans après sa fin.", years) % {"count": years}
    stays[list(Stays).index(Stays.CONCERNS)] = (STAYS[Stays.CONCERNS][0], f"{STAYS[Stays.CONCERNS][1]} {kept}")
    return {"stops": _stops(erasure), "goes": [GOES[one] for one in Goes], "stays": stays}


def _stops(erasure: OwnErasure) -> list[str]:
    lines = [
        _("Sa candidature à « %(title)s » ne se poursuit pas, dans les mots de toute autre.") % {"title": one.programme.title}
        for one in erasure.stops
    ]
    if erasure.proposals:
        told = ngettext(
            "Le binôme proposé n’a pas de suite.", "Les %(count)d binômes proposés n’ont pas de suite.", erasure.proposals
        )
        lines.append(told % {"count": erasure.proposals})
    if erasure.dates:
        told = ngettext(
            "Sa place à une date à venir se libère ; son agenda est prévenu.",
            "Ses places à %(count)d dates à venir se libèrent ; son agenda est prévenu.",
            erasure.dates,
        )
        lines.append(told % {"count": erasure.dates})
    return [*lines, _("Elle reçoit un message à son adresse personnelle. L’entreprise n’en apprend rien.")]
