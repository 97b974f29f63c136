"""States, reasons and lists of the pair. A list comes before words: what has a code is never typed."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PairState(models.TextChoices):
    """Where a pair is."""

    PROPOSED = "proposed", _("Proposé")
    ACCEPTED = "accepted", _("Accepté par tous")
    DECLINED = "declined", _("Non retenu")
    INTRODUCED = "introduced", _("Présentation faite")
    ACTIVE = "active", _("En cours")
    PAUSED = "paused", _("En pause")
    SUSPENDED = "suspended", _("Suspendu")
    CLOSING = "closing", _("Bilan en cours")
    CLOSED = "closed", _("Terminé")


BEFORE_INTRODUCTION = (PairState.PROPOSED, PairState.ACCEPTED, PairState.DECLINED)
"""The only states in which a pair may be without its clearance."""
SEEING = (PairState.INTRODUCED, PairState.ACTIVE)
"""The two see each other: neither paused, nor stopped, nor at their end."""
MEETING = (*SEEING, PairState.PAUSED)
"""Sessions may be logged."""
SUSPENDABLE = (*MEETING, PairState.CLOSING)
"""An allegation suspends these at once."""
OPEN_TO_REFERRALS = (*SUSPENDABLE, PairState.SUSPENDED)
"""Introduced and not closed, whatever they wait for: a professional may still be thought of."""
LIVE = (PairState.ACCEPTED, PairState.INTRODUCED, PairState.ACTIVE, PairState.PAUSED, PairState.SUSPENDED, PairState.CLOSING)
"""Only one pair of a mentor and programme, and one of a mentee, may be in one of these."""


class AgendaMoment(models.TextChoices):
    """Which meeting an agenda is for."""

    FIRST = "first", _("La première rencontre")
    NEXT = "next", _("Les rencontres suivantes")
    MID = "mid", _("La mi-parcours")
    LAST = "last", _("La dernière rencontre")


class AgeBand(models.TextChoices):
    """The age of a mentee, never closer than this."""

    CHILD = "06-11", _("6–11 ans")
    TEEN = "12-15", _("12–15 ans")
    NEARLY_ADULT = "16-17", _("16–17 ans")
    YOUNG_ADULT = "18-25", _("18–25 ans")
    ADULT = "26-99", _("26 ans et plus")


MINORS = (AgeBand.CHILD, AgeBand.TEEN, AgeBand.NEARLY_ADULT)


NOBODY = "—"
"""The alias that is left of a young person once nothing says who it was."""


class MenteeGateKind(models.TextChoices):
    """What the association holds before a minor meets a mentor: outcome and date only."""

    PARENTAL_AUTHORISATION = "parental_authorisation", _("Autorisation parentale")
    YOUNG_PERSON_AGREEMENT = "young_person_agreement", _("Accord du jeune ou de la jeune")
    FAMILY_NOTICE = "family_notice", _("Information de la famille")


class NetworkRole(models.TextChoices):
    """Who stands around a young person."""

    SCHOOL = "school", _("École, collège ou lycée")
    SOCIAL_WORKER = "social_worker", _("Travail social")
    CHILD_WELFARE = "child_welfare", _("Aide sociale à l’enfance")
    HOME = "home", _("Lieu d’accueil ou foyer")
    HEALTH = "health", _("Santé")
    LEISURE = "leisure", _("Club, centre social, maison de quartier")
    OTHER = "other", _("Autre")


class GoalCode(models.TextChoices):
    """What a pair works towards."""

    ORIENTATION = "orientation", _("Trouver sa voie")
    SCHOOLWORK = "schoolwork", _("Réussir à l’école")
    INTERNSHIP = "internship", _("Trouver un stage ou une alternance")
    FIRST_JOB = "first_job", _("Trouver un premier emploi")
    CONFIDENCE = "confidence", _("Prendre confiance")
    LANGUAGE = "language", _("Mieux parler français")
    CULTURE = "culture", _("Découvrir, sortir, élargir son horizon")
    AUTONOMY = "autonomy", _("Gagner en autonomie")


class GoalResult(models.TextChoices):
    """How far a goal went."""

    OPEN = "open", _("En cours")
    REACHED = "reached", _("Atteint")
    PARTLY = "partly", _("Atteint en partie")
    NOT_REACHED = "not_reached", _("Pas atteint")


class Modality(models.TextChoices):
    """How a session takes place."""

    IN_PERSON = "in_person", _("En personne")
    VIDEO = "video", _("En visio")
    PHONE = "phone", _("Au téléphone")


class Topic(models.TextChoices):
    """What a session was about."""

    GETTING_ACQUAINTED = "getting_acquainted", _("Faire connaissance")
    GOALS = "goals", _("Choisir un objectif")
    SCHOOL = "school", _("École et devoirs")
    ORIENTATION = "orientation", _("Orientation, métiers")
    APPLICATIONS = "applications", _("CV, lettre, entretien")
    OUTING = "outing", _("Sortie, découverte")
    EVERYDAY = "everyday", _("Vie de tous les jours")
    CONFIDENCE = "confidence", _("Confiance en soi")


class TimeBasis(models.TextChoices):
    """Whose time a session takes. Personal time reaches the employer only inside aggregates."""

    PERSONAL_TIME = "personal_time", _("Sur mon temps personnel")
    WORK_TIME = "work_time", _("Sur mon temps de travail")


class SessionOutcome(models.TextChoices):
    """What became of a session."""

    PLANNED = "planned", _("Prévue")
    HELD = "held", _("Tenue")
    MISSED_MENTEE = "missed_mentee", _("Le ou la jeune n’a pas pu venir")
    MISSED_MENTOR = "missed_mentor", _("Je n’ai pas pu venir")
    CANCELLED = "cancelled", _("Annulée ensemble")


MISSED = (SessionOutcome.MISSED_MENTEE, SessionOutcome.MISSED_MENTOR)


class Flag(models.TextChoices):
    """What the metadata of a pair say of its health, the most pressing first."""

    HELP_ASKED = "help_asked", _("Demande un coup de main")
    QUIET_30 = "quiet_30", _("Pas de séance depuis 30 jours")
    MISSED_TWICE = "missed_twice", _("Deux rendez-vous manqués")
    CHECK_IN_LOW = "check_in_low", _("Point d’étape à reprendre")
    QUIET_14 = "quiet_14", _("Pas de séance depuis 14 jours")
    NO_GOAL = "no_goal", _("Pas encore d’objectif")
    NO_CONTACT = "no_contact", _("Pas de contact ce mois-ci")


class HelpTopic(models.TextChoices):
    """What somebody would like a hand with, said at a check-in."""

    RHYTHM = "rhythm", _("Trouver des moments pour se voir")
    BOND = "bond", _("Faire connaissance, se comprendre")
    GOAL = "goal", _("Choisir un objectif ou avancer vers lui")
    BEYOND = "beyond", _("Cela dépasse le mentorat")
    OTHER = "other", _("Autre chose, je préfère en parler")


class ContactWay(models.TextChoices):
    """How a referent kept in touch with a pair."""

    CALL = "call", _("Au téléphone")
    MEETING = "meeting", _("De vive voix")
    MESSAGE = "message", _("Par message")
    ELSEWHERE = "elsewhere", _("Fait ailleurs")


class ContactWith(models.TextChoices):
    """Whom a referent spoke to."""

    MENTOR = "mentor", _("Mentor ou mentore")
    MENTEE = "mentee", _("Jeune")
    BOTH = "both", _("Les deux")
    FAMILY = "family", _("Famille")


class SpecialistKind(models.TextChoices):
    """Which kind of professional goes on where mentoring stops. Never why."""

    SCHOOL = "school", _("École, orientation")
    SOCIAL = "social", _("Accompagnement social")
    HEALTH = "health", _("Santé")
    PSYCHOLOGICAL = "psychological", _("Écoute psychologique")
    LEGAL = "legal", _("Accès aux droits")


class ReferralState(models.TextChoices):
    """Where a referral to a professional is."""

    PROPOSED = "proposed", _("Envisagé")
    AGREED = "agreed", _("Accepté")
    TRANSMITTED = "transmitted", _("Transmis")
    ACKNOWLEDGED = "acknowledged", _("Reçu par le professionnel")
    CLOSED = "closed", _("Terminé")


class Meanwhile(models.TextChoices):
    """What becomes of the pair while a professional helps."""

    GOES_ON = "goes_on", _("Le binôme continue")
    PAUSES = "pauses", _("Le binôme fait une pause")
    ENDS = "ends", _("Le binôme s’arrête")


class ReferralEnd(models.TextChoices):
    """How a referral ended."""

    SUPPORTED = "supported", _("Une ou un professionnel accompagne")
    NOT_NEEDED = "not_needed", _("Le besoin est passé")
    ELSEWHERE = "elsewhere", _("Une autre solution a été trouvée")
    LEFT_THERE = "left_there", _("Laissé là pour le moment")


class ConcernState(models.TextChoices):
    """Where a concern is."""

    RAISED = "raised", _("Reçue")
    ESCALATED = "escalated", _("En attente, relancée")
    ACKNOWLEDGED = "acknowledged", _("Prise en charge")
    CLOSED = "closed", _("Traitée")


UNACKNOWLEDGED = (ConcernState.RAISED, ConcernState.ESCALATED)
ASKED_AGAIN = (ConcernState.ESCALATED, ConcernState.ACKNOWLEDGED)
"""After its first deadline: somebody is asked about it again and again, until it is closed."""


ABOUT_PROTECTION = frozenset(
    f"mentorship.{act}"
    for act in (
        "raise_concern", "read_concern", "link_concern", "acknowledge_concern", "close_concern", "escalate_overdue",
        "remind_of_concerns", "purge_concerns", "suspend_pair",
        "reinstate_pair", "transmit_concern", "propose_referral", "agree_referral", "transmit_referral",
        "acknowledge_referral", "close_referral", "remind_of_referrals",
    )
)  # fmt: skip
"""Acts of the audit trail that no screen of the company shows."""


class RaisedBy(models.TextChoices):
    """Who raises a concern."""

    MENTOR = "mentor", _("Je suis mentor")
    MENTEE = "mentee", _("Je suis accompagné ou accompagnée")
    FAMILY = "family", _("Je suis de la famille")
    SCHOOL = "school", _("Je travaille dans une école ou un service")
    STAFF = "staff", _("Je fais partie de l’association")
    OTHER = "other", _("Autre, ou je préfère ne pas dire")


class ConcernCategory(models.TextChoices):
    """What a concern is about."""

    DISTRESS = "distress", _("Tristesse, mal-être, idées noires")
    VIOLENCE = "violence", _("Violence, maltraitance, négligence")
    ONLINE = "online", _("Ce qui se passe en ligne")
    SCHOOL = "school", _("École, harcèlement, absences")
    MENTOR_CONDUCT = "mentor_conduct", _("Le comportement du mentor ou de la mentore")
    OTHER = "other", _("Autre chose, ou je ne sais pas")


class Urgency(models.TextChoices):
    """How soon somebody must have read it."""

    STANDARD = "standard", _("Dans la journée de travail qui vient")
    CRITICAL = "critical", _("Vite, dans les deux heures")


class CallWhen(models.TextChoices):
    """When the person may be called."""

    ANY = "any", _("Quand vous voulez")
    MORNING = "morning", _("Le matin")
    MIDDAY = "midday", _("À midi")
    AFTERNOON = "afternoon", _("L’après-midi")
    EVENING = "evening", _("Après 17 h")
    NEVER = "never", _("Je préfère ne pas être appelé ou appelée")


class ConcernOutcome(models.TextChoices):
    """How a concern ended."""

    ANSWERED = "answered", _("Répondu, rien d’autre à faire")
    SUPPORT = "support", _("Accompagnement renforcé")
    REFERRED = "referred", _("Relais vers une ou un professionnel")
    AUTHORITIES = "authorities", _("Transmise aux autorités (CRIP, 119, procureur)")


class Authority(models.TextChoices):
    """Whom a concern was handed to (CASF L.226-2-1 and L.226-3; code de procédure pénale art. 40)."""

    CRIP = "crip", _("CRIP du département")
    PROSECUTOR = "prosecutor", _("Procureur de la République")
    NATIONAL_LINE = "national_line", _("119, Allô enfance en danger")
    POLICE = "police", _("Police ou gendarmerie")


class ClosedBy(models.TextChoices):
    """Who ends a pair."""

    TERM = "term", _("La durée prévue est atteinte")
    MENTOR = "mentor", _("Le mentor ou la mentore")
    MENTEE = "mentee", _("Le ou la jeune")
    FAMILY = "family", _("La famille")
    ASSOCIATION = "association", _("L’association")
    COMPANY_EXIT = "company_exit", _("Départ de l’entreprise")


class CloseReason(models.TextChoices):
    """Why a pair ends. It stays with the association."""

    GOALS_REACHED = "goals_reached", _("Objectifs atteints")
    END_OF_TERM = "end_of_term", _("Fin de la période prévue")
    MOVED = "moved", _("Déménagement")
    AVAILABILITY = "availability", _("Plus assez de disponibilité")
    NOT_A_MATCH = "not_a_match", _("La relation n’a pas pris")
    OUT_OF_CONTACT = "out_of_contact", _("Plus de nouvelles")
    OTHER_SUPPORT = "other_support", _("Un autre accompagnement prend le relais")
    PARTNER_LEAVES = "partner_leaves", _("L’association quitte le portail")
    SAFEGUARDING = "safeguarding", _("Protection")


SAID_BY_HAND = tuple(reason for reason in CloseReason if reason != CloseReason.PARTNER_LEAVES)
"""What somebody may say of one pair; that an association leaves is said once, for all of them."""


class ReviewSide(models.TextChoices):
    """Whose review."""

    MENTOR = "mentor", _("Mentor")
    MENTEE = "mentee", _("Jeune, recueilli par l’association")


class ReviewNext(models.TextChoices):
    """What somebody wants after the pair."""

    STOP = "stop", _("M’arrêter là")
    KEEP_IN_TOUCH = "keep_in_touch", _("Garder des nouvelles, hors programme")
    NEW_CYCLE = "new_cycle", _("Recommencer avec un nouveau binôme")
    PAUSE_THEN_SEE = "pause_then_see", _("Faire une pause, puis voir")
    HELP_OTHERS = "help_others", _("Aider à former d’autres mentors")


class ReviewMoment(models.TextChoices):
    """When both sides look back."""

    MID = "mid", _("Mi-parcours")
    FINAL = "final", _("Bilan de fin")


class MidTermNext(models.TextChoices):
    """What somebody wants for the second half of a pair."""

    GO_ON = "go_on", _("Continuer ainsi")
    CHANGE_RHYTHM = "change_rhythm", _("Trouver un autre rythme")
    CHANGE_GOAL = "change_goal", _("Faire évoluer l’objectif")
    TALK = "talk", _("En parler avec la personne référente")


class QuestionKind(models.TextChoices):
    """How a question of a review is answered. A list comes before words."""

    SCALE = "scale", _("Une échelle de 1 à 5")
    CHOICE = "choice", _("Une réponse dans une liste")
    SEVERAL = "several", _("Plusieurs réponses dans une liste")
    YES_NO = "yes_no", _("Oui ou non")
    WORDS = "words", _("Quelques mots (300 signes)")
