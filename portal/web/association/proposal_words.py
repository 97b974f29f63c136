"""A proposal as a desk reads it, in words: a pseudonym, wishes, availability, reasons, and by when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django import forms
from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.programmes.data import name_of
from portal.programmes.enums import Cause, Language, Skill, Slot
from portal.routing.enums import OverrideReason
from portal.routing.enums import ProposalState as P
from portal.routing.queries import ProposalRow
from portal.routing.rules import WISHES, criterion

LONGEST, MOST_REASONS = 600, 2
TONES = {P.PROPOSED: "warm", P.REVIEWED: "wait", P.CONSENTED: "brand", P.ACCEPTED: "ok"}
REFUSALS: dict[str, str | Promise] = {
    "wrong_state": gettext_lazy("Cette proposition a changé entre-temps. Voici où elle en est."),
    "state_moved": gettext_lazy("Une proposition au moins a changé entre-temps\u00a0; elle est restée comme elle était."),
    "not_allowed": gettext_lazy("Cette étape revient à une autre personne de l’association."),
    "not_yours": gettext_lazy("Cette proposition est pour une autre association."),
    "reason_missing": gettext_lazy("Choisissez une raison dans la liste."),
    "empty": gettext_lazy("Écrivez votre réponse en quelques mots."),
    "answered": gettext_lazy("Quelqu’un de votre équipe vient de répondre."),
}


@dataclass(frozen=True)
class Tab:
    """A shelf of the list."""

    code: str
    label: str | Promise
    states: tuple[str, ...]


TABS = (
    Tab("review", gettext_lazy("À relire"), (P.PROPOSED,)),
    Tab("person", gettext_lazy("La personne décide"), (P.REVIEWED,)),
    Tab("welcome", gettext_lazy("À accueillir"), (P.CONSENTED,)),
    Tab("over", gettext_lazy("Terminées"), (P.ACCEPTED, P.OVERRIDDEN, P.DECLINED, P.LAPSED, P.ENDED)),
)


@dataclass(frozen=True)
class Line:
    """A proposal in words. `facts` are pairs of a label and what the person declared."""

    proposal_id: UUID
    pseudonym: str
    programme_title: str
    state: str
    state_words: str
    tone: str
    wish: str
    score: int
    why: str
    availability: str
    facts: list[tuple[str, str]]
    kept: bool
    deadline_on: date | None
    late: bool


class OverrideForm(forms.Form):
    """Why something else is proposed: about the programme, never about the person."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Pourquoi autre chose\u202f?"),
        choices=OverrideReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choisissez une raison\u00a0: la personne peut la demander.")},
    )


class AnswerForm(forms.Form):
    """An answer, as a person to a person."""

    answer = forms.CharField(
        label=gettext_lazy("Votre réponse"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Ce que vous avez regardé, ce qui reste possible, et le pas suivant."),
    )


def refusal(code: str) -> str:
    """Return the sentence of a refusal."""
    return str(REFUSALS.get(code) or _("Ce n’est pas possible pour le moment. Rien n’a changé."))


def row_words(row: ProposalRow) -> Line:
    """Return a proposal in words."""
    wish = _("Son vœu %(rank)s") % {"rank": row.wish_rank} if row.wish_rank else _("Hors de ses vœux, mais tout convient")
    return Line(
        proposal_id=row.proposal_id,
        pseudonym=row.pseudonym,
        programme_title=row.programme_title,
        state=row.state,
        state_words=str(P(row.state).label),
        tone=TONES.get(P(row.state), ""),
        wish=wish,
        score=row.score,
        why=_why(row),
        availability=_availability(row),
        facts=_facts(row),
        kept=row.kept,
        deadline_on=row.deadline_on,
        late=row.late,
    )


def _why(row: ProposalRow) -> str:
    """Return the criteria that speak most for the place, beside the wish, which the row says already: the reasons' own sentences
    speak to the person.
    """
    most = [str(criterion(reason.code).label) for reason in row.reasons if reason.code != WISHES][:MOST_REASONS]
    return _("Surtout\u00a0: %(list)s") % {"list": ", ".join(label[:1].lower() + label[1:] for label in most)} if most else ""


def _availability(row: ProposalRow) -> str:
    return " · ".join([_labels(row.slots, Slot), _hours(row.hours_per_month), _months(row.months)])


def _facts(row: ProposalRow) -> list[tuple[str, str]]:
    places = [name_of(code) for code in row.departements] + ([_("à distance")] if row.remote_ok else [])
    facts = [
        (_("Moments"), _labels(row.slots, Slot)),
        (_("Temps"), f"{_hours(row.hours_per_month)}, {_months(row.months)}"),
        (_("Où"), ", ".join(places)),
        (_("Causes"), _labels(row.causes, Cause)),
        (_("Savoir-faire"), _labels(row.skills, Skill)),
        (_("Langues"), _labels(row.languages, Language)),
    ]
    return [(label, text) for label, text in facts if text]


def _hours(hours: int) -> str:
    return _("%(n)s\u00a0h par mois") % {"n": hours}


def _months(months: int) -> str:
    return ngettext("jusqu’à %(n)s mois", "jusqu’à %(n)s mois", months) % {"n": months}


def _labels(codes: Iterable[str], known: type[TextChoices]) -> str:
    held = set(codes)
    return ", ".join(str(known(code).label) for code in known.values if code in held)
