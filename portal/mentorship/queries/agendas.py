"""Reads on agendas: a programme's own, and the one of a pair's coming meeting."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from portal.mentorship.agenda_recipes import USUAL, agenda_recipes
from portal.mentorship.enums import AgendaMoment, PairState, SessionOutcome
from portal.mentorship.models import Agenda, Pair, Session
from portal.mentorship.rules import AgendaLine, agenda_lines, agenda_moment

from .reviews import mid_term_awaited


@dataclass(frozen=True)
class ComingAgenda:
    """What is proposed for a coming meeting; `own`: the programme wrote it."""

    moment: AgendaMoment
    lines: tuple[AgendaLine, ...]
    own: bool


def agendas_of(*, programme_ids: list[UUID]) -> QuerySet[Agenda]:
    """Return every version of every agenda of some programmes, the latest first."""
    return Agenda.objects.filter(programme_id__in=programme_ids)


def latest_agenda(*, programme_id: UUID, moment: str) -> Agenda | None:
    """Return the agenda that a programme proposes at a moment today, or None where it has written none."""
    return Agenda.objects.filter(programme_id=programme_id, moment=moment).first()


def coming_agenda(*, pair: Pair) -> ComingAgenda:
    """Return the agenda of a pair's coming meeting: the programme's own, or else the delivered one. Three SQL queries at most."""
    held = Session.objects.filter(pair=pair, outcome=SessionOutcome.HELD).exists()
    mid_term_open = held and mid_term_awaited(pair=pair) is not None
    moment = agenda_moment(held=held, mid_term_open=mid_term_open, closing=pair.state == PairState.CLOSING)
    own = latest_agenda(programme_id=pair.programme_id, moment=moment)
    return ComingAgenda(moment, agenda_lines(own.lines) if own else agenda_recipes()[USUAL].agendas[moment], own is not None)
