"""The form of an ID token: a small compact JWS with an allowed algorithm; what its header says of keys elsewhere is not read."""

from dataclasses import dataclass
from typing import Any

from .errors import OidcRefused
from .keys import ALGORITHMS
from .strict_json import BASE64URL, decode_segment, read_object

LARGEST = 64 * 1024
LONGEST_KID = 256
ENCRYPTED_SEGMENTS = 5


@dataclass(frozen=True)
class Header:
    """All that is read of a header. An address of keys (jku, x5u) or a key (jwk, x5c) in it counts for nothing."""

    algorithm: str
    kid: str | None


def header_of(token: str, *, kind: str = "jwt") -> Header:
    """Return the header of a token of the allowed form, signed or not yet.

    Raises OidcRefused ("token_too_large", "token_encrypted", "token_form", "algorithm_not_allowed", "critical_header",
    "wrong_type").
    """
    if len(token) > LARGEST:
        raise OidcRefused("token_too_large")
    segments = token.split(".")
    if len(segments) == ENCRYPTED_SEGMENTS:
        raise OidcRefused("token_encrypted")
    if len(segments) != 3:
        raise OidcRefused("token_form")
    header = _read(segments[0])
    algorithm, kid, said = header.get("alg"), header.get("kid"), header.get("typ", kind)
    if not isinstance(algorithm, str) or algorithm not in ALGORITHMS:
        raise OidcRefused("algorithm_not_allowed")
    if "crit" in header or "b64" in header:
        raise OidcRefused("critical_header")
    if not isinstance(said, str) or said.lower().removeprefix("application/") != kind:
        raise OidcRefused("wrong_type")
    if kid is not None and (not isinstance(kid, str) or len(kid) > LONGEST_KID):
        raise OidcRefused("token_form")
    if not all(BASE64URL.fullmatch(segment) for segment in segments):
        raise OidcRefused("token_form")
    return Header(algorithm, kid)


def _read(segment: str) -> dict[str, Any]:
    try:
        return read_object(decode_segment(segment))
    except ValueError as error:
        raise OidcRefused("token_form") from error


def claims_of(payload: bytes) -> dict[str, Any]:
    """Return the claims of a verified payload. Raises OidcRefused "claims_form"."""
    try:
        return read_object(payload)
    except ValueError as error:
        raise OidcRefused("claims_form") from error
