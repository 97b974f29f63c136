"""What the portal does by itself: opens waves when they are due, and reminds once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from portal.accounts.actors import Actor
from portal.core import audit
from portal.core.clock import local_day
from portal.engagement.enums import ApplicationState
from portal.engagement.models import Application
from portal.mentorship.enums import MEETING, PairState
from portal.mentorship.models import Pair
from portal.skills import notifications, queries, rules
from portal.skills.enums import ASKED, Wave
from portal.skills.frameworks import OURS
from portal.skills.models import Instrument, Peace, Questionnaire

from .frameworks import load_framework

BEFORE_TRAINING = (ApplicationState.ACCEPTED, ApplicationState.READY)


@dataclass(frozen=True)
class _Due:
    """A wave that somebody should be asked: on which path, with which framework, from which day."""

    volunteer_id: UUID
    application_id: UUID
    instrument_id: UUID
    wave: Wave
    due_on: date


@transaction.atomic
def ask_waves(*, by: Actor, at: datetime) -> int:
    """Open the waves that are due: before training, about the third month, at the end. Returns how many.

    The later ones only of people who answered the first: nobody else could see a change. Who asked for peace is left in peace.
    """
    today = local_day(at)
    instrument = queries.instrument_in_use() or load_framework(text=OURS.read_text(encoding="utf-8"), by=by, at=at)
    due = [*_starting(instrument, today), *_later(today)]
    rows = [
        Questionnaire(
            volunteer_id=one.volunteer_id,
            application_id=one.application_id,
            instrument_id=one.instrument_id,
            wave=one.wave,
            due_on=one.due_on,
            closes_on=rules.closes_on(one.wave, one.due_on),
            asked_at=at,
        )
        for one in due
    ]
    Questionnaire.objects.bulk_create(rows, batch_size=1000)
    notifications.asked([(row.volunteer_id, row.id) for row in rows], at=at)
    if rows:
        audit.record("skills.ask_waves", by=by, at=at, waves=len(rows))
    return len(rows)


@transaction.atomic
def remind(*, by: Actor, at: datetime) -> int:
    """Remind, once, of a wave without an answer for ten days. Returns how many."""
    today = local_day(at)
    rows = Questionnaire.objects.filter(
        wave__in=ASKED,
        answered_at=None,
        declined_at=None,
        reminded_at=None,
        asked_at__lte=at - timedelta(days=rules.REMIND_AFTER_DAYS),
        closes_on__gte=today,
    ).exclude(Exists(_peace()))
    late = list(rows.order_by("id").values_list("volunteer_id", "pk"))
    notifications.reminded(late, at=at)
    Questionnaire.objects.filter(pk__in=[pk for _, pk in late]).update(reminded_at=at)
    if late:
        audit.record("skills.remind", by=by, at=at, waves=len(late))
    return len(late)


def _starting(instrument: Instrument, today: date) -> Iterator[_Due]:
    """Yield the first wave of those who were accepted and have met nobody yet."""
    accepted = Application.objects.filter(state__in=BEFORE_TRAINING, volunteer__user__isnull=False)
    asked = Questionnaire.objects.filter(application=OuterRef("pk"), wave=Wave.START)
    rows = accepted.exclude(Exists(asked)).exclude(Exists(_peace())).order_by("pk")
    for pk, volunteer in rows.values_list("pk", "volunteer_id"):
        yield _Due(volunteer, pk, instrument.pk, Wave.START, today)


def _later(today: date) -> Iterator[_Due]:
    """Yield the later waves of those who answered the first one, with the framework they began with."""
    began = Questionnaire.objects.filter(wave=Wave.START, answered_at__isnull=False, volunteer__user__isnull=False)
    began = began.exclude(Exists(_peace()))
    asked = set(Questionnaire.objects.exclude(wave=Wave.START).values_list("application_id", "wave"))
    paths = {row[0]: row for row in began.values_list("application_id", "volunteer_id", "instrument_id")}
    for application, introduced, closed, state in _pairs(paths):
        _, volunteer, instrument = paths[application]
        days = {Wave.END: rules.end_due(introduced, today if state in _ENDING and closed is None else closed)}
        if state in MEETING:
            days[Wave.EARLY] = rules.early_due(introduced)
        for wave, day in days.items():
            if day <= today <= rules.closes_on(wave, day) and (application, wave) not in asked:
                yield _Due(volunteer, application, instrument, wave, day)


_ENDING = (PairState.CLOSING, PairState.CLOSED)


def _pairs(paths: Iterable[UUID]) -> Iterator[tuple[UUID, date, date | None, str]]:
    wanted = set(paths)
    rows = Pair.objects.filter(introduced_on__isnull=False, state__in=(*MEETING, *_ENDING)).order_by("introduced_on", "id")
    for application, introduced, closed, state in rows.values_list(
        "clearance__application_id", "introduced_on", "closed_on", "state"
    ).iterator(chunk_size=5000):
        if application in wanted and introduced is not None:
            yield application, introduced, closed, state


def _peace() -> QuerySet[Peace]:
    """Return the wish to be left in peace of a row's volunteer."""
    return Peace.objects.filter(volunteer=OuterRef("volunteer"))
