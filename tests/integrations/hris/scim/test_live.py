"""The same independent tester, over HTTP: a server that listens, and an empty company behind it."""

from collections.abc import Iterable
from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer
from scim2_client.engines.wsgi import WSGISCIMClient
from scim2_tester import Status, check_server
from urllib3 import PoolManager

from integrations.hris.models import ScimResource
from integrations.hris.scim import tokens
from portal.accounts.actors import SYSTEM
from portal.core import clock
from portal.people.models import Employee


class Wire:
    """Carries each request of the tester to a server over a socket."""

    def __init__(self, server: str) -> None:
        self.server = server
        self.pool = PoolManager()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        headers = {name[5:].replace("_", "-").title(): value for name, value in environ.items() if name.startswith("HTTP_")}
        headers |= {"Content-Type": environ["CONTENT_TYPE"]} if environ.get("CONTENT_TYPE") else {}
        headers.pop("Host", None)
        query = f"?{environ['QUERY_STRING']}" if environ.get("QUERY_STRING") else ""
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        path = environ["SCRIPT_NAME"] + environ["PATH_INFO"]
        answer = self.pool.request(environ["REQUEST_METHOD"], f"{self.server}{path}{query}", body=body, headers=headers)
        kept = [(name, value) for name, value in answer.headers.items() if name.lower() not in {"connection", "transfer-encoding"}]
        start_response(f"{answer.status} {answer.reason or 'Status'}", kept)
        return [answer.data]


@pytest.mark.live
@pytest.mark.django_db(transaction=True)
def test_every_check_passes_over_http_against_an_empty_company(live_server: LiveServer) -> None:
    assert not Employee.objects.exists()
    token = tokens.create(name="tester", by=SYSTEM, at=clock.now())
    client = WSGISCIMClient(
        Wire(live_server.url), base_url="http://testserver/scim/v2", headers={"Authorization": f"Bearer {token}"}
    )
    results = check_server(client)
    assert [f"{one.title}: {one.reason}" for one in results if one.status not in {Status.SUCCESS, Status.SKIPPED}] == []
    assert sum(one.status == Status.SUCCESS for one in results) > 100
    assert not ScimResource.objects.filter(deleted_at=None).exists()
