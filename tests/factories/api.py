"""The system of an association, as it calls."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.test import Client

from portal.accounts import operations
from portal.accounts.actors import SYSTEM
from portal.accounts.enums import Scope
from portal.core import clock

EVERY_SCOPE = tuple(Scope.values)


class Partner:
    """Calls the API with a key of its own."""

    def __init__(self, association_id: UUID, *scopes: str) -> None:
        at = clock.now()
        self.account = operations.create_api_client(
            association_id=association_id, name="Suivi", scopes=scopes or EVERY_SCOPE, by=SYSTEM, at=at
        )
        self.key = operations.issue_api_key(client=self.account, expires_at=at + timedelta(days=1), by=SYSTEM, at=at)
        self.http = Client()

    def get(self, path: str, **headers: str) -> Any:
        """GET under /api/v1/."""
        return self.http.get(f"/api/v1/{path}", headers=self._headers(headers))

    def post(self, path: str, body: Any, once: str = "", **headers: str) -> Any:
        """POST JSON under /api/v1/, with an Idempotency-Key of its own unless one is given."""
        return self.http.post(
            f"/api/v1/{path}",
            data=json.dumps(body, default=str),
            content_type="application/json",
            headers=self._headers({"Idempotency-Key": once or uuid4().hex} | headers),
        )

    def _headers(self, headers: dict[str, str]) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"} | headers
