"""What erasing somebody takes away and what it leaves, in words."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from portal.journeys.erasing import Erasure, Goes, Stays

GOES: dict[Goes, str | Promise] = {
    Goes.PROFILE: gettext_lazy("Ce que la personne a dit pour trouver un programme\u00a0: profil, vœux, propositions, questions."),
    Goes.SKILLS: gettext_lazy("Ses réponses sur ses compétences, et les partages qu’elle en a faits."),
    Goes.RECORD: gettext_lazy("Sa fiche venue du SIRH\u00a0: nom, adresses, numéro, emploi. Son téléphone et ses clés d’accès."),
}
STAYS: dict[Stays, tuple[str | Promise, str | Promise]] = {
    Stays.RECORD: (
        gettext_lazy("Sa fiche venue du SIRH"),
        gettext_lazy("Le contrat court\u00a0: le SIRH la renverrait chaque nuit. Elle s’efface après le départ."),
    ),
    Stays.ACCOUNT: (
        gettext_lazy("Son compte et ses connexions"),
        gettext_lazy("Sécurité des accès\u00a0: six mois après le dernier droit d’entrer, puis effacés."),
    ),
    Stays.PAYROLL: (
        gettext_lazy("Les heures que la personne a envoyées à la paie"),
        gettext_lazy("Obligation légale de l’employeur, le temps prévu au registre."),
    ),
    Stays.TRAIL: (
        gettext_lazy("Le journal"),
        gettext_lazy("Des identifiants et des codes, sans nom\u00a0: trois ans, puis effacés."),
    ),
    Stays.FIGURES: (gettext_lazy("Les chiffres publiés"), gettext_lazy("Ils ne désignent personne.")),
    Stays.ASSOCIATIONS: (
        gettext_lazy("Ce qu’une association garderait"),
        gettext_lazy(
            "Elle en répond seule\u00a0: s’il y en a une, elle est prévenue et répond à la personne. Rien n’en paraît ici."
        ),
    ),
}


def in_words(erasure: Erasure) -> dict[str, Any]:
    """Return what goes, and what stays with why."""
    return {"goes": [GOES[one] for one in erasure.goes], "stays": [STAYS[one] for one in erasure.stays]}
