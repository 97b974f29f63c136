"""The subjects of an association's provider, forgotten with the name of whoever they led to."""

from collections.abc import Collection
from uuid import UUID

from .models import LinkedSubject


def forget(*, users: Collection[UUID]) -> None:
    """Let nobody in any more as one of these accounts through a provider (portal.accounts.ports.LinkedSubjects)."""
    LinkedSubject.objects.filter(user__in=users).delete()
