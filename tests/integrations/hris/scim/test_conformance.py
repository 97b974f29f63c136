"""The independent tester of SCIM servers finds nothing to say, from discovery to deletion, over the whole stack of the portal."""

import pytest
from django.core.wsgi import get_wsgi_application
from scim2_client.engines.wsgi import WSGISCIMClient
from scim2_tester import Status, check_server

from integrations.hris.models import ScimResource, ScimValue


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
