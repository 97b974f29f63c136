"""Reading JSON that strangers send: one object, no name twice, no infinity, no depth that overflows."""

import base64
import binascii
import json
import re
from typing import Any, NoReturn

BASE64URL = re.compile(r"[A-Za-z0-9_-]+")


def read_object(document: bytes) -> dict[str, Any]:
    """Return the object of a document. Raises ValueError when it is anything else."""
    try:
        found = json.loads(document.decode("utf-8"), object_pairs_hook=_once, parse_constant=_not_a_number)
    except RecursionError as error:
        raise ValueError("too deep") from error
    if not isinstance(found, dict):
        raise ValueError("not an object")
    return found


def decode_segment(segment: str) -> bytes:
    """Return the bytes of a segment of a token (base64url without padding, RFC 7515). Raises ValueError."""
    if not BASE64URL.fullmatch(segment):
        raise ValueError("not base64url")
    try:
        return base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4))
    except binascii.Error as error:
        raise ValueError("not base64url") from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name twice")
    return found


def _not_a_number(name: str) -> NoReturn:
    raise ValueError(name)
