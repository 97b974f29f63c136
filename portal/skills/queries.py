"""Reads on soft skills. A person reads their own; figures read means without a name; nobody else reads anything by default."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from portal.accounts.actors import Actor
from portal.core import clock
from portal.engagement.models import Volunteer
from portal.programmes.models import Association

from . import rules
from .enums import Wave
from .frameworks import Competence, Framework
from .models import Instrument, Peace, Questionnaire, Share

RELATED = ("instrument", "application__programme__association")


@dataclass(frozen=True)
class Line:
    """A competence of a profile: its mean from 1 to 5 in each wave; None where too few of its items were observed."""

    competence: Competence
    start: float | None
    end: float | None
    then: float | None

    @property
    def change(self) -> float | None:
        """How much higher the last wave is than the first, or None."""
        return None if self.start is None or self.end is None else self.end - self.start


@dataclass(frozen=True)
class Profile:
    """What a person said of themselves on one path: the competences, the days of the waves, the third month's items."""

    application_id: UUID
    programme: str
    framework: Framework
    lines: tuple[Line, ...]
    on: dict[str, date]
    pulse: tuple[tuple[str, int | None, int | None], ...]


@dataclass(frozen=True)
class ChangeFact:
    """A mentor who answered before training and whose last wave is over: means by competence before and after.

    `after` is None for who did not answer; `employee_id` is None for someone who left or never was in the company.
    """

    employee_id: UUID | None
    volunteer_user_id: UUID | None
    association_id: UUID
    instrument: str
    before: dict[str, float | None]
    after: dict[str, float | None] | None


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
    days = (on - clock.local_day(last.answered_at)).days
    return last if rules.LOOK_BACK_AFTER_DAYS <= days <= rules.OPEN_DAYS[Wave.THEN] else None


def profiles_of(*, volunteer_id: UUID) -> list[Profile]:
    """Return what a person said of themselves, a path each, the newest first. One SQL query."""
    rows = Questionnaire.objects.filter(volunteer_id=volunteer_id, answered_at__isnull=False).select_related(*RELATED)
    paths: dict[UUID, dict[str, Questionnaire]] = {}
    for row in rows.order_by("-due_on", "-id"):
        paths.setdefault(row.application_id, {})[row.wave] = row
    return [_profile(waves) for waves in paths.values()]


def is_in_peace(*, volunteer_id: UUID) -> bool:
    """Whether the person asked not to be asked any more."""
    return Peace.objects.filter(volunteer_id=volunteer_id).exists()


def shares_of(*, volunteer_id: UUID) -> list[Share]:
    """Return with whom a person shares their profile."""
    return list(Share.objects.filter(volunteer_id=volunteer_id).select_related("association"))


def may_share_with(*, volunteer: Volunteer) -> list[Association]:
    """Return the associations that a person handed their profile over to, and so may share this with, by name."""
    handed = Q(programmes__applications__volunteer=volunteer, programmes__applications__handovers__revoked_at=None)
    rows = Association.objects.filter(handed, programmes__applications__handovers__association=F("pk"))
    return list(rows.distinct().order_by("name"))


def shared_with(*, actor: Actor) -> list[Share]:
    """Return the profiles shared with the association of whoever acts, by name; antennas see those of their own candidates."""
    if actor.association_id is None:
        return []
    rows = Share.objects.filter(association_id=actor.association_id)
    if actor.antenna_ids:
        rows = rows.filter(volunteer__applications__programme__antenna_id__in=actor.antenna_ids).distinct()
    return list(rows.select_related("volunteer").order_by("volunteer__given_name", "volunteer__family_name", "id"))


def change_facts(*, start: date, end: date) -> Iterator[ChangeFact]:
    """Yield the mentors whose last wave ended from `start` to `end`: answered then, or closed without an answer. One SQL query.

    Only those who answered before their training: without it there is no change to speak of.
    """
    first = Questionnaire.objects.filter(application=OuterRef("application"), wave=Wave.START, answered_at__isnull=False)
    rows = Questionnaire.objects.filter(wave=Wave.END).annotate(before=first.values("answers")[:1]).filter(Exists(first))
    days = (clock.start_of_day(start), clock.start_of_day(date.fromordinal(end.toordinal() + 1)))
    over = Q(answered_at__gte=days[0], answered_at__lt=days[1]) | Q(answered_at=None, closes_on__range=(start, end))
    fields = ("volunteer__employee_id", "volunteer__user_id", "application__programme__association_id", "instrument_id")
    known = {one.pk: one for one in Instrument.objects.all()}
    frameworks = {pk: one.framework for pk, one in known.items()}
    listed = rows.filter(over).order_by("due_on", "id").values_list(*fields, "before", "answers", "answered_at")
    for employee, user, association, instrument, before, after, answered in listed.iterator(chunk_size=5000):
        framework = frameworks[instrument]
        said = rules.means(framework, after) if answered else None
        yield ChangeFact(employee, user, association, str(known[instrument]), rules.means(framework, _read(before)), said)


def _read(answers: Any) -> dict[str, int | None]:
    """Return answers, which a subquery of SQLite hands over as text."""
    found: dict[str, int | None] = json.loads(answers) if isinstance(answers, str) else answers
    return found


def _profile(waves: dict[str, Questionnaire]) -> Profile:
    any_wave = next(iter(waves.values()))
    framework = any_wave.instrument.framework
    seen = {wave: rules.means(framework, row.answers) for wave, row in waves.items()}
    lines = tuple(
        Line(one, *(seen.get(wave, {}).get(one.code) for wave in (Wave.START, Wave.END, Wave.THEN)))
        for one in framework.competences
    )
    early, start = waves.get(Wave.EARLY), waves.get(Wave.START)
    pulse = tuple(
        (item.code, start.answers.get(item.code) if start else None, early.answers.get(item.code))
        for item in rules.items_of(framework, Wave.EARLY)
        if early
    )
    on = {wave: clock.local_day(row.answered_at) for wave, row in waves.items() if row.answered_at}
    return Profile(any_wave.application_id, any_wave.application.programme.title, framework, lines, on, pulse)
