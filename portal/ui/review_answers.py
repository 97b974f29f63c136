"""The form of a review as both faces show it: the common questions, how far each goal went, then the programme's own questions."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from portal.mentorship.enums import GoalResult, MidTermNext, QuestionKind, ReviewMoment, ReviewNext, ReviewSide
from portal.mentorship.models import Goal
from portal.mentorship.queries import ReadReview
from portal.mentorship.rules import LONGEST_WORDS, Question

SCALE = [
    ("5", gettext_lazy("Tout à fait")),
    ("4", gettext_lazy("Plutôt oui")),
    ("3", gettext_lazy("Entre les deux")),
    ("2", gettext_lazy("Plutôt non")),
    ("1", gettext_lazy("Pas du tout")),
]
YES_NO = [("yes", gettext_lazy("Oui")), ("no", gettext_lazy("Non"))]
COMMON: dict[str, dict[str, str | Promise]] = {
    ReviewSide.MENTOR: {
        "satisfaction": gettext_lazy("Ce binôme m’apporte quelque chose"),
        "felt_supported": gettext_lazy("Je sens que l’association m’épaule"),
    },
    ReviewSide.MENTEE: {
        "satisfaction": gettext_lazy("Ce binôme m’aide"),
        "felt_supported": gettext_lazy("Je sens qu’on m’épaule"),
    },
}
NEXT = {
    ReviewMoment.MID: (gettext_lazy("Pour la suite du binôme"), MidTermNext.choices),
    ReviewMoment.FINAL: (gettext_lazy("Et maintenant, j’aimerais"), ReviewNext.choices),
}
LONGEST_DRAFT = 1000
NOT_YET = ("open", gettext_lazy("Pas encore"))


class ReviewAnswersForm(forms.Form):
    """What one side is asked at one moment; `begun` is what was kept of it."""

    def __init__(
        self,
        *args: Any,
        moment: str,
        side: str,
        questions: Sequence[Question],
        goals: Sequence[Goal],
        begun: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **{"initial": dict(begun or {}), **kwargs})
        self.goals, self.questions = goals, questions
        results = [(value, label) for value, label in GoalResult.choices if value != GoalResult.OPEN]
        for goal in goals:
            aim = _("Objectif : %(goal)s") % {"goal": goal.get_code_display()}
            choices = [*results[:2], NOT_YET] if moment == ReviewMoment.MID else results
            self.fields[f"goal_{goal.id}"] = forms.ChoiceField(label=aim, choices=choices, widget=forms.RadioSelect)
        for name, said in COMMON[side].items():
            self.fields[name] = _scale(said, required=True)
        for question in questions:
            self.fields[f"q_{question.code}"] = _field(question)
        label, wishes = NEXT[ReviewMoment(moment)]
        self.fields["next_wish"] = forms.ChoiceField(label=label, choices=wishes, widget=forms.RadioSelect)

    def answers(self) -> dict[str, Any]:
        """Return what the operation asks for, once the form is valid."""
        given = self.cleaned_data
        own = {one.code: given[f"q_{one.code}"] for one in self.questions}
        return {
            **{name: given[name] for name in ("satisfaction", "felt_supported", "next_wish")},
            "goal_results": {goal.id: given[f"goal_{goal.id}"] for goal in self.goals},
            "answers": {code: answer for code, answer in own.items() if answer not in (None, "", [])},
        }

    def typed(self) -> dict[str, Any]:
        """Return what stands in the form, whole or not, to be kept as a draft."""
        found = {name: self[name].data for name in self.fields}
        return {name: _short(value) for name, value in found.items() if value not in (None, "", [])}


def read_rows(read: ReadReview) -> list[tuple[str, str]]:
    """Return what a review says, question by question, in the words it was asked in."""
    review, language = read.review, get_language() or "fr"
    scale = {int(value): str(label) for value, label in SCALE}
    rows = [(_("Objectif : %(goal)s") % {"goal": goal}, result) for goal, result in read.goals]
    rows += [(str(said), scale[getattr(review, name)]) for name, said in COMMON[review.side].items()]
    rows += [(question.said(language), _answer(question, answer)) for question, answer in read.own]
    return [*rows, (str(NEXT[ReviewMoment(review.moment)][0]), str(review.get_next_wish_display()))]


def _answer(question: Question, answer: Any) -> str:
    match question.kind:
        case QuestionKind.SCALE:
            return str(dict(SCALE)[str(answer)])
        case QuestionKind.YES_NO:
            return str(dict(YES_NO)[answer])
        case QuestionKind.CHOICE:
            return question.choices[int(answer)]
        case QuestionKind.SEVERAL:
            return ", ".join(question.choices[one] for one in answer)
    return str(answer)


def _field(question: Question) -> forms.Field:
    said, needed = question.said(get_language() or "fr"), question.required
    listed = list(enumerate(question.choices))
    match question.kind:
        case QuestionKind.SCALE:
            return _scale(said, required=needed)
        case QuestionKind.YES_NO:
            return forms.ChoiceField(label=said, choices=YES_NO, widget=forms.RadioSelect, required=needed)
        case QuestionKind.CHOICE:
            return forms.TypedChoiceField(
                label=said, choices=listed, coerce=int, empty_value=None, widget=forms.RadioSelect, required=needed
            )
        case QuestionKind.SEVERAL:
            return forms.TypedMultipleChoiceField(
                label=said, choices=listed, coerce=int, widget=forms.CheckboxSelectMultiple, required=needed
            )
    return forms.CharField(label=said, max_length=LONGEST_WORDS, required=needed, widget=forms.Textarea({"rows": 3}))


def _scale(label: Any, *, required: bool) -> forms.Field:
    return forms.TypedChoiceField(
        label=label, choices=SCALE, coerce=int, empty_value=None, widget=forms.RadioSelect, required=required
    )


def _short(value: Any) -> Any:
    return [str(one)[:LONGEST_DRAFT] for one in value] if isinstance(value, list) else str(value)[:LONGEST_DRAFT]
