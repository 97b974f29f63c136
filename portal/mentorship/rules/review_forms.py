"""Forms of a review: which questions may be asked, in what shape, and which answers fit them."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from portal.core.months import add_months
from portal.mentorship.enums import QuestionKind

MOST_QUESTIONS = 8
"""A review stays a matter of minutes."""
LONGEST_TEXT = 160
LONGEST_WORDS = 300
CHOICES = (2, 8)
LISTED = frozenset({QuestionKind.CHOICE, QuestionKind.SEVERAL})
MID_TERM_WITHIN_DAYS = 14
MID_TERM_STALE_DAYS = 30
SHORTEST_WITH_MID_TERM = 4
"""Months; a shorter programme has its check-ins and its end (own judgement)."""

_STEMS = (
    "relig", "croyan", "syndic", "trade union", "handicap", "disab", "maladi", "illness", "sante", "health", "medic", "psych",
    "ethni", "race", "racial", "sexu", "orientation politique", "parti politique", "political", "nationalit", "casier",
    "condamn", "criminal", "conviction", "grossesse", "pregnan",
)  # fmt: skip
_PROTECTED = re.compile(rf"\b(?:{'|'.join(_STEMS)})")
"""How words begin that touch what may never be asked (code pénal 226-19; GDPR art. 9, 10). A net, no proof: the screen
says the rule.
"""


@dataclass(frozen=True)
class Question:
    """One question of a programme: its words in French (and English, if given), how it is answered, its choices."""

    code: str
    kind: str
    fr: str
    en: str = ""
    choices: tuple[str, ...] = ()
    required: bool = False

    def said(self, language: str) -> str:
        """Return the words in a language, French if it has none."""
        return (self.en if language.startswith("en") else "") or self.fr


def questions_of(stored: Sequence[Mapping[str, Any]]) -> list[Question]:
    """Return questions as they were stored."""
    return [Question(**{**one, "choices": tuple(one.get("choices", ()))}) for one in stored]


def stored(questions: Sequence[Question]) -> list[dict[str, Any]]:
    """Return questions as they are stored."""
    return [{**asdict(one), "choices": list(one.choices)} for one in questions]


def form_objection(questions: Sequence[Question]) -> tuple[str, int] | None:
    """Return what is wrong with a form and with which question (from 1; 0: the form), or None: "too_many", "code_twice", "text",
    "unknown_kind", "choices", "protected_topic".
    """
    if len(questions) > MOST_QUESTIONS:
        return "too_many", 0
    if len({one.code for one in questions}) < len(questions):
        return "code_twice", 0
    return next(((found, place) for place, one in enumerate(questions, 1) if (found := _objection(one))), None)


def _objection(one: Question) -> str | None:
    if one.kind not in QuestionKind.values:
        return "unknown_kind"
    if not (one.fr.strip() and all(len(text) <= LONGEST_TEXT for text in (one.fr, one.en, *one.choices))):
        return "text"
    least, most = CHOICES if one.kind in LISTED else (0, 0)
    if not least <= len(one.choices) <= most or len(set(one.choices)) < len(one.choices):
        return "choices"
    return "protected_topic" if any(map(is_protected, (one.fr, one.en, *one.choices))) else None


def is_protected(text: str) -> bool:
    """Return whether words touch what may never be asked of anybody here."""
    plain = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    return bool(_PROTECTED.search(plain))


def answers_objection(questions: Sequence[Question], answers: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return what is wrong with answers and with which question, or None: "unknown_question", "missing", "misfit"."""
    known = {one.code: one for one in questions}
    for code, answer in answers.items():
        if code not in known:
            return "unknown_question", ""
        if not _fits(known[code], answer):
            return "misfit", code
    return next((("missing", one.code) for one in questions if one.required and answers.get(one.code) in (None, "", [])), None)


def _fits(question: Question, answer: Any) -> bool:
    if answer in (None, "", []):
        return True
    match question.kind:
        case QuestionKind.SCALE:
            return type(answer) is int and 1 <= answer <= 5
        case QuestionKind.CHOICE:
            return _is_choice(question, answer)
        case QuestionKind.SEVERAL:
            return isinstance(answer, list) and all(_is_choice(question, one) for one in answer)
        case QuestionKind.YES_NO:
            return answer in ("yes", "no")
    return isinstance(answer, str) and len(answer) <= LONGEST_WORDS


def _is_choice(question: Question, answer: Any) -> bool:
    """A choice is answered by its place (from 0), so that no word is kept twice."""
    return type(answer) is int and 0 <= answer < len(question.choices)


def mid_term_on(*, introduced_on: date, duration_months: int) -> date | None:
    """Return the day half-way through a pair's time, or None in a programme too short for it."""
    return add_months(introduced_on, duration_months // 2) if duration_months >= SHORTEST_WITH_MID_TERM else None


def mid_term_reminder_due(*, due_on: date, on: date, reminded_on: date | None) -> bool:
    """Return whether a mid-term review that is not in is asked about: on its day, then every 28 days."""
    return on >= due_on and (reminded_on is None or (on - reminded_on).days >= 28)
