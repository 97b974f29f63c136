"""A caller with a token, and the shapes that identity providers send."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from django.test import Client

from integrations.hris.scim import tokens
from portal.accounts.actors import SYSTEM
from portal.core import clock

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


class Answer:
    """What came back."""

    def __init__(self, response: Any) -> None:
        self.status = response.status_code
        self.headers = response.headers
        self.body: dict[str, Any] = json.loads(response.content) if response.content else {}

    @property
    def id(self) -> str:
        return str(self.body["id"])

    @property
    def names(self) -> list[str]:
        return [resource["userName"] for resource in self.body["Resources"]]


class Provider:
    """An identity provider that calls with its token."""

    def __init__(self, token: str) -> None:
        self.token = token
        self.client = Client()

    def call(self, method: str, path: str, body: Any = None, *, headers: Mapping[str, str] | None = None, **query: str) -> Answer:
        data = json.dumps(body) if body is not None and not isinstance(body, bytes) else body or ""
        sent = {"Authorization": f"Bearer {self.token}", **(headers or {})}
        response = self.client.generic(
            method, f"/scim/v2{path}", data, content_type="application/scim+json", headers=sent, query_params=query or None
        )
        return Answer(response)

    def get(self, path: str, **query: str) -> Answer:
        return self.call("GET", path, None, headers=None, **query)

    def find(self, filter_: str, kind: str = "Users") -> Answer:
        return self.get(f"/{kind}", filter=filter_)

    def post(self, path: str, body: Any) -> Answer:
        return self.call("POST", path, body)

    def put(self, path: str, body: Any) -> Answer:
        return self.call("PUT", path, body)

    def patch(self, path: str, *operations: dict[str, Any]) -> Answer:
        return self.call("PATCH", path, {"schemas": [PATCH], "Operations": list(operations)})

    def delete(self, path: str) -> Answer:
        return self.call("DELETE", path)


def user(user_name: str, **more: Any) -> dict[str, Any]:
    """Return a user as a provider posts it."""
    enterprise = more.pop("enterprise", None)
    schemas = [USER, *([ENTERPRISE] if enterprise else [])]
    return {"schemas": schemas, "userName": user_name, **({ENTERPRISE: enterprise} if enterprise else {}), **more}


@pytest.fixture
def token(db: None) -> str:
    return tokens.create(name="entra", by=SYSTEM, at=clock.now())


@pytest.fixture
def provider(token: str) -> Provider:
    return Provider(token)


@pytest.fixture
def created(provider: Provider) -> Callable[..., str]:
    """Post a user; return its id."""
    return lambda user_name, **more: provider.post("/Users", user(user_name, **more)).id
