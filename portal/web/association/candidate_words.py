"""The words of the association's desk: steps, their effects, what was handed over, what is refused."""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from portal.engagement.enums import STOPPED, ApplicationState, GateKind, SharedField
from portal.engagement.models import Application
from portal.engagement.queries import Effects, GateLine, SharedProfile
from portal.engagement.rules import GateStatus
from portal.programmes.enums import Cause, Language, Skill, Slot

S = ApplicationState
TONES = {
    S.SUBMITTED: "warm", S.UNDER_REVIEW: "wait", S.INVITED: "wait", S.ACCEPTED: "brand", S.READY: "ok", S.PAIRED: "ok",
    S.WAITING_LIST: "wait",
}  # fmt: skip
TABS: tuple[tuple[str, str | Promise, frozenset[str]], ...] = (
    ("now", _("En cours"), frozenset({S.SUBMITTED, S.UNDER_REVIEW, S.INVITED, S.ACCEPTED, S.READY})),
    ("new", _("À lire"), frozenset({S.SUBMITTED, S.UNDER_REVIEW})),
    ("welcome", _("Accueil"), frozenset({S.INVITED, S.ACCEPTED})),
    ("ready", _("Prêtes pour un binôme"), frozenset({S.READY})),
    ("waiting", _("Liste d’attente"), frozenset({S.WAITING_LIST})),
    ("paired", _("En binôme"), frozenset({S.PAIRED})),
    ("past", _("Passées"), frozenset({*STOPPED, S.REDIRECTED, S.COMPLETED})),
)
VALUES: dict[str, type[Cause] | type[Skill] | type[Slot] | type[Language]] = {
    SharedField.CAUSES: Cause,
    SharedField.SKILLS: Skill,
    SharedField.SLOTS: Slot,
    SharedField.LANGUAGES: Language,
}
SHARED = {
    SharedField.GIVEN_NAME: _("Prénom"),
    SharedField.FAMILY_NAME: _("Nom de famille"),
    SharedField.PERSONAL_EMAIL: _("Courriel"),
    SharedField.PERSONAL_PHONE: _("Téléphone"),
    SharedField.CAUSES: _("Causes"),
    SharedField.SKILLS: _("Savoir-faire"),
    SharedField.SLOTS: _("Disponibilités"),
    SharedField.TERRITORY: _("Départements"),
    SharedField.LANGUAGES: _("Langues"),
}
REFUSALS: dict[str, str | Promise] = {
    "gates_missing": _("Il manque encore : %(missing)s."),
    "no_policy": _("Ce programme n’a pas encore de conditions d’accueil. Publiez-les avant de confirmer."),
    "no_open_intake": _("Aucune session d’entrée n’est ouverte pour ce programme aujourd’hui. Ouvrez-en une pour accepter."),
    "no_place_left": _("Toutes les places de cette session sont prises. Vous pouvez mettre la personne en liste d’attente."),
    "wrong_state": _("Cette candidature a changé entre-temps. Voici où elle en est."),
    "state_moved": _("Quelqu’un de votre équipe vient d’agir sur cette candidature. Voici où elle en est."),
    "not_allowed": _("Cette étape revient à une personne de la coordination."),
    "in_the_future": _("Cette date n’est pas encore passée. Indiquez le jour où vous avez vu le document."),
    "already_ended": _("À cette date, la validité serait déjà dépassée. Demandez un document plus récent."),
    "not_asked": _("Ce programme ne demande pas cela aujourd’hui."),
    "outside_legal_scope": _("La loi réserve l’attestation d’honorabilité à la protection de l’enfance et à la petite enfance."),
    "inside_legal_scope": _("Ici, l’attestation d’honorabilité remplace l’extrait de casier."),
    "not_exemptible": _("Le casier, la charte et la formation ne se dispensent jamais."),
    "in_the_past": _("Cette date est déjà passée."),
    "too_long": _("Une dispense dure douze mois au plus. Elle peut être accordée à nouveau ensuite."),
    "version_exists": _("Une version commence déjà ce jour-là. Choisissez une autre date, ou retirez-la d’abord."),
    "already_in_force": _("Cette version a déjà commencé. Préparez plutôt la suivante."),
    "kind_twice": _("Une même condition ne peut pas être demandée deux fois."),
    "needed": _("Ce nombre ne va pas : cinq au plus, ou quarante heures de formation au plus."),
    "validity": _("Cette durée ne va pas : entre un mois et cinq ans."),
    "training_too_short": _("Deux heures de formation au moins viennent avant la première rencontre."),
    "places": _("Indiquez de 1 à 500 places, ou laissez le champ vide."),
    "link_not_safe": _("Donnez une adresse en https."),
    "choices": _("Une question, deux à quatre réponses différentes de 80 caractères au plus, et laquelle est juste."),
    "not_welcomed": _("Cette personne n’a pas encore de place dans le programme, ou n’y est plus."),
    "other_antenna": _("Cette date est pour les bénévoles d’une autre antenne."),
    "called_off": _("Cette date est déjà annulée."),
    "session_past": _("Cette date de formation est passée."),
    "session_full": _("Cette date de formation est complète."),
    "already_booked": _("Sa place y est déjà gardée."),
    "already_trained": _("Cette personne a déjà suivi ce module."),
    "already_invited": _("Cette personne a déjà reçu une invitation il y a moins de trois jours."),
    "already_recorded": _("Sa présence est déjà notée."),
    "undo_too_late": _("Une condition notée se reprend pendant un quart d’heure."),
    "relied_on": _("Cette condition a déjà servi à confirmer la personne\u00a0: elle ne se reprend plus."),
    "title_taken": _("Un module porte déjà ce titre."),
    "not_yet_held": _("Cette session n’a pas encore eu lieu."),
    "unknown_volunteer": _("Une des personnes cochées n’a plus de candidature chez vous."),
}


