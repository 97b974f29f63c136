"""What editors publish for training modules, as the portal reads it (portal.engagement.ports): the page, never who read it."""

from collections.abc import Collection
from uuid import UUID

from portal.engagement.ports import ModuleContent

from .models import TrainingPage


class Trainings:
    """The pages of training modules that are published."""

    def published(self, *, module_ids: Collection[UUID]) -> frozenset[UUID]:
        """Return which of these modules have a page, in whichever language. One SQL query."""
        return frozenset(TrainingPage.objects.live().filter(module__in=module_ids).values_list("module_id", flat=True))

    def content(self, *, module_id: UUID, language: str) -> ModuleContent | None:
        """Return a module's page in this language, else in another; None if none is published. One SQL query, and its pictures'."""
        pages = TrainingPage.objects.live().filter(module=module_id).select_related("locale").order_by("path")
        found = sorted(pages, key=lambda page: page.locale.language_code != language)
        return ModuleContent(found[0].locale.language_code, found[0].introduction, found[0].whole_body()) if found else None
