"""Asks `verify` itself, without a request or a database: a provider as registered, a browser that has begun one sign-in."""

from typing import Any

import pytest
from lxml import etree

from integrations.sso.errors import SamlRefused
from integrations.sso.models import IdentityProvider
from integrations.sso.pending import PendingRequest, PendingRequests
from integrations.sso.refusals import STEPS
from integrations.sso.verification import Answer, verify
from portal.core import clock

from . import saml_forge as forge

REQUEST = "_request-1"


def provider(**changes: Any) -> IdentityProvider:
    facts: dict[str, Any] = {
        "slug": "acme",
        "entity_id": forge.ENTITY_ID,
        "name": "Acme",
        "sso_url": "https://idp.example.org/sso",
        "certificates": [forge.key_pair().certificate],
        "legal_entities": ["FR01"],
        "employee_number_attribute": "employeeNumber",
        "created_at": clock.now(),
    }
    return IdentityProvider(**facts | changes)


def facts(**changes: Any) -> forge.Facts:
    return forge.Facts(request_id=REQUEST).but(**changes)


def begun(*ids: str) -> PendingRequests:
    return PendingRequests(tuple(PendingRequest(each, "acme", "") for each in ids or (REQUEST,)))


def ask(message: etree._Element | str | bytes, idp: IdentityProvider | None = None) -> Answer:
    return verify(forge.encode(message), idp or provider(), begun(), clock.now())


def refusal(message: etree._Element | str | bytes, idp: IdentityProvider | None = None) -> str:
    """The code that a message is refused with; it is one of the table."""
    with pytest.raises(SamlRefused) as caught:
        ask(message, idp)
    assert caught.value.code in STEPS
    return caught.value.code
