"""The form in which a programme's own questions are written: a few lines, each a question."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.mentorship.enums import QuestionKind
from portal.mentorship.rules import LONGEST_TEXT, MOST_QUESTIONS, Question

SPARE = 2
WRONG = {
    "text": gettext_lazy("Une question compte de 1 à 160 signes, et chacune de ses réponses aussi."),
    "choices": gettext_lazy("Écrivez de deux à huit réponses différentes, une par ligne."),
    "protected_topic": gettext_lazy(
        "La loi interdit de demander ce qui touche à la santé, à la religion, à l’origine, aux opinions, au syndicat, à la vie "
        "sexuelle ou au casier. Posez la question autrement."
    ),
    "version_exists": gettext_lazy("Quelqu’un de votre équipe vient de publier une version. Rouvrez la page pour la voir."),
}


class QuestionsForm(forms.Form):
    """One line a question; an empty one is left out."""

    def __init__(self, *args: Any, asked: Sequence[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked
        self.lines_count = min(MOST_QUESTIONS, len(asked) + SPARE)
        for place in range(self.lines_count):
            self._add(place, asked[place] if place < len(asked) else None)

    def _add(self, place: int, now: Question | None) -> None:
        self.fields[f"{place}-fr"] = _line(_("Question"), now.fr if now else "")
        self.fields[f"{place}-en"] = _line(_("En anglais, si vous voulez"), now.en if now else "")
        self.fields[f"{place}-kind"] = forms.ChoiceField(
            label=_("On y répond par"), choices=QuestionKind.choices, initial=now.kind if now else QuestionKind.SCALE
        )
        self.fields[f"{place}-choices"] = forms.CharField(
            label=_("Réponses de la liste, une par ligne"),
            help_text=_("Seulement pour une liste."),
            required=False,
            initial="\n".join(now.choices) if now else "",
            widget=forms.Textarea({"rows": 3}),
        )
        self.fields[f"{place}-required"] = forms.BooleanField(
            label=_("Réponse nécessaire"), required=False, initial=bool(now and now.required)
        )

    def lines(self) -> Iterator[list[BoundField]]:
        """Return the fields of each line."""
        for place in range(self.lines_count):
            yield [self[f"{place}-{name}"] for name in ("fr", "kind", "choices", "required", "en")]

    def questions(self) -> list[Question]:
        """Return what is asked, once the form is valid; a line keeps its code, so that answers stay comparable from one version to
        the next.
        """
        return [self._question(place) for place in self.filled()]

    def filled(self) -> list[int]:
        """Return the lines that hold a question."""
        return [place for place in range(self.lines_count) if self.cleaned_data[f"{place}-fr"]]

    def say(self, code: str, place: int) -> None:
        """Tell what is wrong with the question of a place (from 1, among those filled)."""
        said = WRONG.get(code) or _("Ces questions n’ont pas pu être publiées. Rien n’a changé.")
        line = self.filled()[place - 1] if place else None
        field = {"choices": "choices"}.get(code, "fr")
        self.add_error(None if line is None else f"{line}-{field}", said)

    def _question(self, place: int) -> Question:
        given = {name: self.cleaned_data[f"{place}-{name}"] for name in ("fr", "en", "kind", "choices", "required")}
        taken = {one.code for one in self.asked}
        code = self.asked[place].code if place < len(self.asked) else next(c for c in _codes(place) if c not in taken)
        listed = given["kind"] in {QuestionKind.CHOICE, QuestionKind.SEVERAL}
        choices = tuple(line.strip() for line in given["choices"].splitlines() if line.strip()) if listed else ()
        return Question(code, given["kind"], given["fr"], given["en"], choices, given["required"])


def _line(label: str, initial: str) -> forms.CharField:
    return forms.CharField(label=label, initial=initial, max_length=LONGEST_TEXT, required=False)


def _codes(place: int) -> Iterator[str]:
    """Return names for a new question, until one is free."""
    number = place + 1
    while True:
        yield f"q{number}"
        number += MOST_QUESTIONS
