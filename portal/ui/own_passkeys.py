"""Passkeys of employees without a company account, on fido2: made with a letter in hand, then the way in by itself.

They are kept with the employee (`people.OwnMeans`), not with allauth: here the passkey is the whole way in, no second factor of a
password. As with local accounts each asks for the person, and a challenge serves once, right or wrong.
"""

import os
from collections.abc import Mapping
from typing import Any, cast

from django.http import HttpRequest
from fido2 import cbor
from fido2.cose import CoseKey
from fido2.server import Fido2Server
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    AuthenticatorAttachment,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from portal.people.enums import MeansKind
from portal.people.models import OwnMeans
from portal.people.operations import NewMeans
from portal.people.queries import means_by_credential

from .passkeys import UNREADABLE, PasskeyRefused, as_json, read_answer, relying_party

STATE = "own_passkey"
HANDLE_BYTES = 32


def creation_options(request: HttpRequest, *, name: str, elsewhere: bool) -> str:
    """Return what a browser needs to make a passkey (JSON); the challenge waits in the session.

    `name` is what the telephone shows in its list. On a shared screen the passkey is made `elsewhere`: on the telephone that
    photographs the square which the browser shows, never in the screen itself.
    """
    handle = os.urandom(HANDLE_BYTES)  # at random: it names nobody
    options, state = _server().register_begin(
        PublicKeyCredentialUserEntity(id=handle, name=name, display_name=name),
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=UserVerificationRequirement.REQUIRED,
        authenticator_attachment=AuthenticatorAttachment.CROSS_PLATFORM if elsewhere else None,
    )
    request.session[STATE] = state
    return as_json(dict(options))


def created(request: HttpRequest, *, answer: str) -> NewMeans:
    """Return the passkey that a browser has just made. Raises PasskeyRefused."""
    state = request.session.pop(STATE, None)
    try:
        made = _server().register_complete(state, read_answer(answer))
        credential = made.credential_data
        if credential is None or not made.is_user_verified():
            raise PasskeyRefused
        public = websafe_encode(cbor.encode(dict(credential.public_key)))
    except UNREADABLE as error:
        raise PasskeyRefused from error
    return NewMeans(MeansKind.PASSKEY, "", websafe_encode(credential.credential_id), public, made.counter)


def request_options(request: HttpRequest) -> str:
    """Return what a browser needs to show any passkey that it holds for us (JSON)."""
    options, state = _server().authenticate_begin(user_verification=UserVerificationRequirement.REQUIRED)
    request.session[STATE] = state
    return as_json(dict(options))


def shown(request: HttpRequest, *, answer: str) -> tuple[OwnMeans, int]:
    """Return whose passkey a browser has shown, and its counter, for `people.count_passkey`. Raises PasskeyRefused."""
    state = request.session.pop(STATE, None)
    try:
        read = AuthenticationResponse.from_dict(read_answer(answer))
        means = means_by_credential(credential_id=websafe_encode(read.raw_id))
        if means is None:
            raise PasskeyRefused
        public = CoseKey.parse(cast(Mapping[int, Any], cbor.decode(websafe_decode(means.public_key))))
        known = AttestedCredentialData.create(bytes(16), read.raw_id, public)
        _server().authenticate_complete(state, [known], read)
    except UNREADABLE as error:
        raise PasskeyRefused from error
    return means, read.response.authenticator_data.counter


def _server() -> Fido2Server:
    return Fido2Server(PublicKeyCredentialRpEntity(**relying_party()))
