"""What a verified ID token must say: from this provider, for us, now, in answer to this very sign-in.

OpenID Connect Core 1.0, 3.1.3.7, with nothing missing taken for a pass.
"""

import base64
import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .errors import OidcRefused

SKEW = 120
FRESH = 600
LONGEST_SUBJECT = 255
LONGEST_NUMBER = 64
MOST_VALUES = 500
# Values of `amr` (RFC 8176) that say more than a password: several factors, or one that is held and not known.
SECOND_FACTORS = frozenset({"mfa", "otp", "hwk", "sc"})

Claims = Mapping[str, Any]


@dataclass(frozen=True)
class Expected:
    """What a token is held against: who must have issued it, to which client, for which sign-in, and when it came."""

    issuer: str
    client_id: str
    nonce: str
    at: datetime


def check(claims: Claims, expected: Expected) -> None:
    """Check issuer, audience, time and nonce. Raises OidcRefused."""
    if claims.get("iss") != expected.issuer:
        raise OidcRefused("wrong_issuer")
    check_audience(claims, expected.client_id)
    check_time(claims, expected.at)
    if claims.get("nonce") != expected.nonce:
        raise OidcRefused("wrong_nonce")


def check_audience(claims: Claims, client_id: str) -> None:
    """Check that the token is for us: alone, or with others when we are the party it was issued to. Raises OidcRefused."""
    said, party = claims.get("aud"), claims.get("azp")
    audiences = [said] if isinstance(said, str) else said
    if not isinstance(audiences, list) or client_id not in audiences or not all(isinstance(one, str) for one in audiences):
        raise OidcRefused("wrong_audience")
    if party != client_id and (party is not None or len(audiences) > 1):
        raise OidcRefused("wrong_party")


def check_time(claims: Claims, at: datetime) -> None:
    """Check that the token was issued just now and still holds; an end is required. Raises OidcRefused."""
    now, issued, ends = at.timestamp(), _instant(claims, "iat"), _instant(claims, "exp")
    if ends + SKEW <= now:
        raise OidcRefused("expired")
    if not -SKEW <= now - issued <= FRESH + SKEW:
        raise OidcRefused("not_fresh")
    if "nbf" in claims and _instant(claims, "nbf") > now + SKEW:
        raise OidcRefused("too_early")


def check_access_token(claims: Claims, access_token: str, algorithm: str) -> None:
    """Check that the access token is the one the ID token was issued with, where it says so (3.1.3.6). Raises OidcRefused."""
    said = claims.get("at_hash")
    if said is None:
        return
    digest = hashlib.new(f"sha{algorithm[2:]}", access_token.encode()).digest()
    if said != base64.urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=").decode():
        raise OidcRefused("wrong_access_token")


def subject(claims: Claims) -> str:
    """Return who the provider says it is, in its own words. Raises OidcRefused "subject_form"."""
    said = claims.get("sub")
    if not isinstance(said, str) or not said.strip() or len(said) > LONGEST_SUBJECT or not said.isprintable():
        raise OidcRefused("subject_form")
    return said


def employee_number(claims: Claims, name: str) -> str:
    """Return the employee number of the claim agreed on: one text. Raises OidcRefused "no_employee_number"."""
    found = values(claims, name)
    number = found[0].strip() if len(found) == 1 else ""
    if not number or len(number) > LONGEST_NUMBER or not number.isprintable():
        raise OidcRefused("no_employee_number")
    return number


def values(claims: Claims, name: str) -> tuple[str, ...]:
    """Return the texts of a claim, by its name or by a path of names ("realm_access.roles"); nothing when there is none."""
    found: Any = claims.get(name)
    if found is None and "." in name:
        found = claims
        for part in name.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
    listed = found if isinstance(found, list) else [found]
    return tuple(one for one in listed[:MOST_VALUES] if isinstance(one, str))


def session(claims: Claims) -> str:
    """Return the session at the provider, "" when it names none."""
    said = claims.get("sid")
    return said if isinstance(said, str) and len(said) <= LONGEST_SUBJECT and said.isprintable() else ""


def asserts_second_factor(claims: Claims, acr_values: list[str]) -> bool:
    """Return whether the provider says that more than a password was used: by `amr`, or by an `acr` agreed on."""
    said = claims.get("amr")
    methods = {one for one in said if isinstance(one, str)} if isinstance(said, list) else set()
    return not methods.isdisjoint(SECOND_FACTORS) or claims.get("acr") in [value for value in acr_values if value]


def _instant(claims: Claims, name: str) -> float:
    said = claims.get(name)
    if isinstance(said, bool) or not isinstance(said, int | float) or not 0 < said < 1e11 or not math.isfinite(said):
        raise OidcRefused("instant_malformed")
    return float(said)
