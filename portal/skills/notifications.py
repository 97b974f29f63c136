"""What the room tells people: who and about what, by id."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from portal.core import outbox


def asked(whom: Iterable[tuple[UUID, UUID]], *, at: datetime) -> int:
    """Say that a wave is open: (volunteer, questionnaire). Returns how many."""
    return outbox.put_many("skills.asked", recipient_kind="volunteer", recipients=whom, at=at)


def reminded(whom: Iterable[tuple[UUID, UUID]], *, at: datetime) -> int:
    """Say it once more, and never again: (volunteer, questionnaire). Returns how many."""
    return outbox.put_many("skills.reminder", recipient_kind="volunteer", recipients=whom, at=at)
