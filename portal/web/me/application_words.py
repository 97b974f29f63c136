"""The words of a person's own applications: where it stands, what comes next, what to bring, what is refused."""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.engagement.enums import STOPPED, ApplicationState, GateKind, GateState
from portal.engagement.models import Application
from portal.engagement.rules import GateStatus

S = ApplicationState


@dataclass(frozen=True)
class Milestone:
    """One step of the path, as components/path.html shows it."""

    label: str
    detail: str
    state: str


@dataclass(frozen=True)
class Gate:
    """One gate, in the person's words; `tone` and `label` are its tag's. `lacks_module`: only a required module is missing."""

    kind: str
    title: str
    bring: str
    label: str
    tone: str
    done: int
    needed: int
    valid_until: date | None
    lacks_module: bool


STANDING = {
    S.DRAFT: (_("Il ne reste qu’à relire et envoyer"), _("Personne d’autre que vous ne voit ce brouillon.")),
    S.SUBMITTED: (_("L’association vous lit"), _("Une personne vous répond, jamais un calcul.")),
    S.UNDER_REVIEW: (
        _("L’association étudie votre candidature"),
        _("Une personne vous répond, jamais un calcul."),
    ),
    S.INVITED: (
        _("Faire connaissance, lors d’un entretien"),
        _("On vous appelle ou on vous écrit à l’adresse que vous avez donnée. C’est un échange, pas un examen."),
    ),
    S.ACCEPTED: (
        _("Préparer votre première rencontre"),
        _("Votre place est réservée. Chaque étape ci-dessous vous protège, vous et la personne que vous accompagnerez."),
    ),
    S.READY: (
        _("On cherche votre binôme"),
        _("Tout est prêt. L’association vous propose une rencontre, et rien ne commence sans votre accord."),
    ),
    S.PAIRED: (
        _("Vous êtes en binôme"),
        _("Vos séances et votre personne référente sont dans votre parcours."),
    ),
    S.COMPLETED: (
        _("Ce binôme est terminé"),
        _("Merci du temps donné. Votre attestation est dans votre parcours, et vous pouvez recommencer quand vous voulez."),
    ),
    S.WAITING_LIST: (
        _("Un peu de patience"),
        _("Il y a plus de personnes que de places en ce moment. Votre candidature reste vivante."),
    ),
    S.REDIRECTED: (
        _("Une autre piste pour vous"),
        _("Un autre de vos vœux vous conviendrait mieux aujourd’hui. Rien n’a été transmis ailleurs : vous choisissez."),
    ),
}
AGREED_WORDS = (
    _("Votre binôme se prépare"),
    _("Tout le monde est d’accord. L’association convient avec vous du jour de la présentation."),
)
STOPPED_WORDS = (
    _("Cette candidature ne se poursuit pas"),
    _("Aucune raison n’est demandée ni conservée. D’autres programmes ont besoin de vous, quand vous le voudrez."),
)

BRING = {
    GateKind.IDENTITY_SEEN: _("Une pièce d’identité, à montrer. Personne n’en garde de copie."),
    GateKind.INTERVIEW: _("Une demi-heure pour parler de vos envies et du cadre, et poser vos questions."),
    GateKind.REFERENCES: _("Deux personnes qui vous connaissent et acceptent un appel : collègue, voisine, club…"),
    GateKind.HONORABILITY_CERTIFICATE: _(
        "L’attestation à demander sur honorabilite.social.gouv.fr, puis à montrer. L’association note la date, rien d’autre."
    ),
    GateKind.B3_SHOWN: _(
        "Votre extrait de casier (bulletin n° 3), gratuit sur casier-judiciaire.justice.gouv.fr, à montrer. Personne ne le garde."
    ),
    GateKind.CHARTER: _("Le cadre commun, à lire et à accepter ici."),
    GateKind.TRAINING: _("Au moins deux heures avant la première rencontre, avec une personne qui forme des mentors."),
}

