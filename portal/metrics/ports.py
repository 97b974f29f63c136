"""What the room asks of those above it: a release as a file, to be carried where the company wants it; the pages it published."""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from django.conf import settings
from django.utils.module_loading import import_string

from .models import Release


@dataclass(frozen=True)
class ReleasedFile:
    """A release as a file: the same bytes that a reader downloads."""

    name: str
    content_type: str
    content: bytes

    @property
    def digest(self) -> str:
        """The SHA-256 of its bytes."""
        return sha256(self.content).hexdigest()


def released_file(*, release: Release, kind: str) -> ReleasedFile:
    """Return a release (figures and cells loaded) as a file of a kind, by settings.RELEASE_FILES. Raises LookupError."""
    found: ReleasedFile = import_string(settings.RELEASE_FILES)(release=release, kind=kind)
    return found


@dataclass(frozen=True)
class PublishedPage:
    """A page that is published: since which day, whether it is a campaign's, and how many stories people agreed to tell in it."""

    since: date
    of_campaign: bool
    stories: int


def published_pages(*, until: date) -> list[PublishedPage]:
    """Return the pages that are published and were so on a day, each once whatever its languages, by settings.PUBLISHED_PAGES."""
    found: list[PublishedPage] = import_string(settings.PUBLISHED_PAGES)(until=until)
    return found
