"""States, kinds and codes of a volunteer's path."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ApplicationState(models.TextChoices):
    """Where an application stands. The face shows every stopped one in the same words (product.md, rule 2)."""

    DRAFT = "draft", _("Brouillon")
    SUBMITTED = "submitted", _("Envoyée")
    UNDER_REVIEW = "under_review", _("À l’étude")
    INVITED = "invited", _("Invitation à se rencontrer")
    ACCEPTED = "accepted", _("Acceptée, accueil en cours")
    READY = "ready", _("Prête pour un binôme")
    PAIRED = "paired", _("En binôme")
    COMPLETED = "completed", _("Binôme terminé")
    WAITING_LIST = "waiting_list", _("Liste d’attente")
    REDIRECTED = "redirected", _("Orientée vers un autre vœu")
    WITHDRAWN = "withdrawn", _("Ne se poursuit pas")
    NOT_CONTINUING = "not_continuing", _("Ne se poursuit pas")
    EXPIRED = "expired", _("Ne se poursuit pas")


_S = ApplicationState
WAITING = frozenset({_S.DRAFT, _S.SUBMITTED, _S.UNDER_REVIEW, _S.INVITED, _S.ACCEPTED, _S.READY, _S.WAITING_LIST})
"""Somebody is waited for: each has a deadline, a reminder and a next step."""
STOPPED = frozenset({_S.WITHDRAWN, _S.NOT_CONTINUING, _S.EXPIRED})
"""Over, in the same words whatever the cause."""
LIVE = WAITING | {_S.PAIRED}
SEEN_BY_ASSOCIATION = frozenset(_S) - {_S.DRAFT}
WITH_PLACE = frozenset({_S.ACCEPTED, _S.READY, _S.PAIRED, _S.COMPLETED})
"""States that hold a place of the intake, or have used it up."""


class Placeholder(models.TextChoices):
    """What stands in braces in a message to several, and is another word for each. Nothing of a young person is among them."""

    GIVEN_NAME = "prenom", _("Le prénom de la personne")
    PROGRAMME = "programme", _("Son programme")
    ASSOCIATION = "association", _("Le nom de votre association")
    REFERENT = "referent", _("Sa personne référente (binômes seulement)")
    SIGNATURE = "signature", _("Votre nom, tel que l’équipe le connaît")


class CallAnswer(models.TextChoices):
    """What became of "please call". Not what was said."""

    CALLED = "called", _("L’association a appelé")
    CANNOT = "cannot", _("L’association ne peut pas appeler")
    NO_ANSWER = "no_answer", _("L’association n’a pas répondu")


class GateKind(models.TextChoices):
    """What an association makes sure of before a pair begins."""

    IDENTITY_SEEN = "identity_seen", _("Pièce d’identité vue")
    INTERVIEW = "interview", _("Entretien")
    REFERENCES = "references", _("Références")
    HONORABILITY_CERTIFICATE = "honorability_certificate", _("Attestation d’honorabilité")
    B3_SHOWN = "b3_shown", _("Extrait de casier (bulletin n° 3) montré")
    CHARTER = "charter", _("Charte acceptée")
    TRAINING = "training", _("Formation d’accueil")


DESK_KINDS = frozenset(GateKind) - {GateKind.CHARTER, GateKind.TRAINING}
"""Gates that somebody of the association sees; the volunteer accepts the charter, attendance makes the training."""


class GateStage(models.TextChoices):
    """When a gate is asked for."""

    APPLICATION = "application", _("À la candidature")
    APPROVAL = "approval", _("Avant l’accord")
    ONBOARDING = "onboarding", _("À l’accueil")


class GateState(models.TextChoices):
    """What the facts say of a gate at a date. None of them is a negative."""

    NOT_YET = "not_yet", _("Pas encore")
    IN_PROGRESS = "in_progress", _("En cours")
    MET = "met", _("C’est fait")
    EXPIRES_SOON = "expires_soon", _("À renouveler bientôt")
    EXPIRED = "expired", _("À renouveler")


class SharedField(models.TextChoices):
    """What a person may hand over to one association."""

    GIVEN_NAME = "given_name", _("Prénom")
    FAMILY_NAME = "family_name", _("Nom de famille")
    PERSONAL_EMAIL = "personal_email", _("Courriel personnel")
    PERSONAL_PHONE = "personal_phone", _("Téléphone personnel")
    CAUSES = "causes", _("Causes qui vous tiennent à cœur")
    SKILLS = "skills", _("Savoir-faire à partager")
    SLOTS = "slots", _("Disponibilités et rythme")
    TERRITORY = "territory", _("Départements, ou à distance")
    LANGUAGES = "languages", _("Langues parlées")


NEEDED_FIELDS = frozenset({SharedField.GIVEN_NAME, SharedField.FAMILY_NAME, SharedField.PERSONAL_EMAIL})
"""Without these an association cannot answer anybody."""


class TrainingTrack(models.TextChoices):
    """Whose module it is, and when it comes."""

    WELCOME = "welcome", _("Avant le binôme")
    ALONG = "along", _("Au fil du binôme")
    CIRCLE = "circle", _("Cercle des mentors")
    OFFICE = "office", _("Permanence de la personne référente")
    STAFF = "staff", _("Pour l’équipe")


NO_TRAINING = (TrainingTrack.OFFICE,)
"""Dates a mentor books that are no training: their minutes count for no condition and in no total of training."""
NOT_OFFERED = (*NO_TRAINING, TrainingTrack.STAFF)
"""What is no training offered to mentors."""


class TrainingMode(models.TextChoices):
    """How a module is followed."""

    IN_PERSON = "in_person", _("En présence")
    REMOTE = "remote", _("À distance")