REFUSALS: dict[str, str | Promise] = {
    "work_address": _(
        "Donnez plutôt une adresse personnelle : l’association n’écrit jamais à celle du travail, cela reste à vous."
    ),
    "programme_closed": _("Ce programme n’accueille plus de candidatures. D’autres ont besoin de vous."),
    "already_volunteer": _("Cette candidature vient d’être envoyée. Elle est dans votre parcours."),
    "already_applied": _("Vous avez déjà une candidature en cours pour ce programme."),
    "too_many_applications": _("Vous avez déjà trois candidatures en cours. Retirez-en une pour ouvrir celle-ci."),
    "needed_fields_missing": _("Sans votre nom et votre courriel, l’association ne pourrait pas vous répondre."),
    "paired": _("Vous êtes en binôme : parlez d’abord de la suite avec votre personne référente."),
    "nothing_handed_over": _("Rien n’est transmis en ce moment pour cette candidature."),
    "no_charter": _("L’association n’a pas encore publié sa charte."),
    "application_over": _("Cette candidature ne se poursuit pas."),
    "wrong_state": _("Cette candidature a changé entre-temps. Voici où elle en est."),
    "state_moved": _("Cette candidature a changé entre-temps. Voici où elle en est."),
}


def refusal(code: str) -> str:
    """Return the sentence of a refusal."""
    return str(REFUSALS.get(code, gettext("Ce n’est pas possible pour le moment. Rien n’a changé.")))


def standing(application: Application, *, agreed: bool = False) -> tuple[str, str]:
    """Return title and sentence of where an application stands; one that stopped reads the same whatever the cause.

    `agreed`: everybody agreed to a pair, and nobody has met.
    """
    title, text = STOPPED_WORDS if application.state in STOPPED else STANDING[S(application.state)]
    if agreed and application.state == S.READY:
        title, text = AGREED_WORDS
    return str(title), str(text)


def milestones(application: Application, gates: list[GateStatus]) -> list[Milestone]:
    """Return the path of an application: what is done, where it is, what comes."""
    reached = {
        S.DRAFT: 0,
        S.SUBMITTED: 1,
        S.UNDER_REVIEW: 1,
        S.WAITING_LIST: 1,
        S.INVITED: 2,
        S.ACCEPTED: 3,
        S.READY: 4,
        S.PAIRED: 5,
    }
    now = reached.get(S(application.state), 1)
    met = sum(gate.met for gate in gates)
    welcome = gettext("%(met)s étapes faites sur %(all)s") % {"met": met, "all": len(gates)} if now == 3 and gates else ""
    steps = [
        (gettext("Choisir ce que vous transmettez"), ""),
        (gettext("Réponse de l’association"), gettext("sous dix jours, puis des nouvelles à chaque étape")),
        (gettext("Entretien"), gettext("pour faire connaissance")),
        (gettext("Accueil"), welcome),
        (gettext("Binôme proposé"), gettext("rien ne commence sans votre accord")),
    ]
    states = ["done" if index < now else "now" if index == now else "next" for index in range(len(steps))]
    return [Milestone(label, detail, state) for (label, detail), state in zip(steps, states, strict=True)]


def gates_in_words(statuses: list[GateStatus]) -> list[Gate]:
    """Return each gate with what to bring; a gate that is met says until when, none says anything else about the person."""
    tones = {GateState.MET: "ok", GateState.EXPIRES_SOON: "wait", GateState.EXPIRED: "wait", GateState.IN_PROGRESS: "brand"}
    return [
        Gate(
            kind=status.kind,
            title=str(GateKind(status.kind).label),
            bring="" if status.state == GateState.MET else str(BRING[GateKind(status.kind)]),
            label=str(status.state.label),
            tone=tones.get(status.state, ""),
            done=status.done,
            needed=status.needed,
            valid_until=status.valid_until,
            lacks_module=status.lacks_module,
        )
        for status in statuses
    ]
