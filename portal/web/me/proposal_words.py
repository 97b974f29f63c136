"""What becomes of a proposal, a turn on a waiting list and a question, in words a colleague would use."""

from dataclasses import dataclass

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.routing.enums import FULL, ProposalState
from portal.routing.models import Proposal, WaitingPlace
from portal.routing.rules import HARD_RULES

FIVE = 5
"""A turn is said in fives: "between 6 and 10" tells enough, and stays true for longer."""

P = ProposalState
STANDING: dict[str, tuple[str | Promise, str | Promise]] = {
    P.REVIEWED: (
        gettext_lazy("Une place vous est proposée"),
        gettext_lazy("Une personne de l’association l’a relue. Elle ne sait pas qui vous êtes tant que vous ne dites pas oui."),
    ),
    P.CONSENTED: (
        gettext_lazy("Vous avez dit oui"),
        gettext_lazy("Votre profil est transmis. L’association vous accueille et vous répond avant la date indiquée."),
    ),
    P.ACCEPTED: (gettext_lazy("L’association vous accueille"), gettext_lazy("La suite est dans votre candidature.")),
    P.OVERRIDDEN: (
        gettext_lazy("L’association a revu cette proposition"),
        gettext_lazy("Cela tient au programme, pas à vous. Vous attendez maintenant une place dans votre vœu suivant."),
    ),
    P.DECLINED: (gettext_lazy("Vous préférez autre chose"), gettext_lazy("C’est noté, sans question. Vos vœux restent.")),
    P.LAPSED: (
        gettext_lazy("La place a été proposée à quelqu’un d’autre"),
        gettext_lazy("Le délai est passé sans réponse. Vos vœux restent, et vous pouvez poser une question à une personne."),
    ),
    P.ENDED: (gettext_lazy("Cela ne se poursuit pas"), gettext_lazy("Vos autres vœux restent ouverts.")),
}  # fmt: skip
REFUSALS: dict[str, str | Promise] = {
    "wrong_state": gettext_lazy("Cette proposition a changé entre-temps. Voici où elle en est."),
    "state_moved": gettext_lazy("Cette proposition a changé entre-temps. Voici où elle en est."),
    "not_yours": gettext_lazy("Cette proposition est pour une autre personne."),
    "empty": gettext_lazy("Écrivez votre question en quelques mots."),
    "nothing_to_contest": gettext_lazy("Faites d’abord un vœu\u00a0: c’est l’association de votre premier vœu qui vous répond."),
    "already_asked": gettext_lazy("Une question de vous attend déjà sa réponse. Vous pourrez en poser une autre ensuite."),
}
LONGEST = 600


class QuestionForm(forms.Form):
    """A question to a person, in one's own words."""

    question = forms.CharField(
        label=gettext_lazy("Votre question"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "Ce qui vous surprend, ou ce que la proposition ne pouvait pas savoir. Sans votre nom\u00a0: il n’est pas transmis."
        ),
    )


@dataclass(frozen=True)
class Turn:
    """A place on a waiting list in words: what stood in the way, whose turn, and how long, or that nobody knows."""

    why: str
    where: str
    delay: str


def standing(proposal: Proposal) -> tuple[str, str]:
    """Return title and sentence of where a proposal stands."""
    title, text = STANDING[proposal.state]
    return str(title), str(text)


def refusal(code: str) -> str:
    """Return the sentence of a refusal."""
    return str(REFUSALS.get(code) or _("Ce n’est pas possible pour le moment. Rien n’a changé."))


def turn_words(waiting: WaitingPlace) -> Turn:
    """Return somebody's turn in words; a delay only where places that opened in the last year let one say it."""
    if waiting.programme is None or waiting.binding != FULL:
        return Turn(_binding(waiting.binding), "", "")
    return Turn(_("Toutes les places étaient prises."), _where(waiting.position), _delay(waiting))


def _binding(code: str) -> str:
    sentences = {rule.code: str(rule.sentence) for rule in HARD_RULES}
    return sentences.get(code) or _("Toutes les places étaient prises.")


def _where(position: int | None) -> str:
    if position is None:
        return ""
    if position <= FIVE:
        return _("Vous êtes parmi les cinq premières personnes qui attendent.")
    last = -(-position // FIVE) * FIVE
    return _("Vous êtes entre la %(first)s\u1d49 et la %(last)s\u1d49 personne qui attend.") % {
        "first": last - FIVE + 1,
        "last": last,
    }


def _delay(waiting: WaitingPlace) -> str:
    if waiting.likely_days is None or waiting.late_days is None:
        return _("Trop peu de places se sont libérées pour annoncer une durée. Nous préférons ne pas en inventer une.")
    likely, late = weeks(waiting.likely_days), weeks(waiting.late_days)
    seen = ngettext("d’après %(n)s place libérée depuis un an", "d’après %(n)s places libérées depuis un an", waiting.observed) % {
        "n": waiting.observed
    }
    return _("Une personne sur deux attend au plus %(likely)s, quatre sur cinq au plus %(late)s (%(seen)s).") % {
        "likely": likely, "late": late, "seen": seen,
    }  # fmt: skip


def weeks(days: int) -> str:
    """Return a delay as one says it: in weeks, or months past ten weeks; never shorter than it is."""
    count = -(-days // 7)
    if count <= 10:
        return ngettext("%(n)s semaine", "%(n)s semaines", max(count, 1)) % {"n": max(count, 1)}
    months = -(-days // 30)
    return ngettext("%(n)s mois", "%(n)s mois", months) % {"n": months}
