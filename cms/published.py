"""What editors published, as the figures count it: pages and the stories in them, never whose words they are."""

from datetime import date
from uuid import UUID

from portal.core import clock
from portal.metrics.ports import PublishedPage

from .models import CampaignPage, ContentPage


def pages(*, until: date) -> list[PublishedPage]:
    """Return the pages that are live and were first published by a day, each once whatever its languages.

    The portal asks it by settings.PUBLISHED_PAGES. One SQL query a kind of page.
    """
    found: dict[UUID, PublishedPage] = {}
    for model in ContentPage.__subclasses__():
        for page in model.objects.live().exclude(first_published_at=None).only("first_published_at", "translation_key", "body"):
            since, stories = clock.local_day(page.first_published_at), sum(block.block_type == "quote" for block in page.body)
            if since <= until:
                known = found.get(page.translation_key, PublishedPage(since, model is CampaignPage, stories))
                both = PublishedPage(min(since, known.since), known.of_campaign, max(stories, known.stories))
                found[page.translation_key] = both
    return list(found.values())
