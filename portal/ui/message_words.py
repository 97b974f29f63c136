"""Groups of messages that people may stop, in words (settings.MESSAGE_GROUPS)."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class GroupWords:
    """What a group is called, what it holds, and what still comes without it."""

    name: str | Promise
    holds: str | Promise


GROUPS: dict[str, GroupWords] = {
    "reminders": GroupWords(
        _("Rappels"),
        _("Un mot après quelques semaines sans séance, une question restée sans réponse, une candidature commencée."),
    ),
    "questions": GroupWords(
        _("Points d’étape et questions"),
        _("Deux minutes de temps en temps sur votre binôme et sur vos compétences."),
    ),
    "digest": GroupWords(
        _("La semaine qui commence"),
        _("Le lundi matin, ce qui vous attend, en chiffres. Rien ne part quand rien n’attend."),
    ),
    "news": GroupWords(
        _("Mots de votre association"),
        _("Ce qu’elle écrit à plusieurs personnes à la fois : un rappel de pièces, une rencontre, un merci."),
    ),
    "team_reminders": GroupWords(
        _("Rappels de l’équipe"),
        _("Des candidatures qui attendent une réponse, un relais qui attend sa prochaine étape."),
    ),
}
