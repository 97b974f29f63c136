"""A person's own profile: what they said of themselves, a path each."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from portal.core import clock
from portal.skills import rules
from portal.skills.enums import Wave
from portal.skills.models import Questionnaire
from portal.skills.shapes import Competence, Framework

from .waves import RELATED


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


def profiles_of(*, volunteer_id: UUID) -> list[Profile]:
    """Return what a person said of themselves, a path each, the newest first. One SQL query."""
    rows = Questionnaire.objects.filter(volunteer_id=volunteer_id, answered_at__isnull=False).select_related(*RELATED)
    paths: dict[UUID, dict[str, Questionnaire]] = {}
    for row in rows.order_by("-due_on", "-id"):
        paths.setdefault(row.application_id, {})[row.wave] = row
    return [_profile(waves) for waves in paths.values()]


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
