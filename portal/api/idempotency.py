"""A POST sent twice under one Idempotency-Key acts once and is answered alike (IETF draft idempotency-key-header)."""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from portal.accounts.actors import Actor

from .models import StoredReply
from .problems import Conflict, KeyReused

HEADER = "Idempotency-Key"
KEPT = timedelta(hours=24)


def once(request: Request, *, by: Actor, at: datetime, act: Callable[[], Response]) -> Response:
    """Run `act` in a transaction with its stored reply, or give the reply stored before.

    Raises ValidationError without a usable key, KeyReused when the key came with another request, Conflict while the first runs.
    """
    key, digest, client = _key(request), _digest(request), cast(UUID, by.id)
    try:
        with transaction.atomic():
            stored = StoredReply.objects.create(client_id=client, key=key, request_digest=digest, at=at)
            reply = act()
            StoredReply.objects.filter(pk=stored.pk).update(status=reply.status_code, body=reply.data)
            return reply
    except IntegrityError:
        return _again(client, key, digest)


def forget(*, at: datetime) -> int:
    """Delete the replies kept for longer than a day; a key may then be used anew. Returns how many."""
    return StoredReply.objects.filter(at__lt=at - KEPT).delete()[0]


def _again(client: UUID, key: str, digest: str) -> Response:
    stored = StoredReply.objects.filter(client_id=client, key=key).first()
    if stored is None:
        raise Conflict(code="conflict")
    if stored.request_digest != digest:
        raise KeyReused
    return Response(stored.body, status=stored.status, headers={"Idempotency-Replayed": "true"})


def _key(request: Request) -> str:
    key: str = request.headers.get(HEADER, "").strip()
    if not 8 <= len(key) <= 100 or not key.isascii() or not key.isprintable():
        words = _("Une clé de 8 à 100 caractères ASCII, unique par requête, est demandée.")
        raise ValidationError({HEADER: words}, code="idempotency_key")
    return key


def _digest(request: Request) -> str:
    # DRF has read the stream; the parsed value stands for it.
    text = f"{request.method} {request.path} {json.dumps(request.data, sort_keys=True)}"
    return hashlib.sha256(text.encode()).hexdigest()
