"""What a load balancer asks."""

import pytest
from django.test import Client

from portal.web.public import health


def test_the_process_says_that_it_lives(client: Client) -> None:
    assert client.get("/healthz").content == b"ok"


@pytest.mark.django_db
def test_the_portal_says_that_it_can_serve(client: Client) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"database": True, "migrations": True, "cache": True})


@pytest.mark.django_db
def test_the_portal_says_what_it_lacks(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_cache", lambda: False)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["cache"]) == (503, False)
