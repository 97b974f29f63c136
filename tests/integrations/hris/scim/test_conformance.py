"""The independent tester of SCIM servers finds nothing to say, from discovery to deletion, over the whole stack of the portal."""

from collections.abc import Iterator

import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from scim2_client.engines.wsgi import WSGISCIMClient
from scim2_tester import Status, check_server

from integrations.hris.models import ScimResource, ScimValue


@pytest.fixture(autouse=True)
def _the_connection_of_the_test_stays() -> Iterator[None]:
    """Django's own test client does the same: at the end of a request a server closes what a test's transaction lives in."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.django_db
def test_every_check_of_scim2_tester_passes(token: str) -> None:
    client = WSGISCIMClient(
        get_wsgi_application(), base_url="http://testserver/scim/v2", headers={"Authorization": f"Bearer {token}"}
    )
    results = check_server(client)
    wrong = [f"{one.title}: {one.reason}" for one in results if one.status not in {Status.SUCCESS, Status.SKIPPED}]
    assert wrong == []
    assert sum(one.status == Status.SUCCESS for one in results) > 100
    assert not ScimResource.objects.filter(deleted_at=None).exists()
    assert not ScimValue.objects.exists()
