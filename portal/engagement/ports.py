"""What the room asks of whoever holds the content of training: editors write it, and the room knows no page."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString


@dataclass(frozen=True)
class ModuleContent:
    """What a module has to read: its language, its introduction in plain words, and its body, safe to show as it is."""

    language: str
    introduction: str
    body: SafeString


class TrainingContent(Protocol):
    """Who holds it (settings.TRAINING_CONTENT)."""

    def published(self, *, module_ids: Collection[UUID]) -> frozenset[UUID]:
        """Return which of these modules have something to read, in whichever language. One SQL query."""

    def content(self, *, module_id: UUID, language: str) -> ModuleContent | None:
        """Return what is published for a module, in this language, else in another; None if nothing is."""


def training_content() -> TrainingContent:
    """Return who holds the content of training."""
    found: TrainingContent = import_string(settings.TRAINING_CONTENT)()
    return found
