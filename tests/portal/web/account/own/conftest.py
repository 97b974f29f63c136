"""A telephone that takes messages, and limits that start afresh."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from pytest_django import Settings

from tests.factories import telephone


@pytest.fixture(autouse=True)
def _telephone(settings: Settings) -> Iterator[None]:
    cache.clear()
    telephone.SENT.clear()
    settings.TEXT_MESSAGES = "tests.factories.telephone.outgoing"
    yield
    cache.clear()