@dataclass(frozen=True)
class Shared:
    """One thing that was handed over."""

    label: str
    text: str


def refusal(code: str, missing: tuple[str, ...] = ()) -> str:
    """Return the sentence of a refusal; for missing gates, with their names."""
    names = ", ".join(str(GateKind(kind).label) for kind in missing)
    sentence = str(REFUSALS.get(code) or gettext("Ce n’est pas possible pour le moment. Rien n’a changé."))
    return sentence % {"missing": names} if code == "gates_missing" else sentence


def over_time(lines: list[GateLine], *, on: date) -> list[tuple[str, list[tuple[date, str, bool]]]]:
    """Return each gate with what it was and will be: since when, the words, whether it is still to come."""
    return [
        (str(GateKind(line.kind).label), [(span.since, _status(span.status), span.since > on) for span in line.spans])
        for line in lines
    ]


def _status(status: GateStatus) -> str:
    return gettext("Dispense accordée") if status.exempt else str(status.state.label)


def tone(application: Application) -> str:
    """Return the tone of a state's tag."""
    return TONES.get(S(application.state), "")


def effects_in_words(effects: Effects, *, deadline: str) -> list[str]:
    """Return what a step will do, a sentence each: messages, places, dates."""
    lines = []
    if effects.tells_volunteer:
        lines.append(gettext("La personne reçoit un message à son adresse personnelle."))
    else:
        lines.append(gettext("Aucun message ne part."))
    if effects.place == "taken":
        lines.append(gettext("Une place de la session d’entrée lui est réservée."))
    if effects.place == "given_back":
        lines.append(gettext("Sa place redevient libre pour quelqu’un d’autre."))
    if effects.dates:
        freed = ngettext(
            "Sa place à une date de formation se libère ; son agenda est prévenu.",
            "Ses places à %(count)s dates de formation se libèrent ; son agenda est prévenu.",
            effects.dates,
        )
        lines.append(freed % {"count": effects.dates})
    if deadline:
        lines.append(gettext("La suite est attendue au plus tard le %(day)s ; un rappel part avant.") % {"day": deadline})
    if effects.step.name == "do_not_continue":
        lines.append(gettext("La personne lit : « Cette candidature ne se poursuit pas ». Aucune raison n’est demandée ni gardée."))
    if effects.step.name == "redirect":
        lines.append(gettext("Son vœu suivant s’ouvre en brouillon. Rien n’est transmis ailleurs sans son accord."))
    return lines


def shared_in_words(profile: SharedProfile) -> list[Shared]:
    """Return what was handed over, in the order of the form."""
    found = []
    for field in SharedField:
        value = profile.values.get(field)
        if value:
            known = VALUES.get(field)
            texts = [value] if isinstance(value, str) else [str(known(item).label) if known else item for item in value]
            found.append(Shared(str(SHARED[field]), ", ".join(texts)))
    return found
