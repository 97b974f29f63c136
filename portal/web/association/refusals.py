"""What the domain refuses, in plain words, for the pairing screens."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.errors import Refusal

SENTENCES = {
    "wrong_state": gettext_lazy("Cette étape n’est plus possible : le binôme a changé d’état entre-temps."),
    "state_moved": gettext_lazy("Quelqu’un d’autre vient de faire avancer ce binôme. Regardez où il en est."),
    "not_allowed": gettext_lazy("Cette étape revient à une autre personne de l’association."),
    "no_clearance": gettext_lazy("Les conditions d’entrée du mentor ne sont pas toutes réunies : le binôme ne peut pas s’ouvrir."),
    "gates_missing": gettext_lazy("Il manque encore une condition d’entrée du côté du mentor."),
    "no_policy": gettext_lazy("Ce programme n’a pas encore de conditions d’entrée. Définissez-les d’abord."),
    "clearance_later": gettext_lazy("La présentation ne peut pas précéder la fin des vérifications."),
    "clearance_expired": gettext_lazy("Une condition d’entrée du mentor a expiré. Renouvelez-la avant de le présenter."),
    "mentee_gates": gettext_lazy("Il manque un accord du côté du ou de la jeune : famille, jeune, ou information de la famille."),
    "mentor_busy": gettext_lazy("Ce mentor est déjà en binôme dans ce programme."),
    "mentee_busy": gettext_lazy("Ce ou cette jeune est déjà en binôme."),
    "mentor_suspended": gettext_lazy("Un binôme de ce mentor est suspendu : rien ne s’ouvre avant que ce soit levé."),
    "other_association": gettext_lazy("Programme, jeune et personne référente doivent être de la même association."),
    "no_application": gettext_lazy("Ce mentor n’a plus de candidature ouverte dans ce programme."),
    "no_agreement": gettext_lazy("En protection de l’enfance, la convention individuelle se signe avant la présentation."),
    "interview_missing": gettext_lazy(
        "Un binôme précédent n’a pas eu son entretien de clôture. Menez-le d’abord : sans lui, recommencer se passe moins bien."
    ),
    "under_way": gettext_lazy("Un binôme de cette personne est encore en cours. Terminez-le d’abord, avec son bilan."),
    "before_signature": gettext_lazy("Une relecture vient après la signature."),
    "before_closing": gettext_lazy("L’entretien de clôture vient après l’ouverture du bilan."),
    "already_ended": gettext_lazy("Cet objectif a déjà évolué. Voici celui d’aujourd’hui."),
    "not_meeting": gettext_lazy("Ce binôme n’est pas ouvert aux séances en ce moment."),
    "no_review": gettext_lazy("Le bilan du mentor n’est pas encore là. Vous pouvez terminer sans lui si vous le dites."),
    "alias_length": gettext_lazy("L’alias compte de 1 à 20 caractères."),
    "reference_taken": gettext_lazy("Cette référence est déjà prise dans votre association."),
    "already_logged": gettext_lazy("Une séance est déjà notée ce jour-là."),
    "before_introduction": gettext_lazy("Ce jour est avant la présentation."),
    "minutes": gettext_lazy("Comptez entre 5 minutes et 10 heures."),
    "undo_too_late": gettext_lazy("Une séance se reprend pendant un quart d’heure."),
    "in_future": gettext_lazy("Cette date n’est pas encore passée."),
    "not_asked": gettext_lazy("Le point de mi-parcours n’est pas ouvert pour ce binôme."),
    "not_closing": gettext_lazy("Le bilan de fin n’est pas ouvert pour ce binôme."),
    "already_recorded": gettext_lazy("Ce bilan est déjà enregistré."),
    "missing": gettext_lazy("Il manque encore une réponse."),
    "misfit": gettext_lazy("Une réponse ne va pas avec sa question. Choisissez parmi celles qui sont proposées."),
    "unknown_question": gettext_lazy("Les questions ont changé. Rouvrez le bilan\u00a0: ce que vous avez gardé y est encore."),
    "revoked": gettext_lazy("L’attestation de ce binôme a été retirée."),
    "already_revoked": gettext_lazy("Cette attestation est déjà retirée."),
    "not_revoked": gettext_lazy("Cette attestation est valable\u00a0: il n’y a rien à rétablir."),
}


def sentence(refusal: Refusal) -> str:
    """Return the words of a refusal."""
    return str(SENTENCES.get(refusal.code) or _("Ce n’est pas possible en ce moment. Rien n’a été changé."))
