"""Telephone numbers that can receive a text message, and the code sent to them."""

import re
import secrets
from uuid import UUID

from django.utils.crypto import constant_time_compare, salted_hmac

MINUTES = 10
DIGITS = 6
MAX_TRIES = 5
_NOISE = re.compile(r"[\s.\-/()\u2010-\u2015]")
_INTERNATIONAL = re.compile(r"\+[1-9]\d{7,14}")
_FRENCH_MOBILE = re.compile(r"\+33[67]\d{8}")
_SALT = "portal.people.phone_code"


def read_phone(typed: str) -> str | None:
    """Return the number in international form ("+33612345678"), or None when it cannot receive a text message.

    French numbers have to be mobile ones; others are taken with their country code.
    """
    plain = _NOISE.sub("", typed.replace("(0)", ""))
    if plain.startswith("00"):
        plain = f"+{plain[2:]}"
    elif plain.startswith("0"):
        plain = f"+33{plain[1:]}"
    if not plain.isascii() or not _INTERNATIONAL.fullmatch(plain):
        return None
    return plain if not plain.startswith("+33") or _FRENCH_MOBILE.fullmatch(plain) else None


def new_phone_code() -> str:
    """Return six digits at random."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"


def phone_digest(*, code_id: UUID, code: str) -> str:
    """Return what is stored of a code sent."""
    return salted_hmac(_SALT, f"{code_id}:{code}", algorithm="sha256").hexdigest()


def phone_code_fits(*, stored: str, code_id: UUID, typed: str) -> bool:
    """Return whether the digits typed, spaces aside, are those sent; a code never sent fits nothing. In constant time."""
    return constant_time_compare(stored, phone_digest(code_id=code_id, code="".join(typed.split()))) and bool(stored)
