"""What there is to read of a training module, wherever it is written (portal.engagement.ports)."""

from collections.abc import Collection
from uuid import UUID

from portal.engagement.ports import ModuleContent, training_content


def modules_with_content(*, module_ids: Collection[UUID]) -> frozenset[UUID]:
    """Return which of these modules have something to read. One SQL query; none for no module."""
    return training_content().published(module_ids=module_ids) if module_ids else frozenset()


def module_content(*, module_id: UUID, language: str) -> ModuleContent | None:
    """Return what is published for a module in this language, else in another one (its `language` says which), or None.

    Whether somebody may read it is for the caller: `module_for` (a volunteer), `modules_of` (an association).
    """
    return training_content().content(module_id=module_id, language=language)
