"""Passkeys (WebAuthn), on allauth.mfa and fido2: enrolled, asked for, verified. A challenge serves once, right or wrong.

Each of them asks for the person (fingerprint, face, PIN: user verification), so one is two factors by itself. The callers are pages
inside allauth's middleware, whose request holds the challenge.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest
from fido2.utils import websafe_encode

from portal.accounts.models import User
from portal.core.errors import Refusal

LONGEST_ANSWER = 20_000
LONGEST_NAME = 60
LOOPBACK = {"127.0.0.1", "::1"}
# What reading a hostile answer may raise, in allauth, fido2 and cryptography.
UNREADABLE = (ValidationError, ValueError, TypeError, LookupError, AttributeError, InvalidSignature, UnsupportedAlgorithm)


class PasskeyRefused(Refusal):
    """An answer of a browser that proves nothing: no challenge waits for it, another site, another key, nobody was verified."""

    code = "passkey_refused"


@dataclass(frozen=True)
class Passkey:
    """A passkey as its owner sees it."""

    id: int
    name: str
    added_at: datetime
    used_at: datetime | None


def relying_party() -> dict[str, str]:
    """Return who we are to a browser: the host of our own address, never of the Host header; loopback has to be "localhost"."""
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    return {"id": "localhost" if host in LOOPBACK else host, "name": "Binôme"}


def creation_options(*, user: User) -> str:
    """Return what a browser needs to make a passkey for somebody (JSON); the challenge waits in the session."""
    return as_json(auth.begin_registration(user, passwordless=True))


def request_options(*, user: User | None) -> str:
    """Return what a browser needs to show a passkey (JSON): one of somebody's, or any that it holds for us."""
    return as_json(auth.begin_authentication(user))


def add(*, user: User, name: str, answer: str) -> None:
    """Keep the passkey that a browser has just made. Raises PasskeyRefused."""
    try:
        credential = read_answer(answer)
        auth.parse_registration_response(credential)
        made = auth.complete_registration(credential)
        if not made.is_user_verified() or _known(made.credential_data.credential_id):
            raise PasskeyRefused
        auth.WebAuthn.add(user, name.strip()[:LONGEST_NAME], credential)
    except UNREADABLE as error:
        raise PasskeyRefused from error
    finally:
        auth.clear_state()


def verified(*, answer: str, user: User | None) -> Authenticator:
    """Return the passkey that a browser has shown: one of `user`'s, or whose it says it is. Raises PasskeyRefused."""
    try:
        credential = read_answer(answer)
        auth.parse_authentication_response(credential)
        owner = user or auth.extract_user_from_response(credential)
        return auth.complete_authentication(owner, credential)
    except UNREADABLE as error:
        raise PasskeyRefused from error
    finally:
        auth.clear_state()


def note_used(request: HttpRequest, passkey: Authenticator, *, passwordless: bool = False) -> None:
    """Note that this session proved the person by a passkey, alone (`passwordless`) or after another proof."""
    passkey.record_usage()
    extra = {"passwordless": True} if passwordless else {}
    record_authentication(request, passkey.user, "mfa", id=passkey.pk, type=str(passkey.type), **extra)


def passkeys_of(*, user: User) -> list[Passkey]:
    """Return the passkeys of somebody, the oldest first."""
    rows = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).order_by("created_at", "pk")
    return [Passkey(row.pk, row.data["name"], row.created_at, row.last_used_at) for row in rows]


def remove(*, user_id: UUID, passkey_id: int) -> bool:
    """Take a passkey of somebody away. Returns whether it was theirs."""
    theirs = Authenticator.objects.filter(user_id=user_id, pk=passkey_id, type=Authenticator.Type.WEBAUTHN)
    return bool(theirs.delete()[0])


def _known(credential_id: bytes) -> bool:
    """Return whether an account holds this passkey already."""
    held = Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN, data__credential__id=websafe_encode(credential_id))
    return bool(held.exists())


def read_answer(answer: str) -> dict[str, Any]:
    """Return what a browser answered, read as JSON. Raises PasskeyRefused on what cannot be an answer."""
    try:
        read = json.loads(answer) if len(answer) <= LONGEST_ANSWER else None
    except (ValueError, RecursionError):
        read = None
    if not isinstance(read, dict) or not isinstance(read.get("response"), Mapping):
        raise PasskeyRefused
    return read


def as_json(options: dict[str, Any]) -> str:
    """Return options for a browser as JSON."""
    return json.dumps(options, cls=DjangoJSONEncoder)
