"""The public keys that a provider signs with: read from what it publishes, weak and foreign ones left out."""

from collections.abc import Sequence
from typing import Any

import jwt

from .errors import OidcRefused, ProviderRefused
from .strict_json import decode_segment, read_object

Key = dict[str, str]
CURVES = {"P-256": "ES256", "P-384": "ES384", "P-521": "ES512"}
RSA = frozenset(f"{family}{size}" for family in ("RS", "PS") for size in (256, 384, 512))
ALGORITHMS = RSA | frozenset(CURVES.values())
RSA_BITS = range(2048, 8193)
LONGEST_EXPONENT = 4
MOST_KEYS = 30
PUBLIC = {"RSA": ("n", "e"), "EC": ("crv", "x", "y")}


def read_set(document: bytes) -> list[Key]:
    """Return the signing keys of a JWKS (RFC 7517), only what is public of each. Raises ProviderRefused "keys"."""
    try:
        listed = read_object(document).get("keys")
    except ValueError as error:
        raise ProviderRefused("keys") from error
    if not isinstance(listed, list) or len(listed) > MOST_KEYS:
        raise ProviderRefused("keys")
    found = [key for key in map(_public, listed) if key]
    if not found:
        raise ProviderRefused("keys")
    return found


def _public(jwk: Any) -> Key | None:
    """Return the public half of a signing key we would trust, or None."""
    names = PUBLIC.get(str(jwk.get("kty"))) if isinstance(jwk, dict) else None
    if names is None or jwk.get("use", "sig") != "sig" or "verify" not in jwk.get("key_ops", ["verify"]):
        return None
    kept = {name: jwk[name] for name in ("kty", *names, "kid", "alg") if name in jwk}
    if not {"kty", *names} <= kept.keys() or not all(isinstance(value, str) and len(value) <= 2048 for value in kept.values()):
        return None
    return kept if _is_sound(kept) else None


def _is_sound(key: Key) -> bool:
    try:
        if key["kty"] == "RSA" and len(decode_segment(key["e"])) > LONGEST_EXPONENT:
            return False
        loaded = jwt.PyJWK.from_dict(key, algorithm=default_algorithm(key)).key
    except (jwt.PyJWTError, ValueError, TypeError):
        return False
    return key["kty"] != "RSA" or loaded.key_size in RSA_BITS


def bits(key: Key) -> int:
    """Return how long an RSA key is."""
    return int.from_bytes(decode_segment(key["n"])).bit_length()


def default_algorithm(key: Key) -> str:
    """Return an algorithm that a key can sign with."""
    return "RS256" if key["kty"] == "RSA" else CURVES.get(key["crv"], "")


def fits(key: Key, algorithm: str) -> bool:
    """Return whether a key may have signed with an algorithm: of its kind, and the one it was published for, if it says one."""
    of_its_kind = algorithm in RSA if key["kty"] == "RSA" else CURVES.get(key["crv"]) == algorithm
    return of_its_kind and key.get("alg", algorithm) == algorithm


def candidates(keys: Sequence[Key], *, kid: str | None, algorithm: str) -> list[Key]:
    """Return the keys that may have signed a token with this header."""
    return [key for key in keys if fits(key, algorithm) and (kid is None or key.get("kid") == kid)]


def payload(token: str, keys: Sequence[Key], algorithm: str) -> bytes:
    """Return the payload of a token that one of the keys has signed. Raises OidcRefused "signature"."""
    for key in keys:
        try:
            signed: bytes = jwt.PyJWS().decode(token, jwt.PyJWK.from_dict(key, algorithm=algorithm), algorithms=[algorithm])
        except (jwt.PyJWTError, ValueError, TypeError):
            continue
        return signed
    raise OidcRefused("signature")
