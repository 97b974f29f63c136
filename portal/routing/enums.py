"""States, methods and codes of an allocation."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Method(models.TextChoices):
    """How places are proposed."""

    FLOW = "flow", _("le meilleur ensemble, prouvé")
    DEFERRED = "deferred", _("chacun à son tour (acceptation différée)")


class RunState(models.TextChoices):
    """Where a run stands."""

    SCHEDULED = "scheduled", _("Prévu")
    RUNNING = "running", _("En cours")
    DONE = "done", _("Terminé, preuve vérifiée")
    FAILED = "failed", _("Interrompu, rien n’a été proposé")
    CANCELLED = "cancelled", _("Annulé")


class ProposalState(models.TextChoices):
    """Where a proposal stands. Nobody is turned away by a calculation: a person makes each step but the clock's."""

    PROPOSED = "proposed", _("À relire par l’association")
    REVIEWED = "reviewed", _("Attend l’accord de la personne")
    CONSENTED = "consented", _("Profil transmis, attend l’accueil de l’association")
    ACCEPTED = "accepted", _("Accueillie par l’association")
    OVERRIDDEN = "overridden", _("L’association propose autre chose")
    DECLINED = "declined", _("La personne préfère autre chose")
    LAPSED = "lapsed", _("Restée sans réponse")
    ENDED = "ended", _("Ne se poursuit pas")
    SUPERSEDED = "superseded", _("Remplacée par un calcul plus récent")


_P = ProposalState
OPEN_PROPOSALS = frozenset({_P.PROPOSED, _P.REVIEWED, _P.CONSENTED})
"""Somebody is waited for."""
LIVE_PROPOSALS = OPEN_PROPOSALS | {_P.ACCEPTED}
"""One a person at most."""
HOLDING = frozenset({_P.REVIEWED, _P.CONSENTED})
"""Reviewed by somebody, and without a place of the intake yet: a later run leaves the place to them."""
SEEN_BY_PERSON = frozenset(_P) - {_P.PROPOSED, _P.SUPERSEDED}


class OverrideReason(models.TextChoices):
    """Why an association proposes something else: all of them about the programme, none about the person."""

    PLACES_GONE = "places_gone", _("Les places ont changé")
    DATES_MOVED = "dates_moved", _("Les dates ont changé")
    NEED_CHANGED = "need_changed", _("Le besoin des jeunes a changé")
    TOO_FAR = "too_far", _("Le lieu des rendez-vous est trop loin")
    RHYTHM = "rhythm", _("Le rythme ne s’accorde pas")
    KNOWN_HERE = "known_here", _("La personne est déjà en lien avec nous")


class PriorityCriterion(models.TextChoices):
    """What an association may put first, at most three, in its order: only what the volunteer declared, or their wait."""

    WAITED = "waited", _("A déjà attendu une place ici")
    FIRST_WISH = "first_wish", _("En a fait son premier vœu")
    NEEDED_LANGUAGE = "needed_language", _("Parle une langue dont le programme a besoin")
    NEEDED_SKILLS = "needed_skills", _("Propose les savoir-faire recherchés")


FULL = "full"
"""The binding reason of somebody who fits and found every place taken; else it is the code of a hard rule."""
