"""Who may push: bearer tokens by name, two valid at once for a rotation, stored as digests and compared in constant time."""

import hashlib
import re
from datetime import datetime
from hmac import compare_digest

from django.db import transaction
from django.utils.crypto import get_random_string

from integrations.hris.errors import TokenRefused
from integrations.hris.models import ScimToken
from portal.core import audit
from portal.core.actors import Acting

VALID = 2
_FORM = re.compile(r"scim_([0-9a-z]{12})_([0-9A-Za-z]{43})")


@transaction.atomic
def create(*, name: str, by: Acting, at: datetime) -> str:
    """Make a token and return its text, this once. Raises TokenRefused "two_valid" while two of the name are."""
    if ScimToken.objects.select_for_update().filter(name=name, revoked_at=None).count() >= VALID:
        raise TokenRefused("two_valid", name=name)
    prefix = get_random_string(12, "0123456789abcdefghijklmnopqrstuvwxyz")
    raw = f"scim_{prefix}_{get_random_string(43)}"
    token = ScimToken.objects.create(name=name, prefix=prefix, digest=_digest(raw), created_at=at)
    audit.record("hris.create_scim_token", by=by, at=at, subject=token.id, name=name)
    return raw


@transaction.atomic
def revoke(*, name: str, by: Acting, at: datetime) -> int:
    """Close the oldest valid token of a name, so that a rotation is create, change, revoke. Returns how many stay valid.

    Raises TokenRefused "unknown_name" when none is valid.
    """
    valid = list(ScimToken.objects.select_for_update().filter(name=name, revoked_at=None).order_by("created_at", "id"))
    if not valid:
        raise TokenRefused("unknown_name", name=name)
    ScimToken.objects.filter(pk=valid[0].pk).update(revoked_at=at)
    audit.record("hris.revoke_scim_token", by=by, at=at, subject=valid[0].id, name=name)
    return len(valid) - 1


def opens(*, header: str, at: datetime) -> ScimToken | None:
    """Return the token that an Authorization header carries, or None; notes its use, to the minute."""
    scheme, _, raw = header.partition(" ")
    form = _FORM.fullmatch(raw.strip()) if scheme.lower() == "bearer" else None
    token = ScimToken.objects.filter(prefix=form[1], revoked_at=None).first() if form else None
    if form is None or token is None or not compare_digest(token.digest, _digest(form[0])):
        return None
    ScimToken.objects.used(token, at)
    return token


def _digest(raw: str) -> str:
    return hashlib.sha256(raw.encode()).hexdigest()
