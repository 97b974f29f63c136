"""Reads for figures: means without a name, for `portal.metrics` alone."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from portal.core import clock
from portal.skills import rules
from portal.skills.enums import Wave
from portal.skills.models import Instrument, Questionnaire

from .sharing import in_force


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


def change_facts(*, start: date, end: date, shared_with: UUID | None = None) -> Iterator[ChangeFact]:
    """Yield the mentors whose last wave ended from `start` to `end`: answered then, or closed without an answer. One SQL query.

    Only those who answered before their training: without it there is no change to speak of. `shared_with` keeps the paths in an
    association with which the person shares their profile.
    """
    first = Questionnaire.objects.filter(application=OuterRef("application"), wave=Wave.START, answered_at__isnull=False)
    rows = Questionnaire.objects.filter(wave=Wave.END).annotate(before=first.values("answers")[:1]).filter(Exists(first))
    if shared_with is not None:
        shares = in_force(association_id=shared_with).filter(volunteer=OuterRef("volunteer"))
        rows = rows.filter(Exists(shares), application__programme__association_id=shared_with)
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
