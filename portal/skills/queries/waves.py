"""Reads on what is asked: the framework in use, the waves that wait, who asked for peace."""

from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from portal.core import clock
from portal.skills import rules
from portal.skills.enums import Wave
from portal.skills.models import Instrument, Peace, Questionnaire

RELATED = ("instrument", "application__programme__association")


def instrument_in_use() -> Instrument | None:
    """Return the framework loaded last: the one that new paths begin with."""
    return Instrument.objects.first()


def instruments() -> list[Instrument]:
    """Return every framework that was loaded, the last one first."""
    return list(Instrument.objects.all())


def waiting(*, user_id: UUID, on: date) -> QuerySet[Questionnaire]:
    """Return the waves that wait for a person's answer on a day, the oldest first."""
    rows = Questionnaire.objects.filter(volunteer__user_id=user_id, answered_at=None, declined_at=None)
    return rows.filter(due_on__lte=on, closes_on__gte=on).select_related(*RELATED)


def questionnaire_of(*, user_id: UUID, questionnaire_id: UUID) -> Questionnaire | None:
    """Return a wave of a person, or None: somebody else's does not exist."""
    rows = Questionnaire.objects.filter(volunteer__user_id=user_id, pk=questionnaire_id)
    return rows.select_related(*RELATED, "volunteer").first()


def look_back_of(*, user_id: UUID, on: date) -> Questionnaire | None:
    """Return the last wave that a person may now look back on: answered a fortnight ago or more, not looked back on yet."""
    done = Questionnaire.objects.filter(application=OuterRef("application"), wave=Wave.THEN)
    rows = Questionnaire.objects.filter(volunteer__user_id=user_id, wave=Wave.END, answered_at__isnull=False).exclude(Exists(done))
    last = rows.select_related(*RELATED, "volunteer").order_by("-answered_at").first()
    if last is None or last.answered_at is None:
        return None
    return last if rules.may_look_back(clock.local_day(last.answered_at), on) else None


def is_in_peace(*, volunteer_id: UUID) -> bool:
    """Whether the person asked not to be asked any more."""
    return Peace.objects.filter(volunteer_id=volunteer_id).exists()
