"""What a pair may talk about at a meeting: a few lines that a programme proposes, by where the pair stands."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from portal.mentorship.enums import AgendaMoment

from .review_forms import is_protected

MOST_LINES, LONGEST_LINE = 6, 120


@dataclass(frozen=True)
class AgendaLine:
    """One line in French, and in English where somebody wrote it."""

    fr: str
    en: str = ""

    def said(self, language: str) -> str:
        """Return the line in a language, French if it has none."""
        return (self.en if language.startswith("en") else "") or self.fr


def agenda_moment(*, held: bool, mid_term_open: bool, closing: bool) -> AgendaMoment:
    """Return which agenda the coming meeting has: the last one while the pair closes, the mid-term one while that review is asked
    for, the first one before any meeting was held, or one that follows.
    """
    if closing:
        return AgendaMoment.LAST
    if not held:
        return AgendaMoment.FIRST
    return AgendaMoment.MID if mid_term_open else AgendaMoment.NEXT


def agenda_lines(stored: Sequence[Mapping[str, str]]) -> tuple[AgendaLine, ...]:
    """Return lines as they were stored."""
    return tuple(AgendaLine(**one) for one in stored)


def stored_agenda(lines: Sequence[AgendaLine]) -> list[dict[str, str]]:
    """Return lines as they are stored."""
    return [asdict(one) for one in lines]


def agenda_objection(lines: Sequence[AgendaLine]) -> tuple[str, int] | None:
    """Return what is wrong with an agenda and with which line (from 1; 0: the whole), or None: "empty", "too_many" (more than 6),
    "text" (1 to 120 characters), "protected_topic" (what nobody may be asked; code pénal 226-19).
    """
    if not lines:
        return "empty", 0
    if len(lines) > MOST_LINES:
        return "too_many", 0
    return next(((code, place) for place, one in enumerate(lines, 1) if (code := _objection(one))), None)


def _objection(one: AgendaLine) -> str:
    if not one.fr.strip() or max(len(one.fr), len(one.en)) > LONGEST_LINE:
        return "text"
    return "protected_topic" if is_protected(one.fr) or is_protected(one.en) else ""
