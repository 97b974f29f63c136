"""Reads on published figures."""

from uuid import UUID

from .models import Release


def releases() -> list[Release]:
    """Return every release, the newest first."""
    return list(Release.objects.order_by("-number"))


def latest_release() -> Release | None:
    """Return the newest release with its figures and cells (three queries), or None before the first."""
    return Release.objects.prefetch_related("figures__cells").order_by("-number").first()


def release(*, release_id: UUID) -> Release:
    """Return a release with its figures and cells (three queries). Raises Release.DoesNotExist."""
    found: Release = Release.objects.prefetch_related("figures__cells").get(pk=release_id)
    return found
