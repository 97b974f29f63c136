"""The code in an activation letter: twelve characters that cannot be misread, the last one checking the others.

The alphabet is Crockford's base 32 (no I, L, O, U); what people write for them is understood. Eleven characters drawn at random are
55 bits, beyond guessing at the rates allowed; the twelfth (Luhn's check, modulo 32) tells a slip of the finger from a wrong
code, and no slip counts as a try. Only a digest under SECRET_KEY is stored: a dump of the database opens nothing.
"""

import secrets
import unicodedata
from uuid import UUID

from django.utils.crypto import constant_time_compare, salted_hmac

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH, GROUP = 12, 4
DAYS = 30
MAX_TRIES = 10
_MISREAD = str.maketrans("OILU", "011V")
_SALT = "portal.people.activation_code"


def new_code() -> str:
    """Return a code at random."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return body + _check(body)


def printed(code: str) -> str:
    """Return the code as it stands in the letter: "7K3M-QX9P-2WTD"."""
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def read_code(typed: str) -> str | None:
    """Return the code somebody typed, in any case, with or without spaces and hyphens, or None when it cannot be one of ours."""
    plain = unicodedata.normalize("NFKC", typed).upper()
    code = "".join(sign for sign in plain if sign.isalnum()).translate(_MISREAD)
    if len(code) != LENGTH or not set(code) <= set(ALPHABET):
        return None
    return code if _check(code[:-1]) == code[-1] else None


def digest(*, employee_id: UUID, code: str) -> str:
    """Return what is stored of a code: it fits this employee only."""
    return salted_hmac(_SALT, f"{employee_id}:{code}", algorithm="sha256").hexdigest()


def fits(*, stored: str, employee_id: UUID, code: str) -> bool:
    """Return whether a code is the stored one, in constant time."""
    return constant_time_compare(stored, digest(employee_id=employee_id, code=code))


def told_use(*, count: int, used: int) -> tuple[int, int] | None:
    """Return how many letters of a batch have served, as a range at least five wide, or None for a batch too small to say.

    Human resources may know that letters work, never who used theirs (product.md): no range says "nobody" or "everybody".
    """
    if count < 20:
        return None
    bands = count // 5
    band = min(used // 5, bands - 1)
    return band * 5, count if band == bands - 1 else band * 5 + 4


def _check(body: str) -> str:
    """Return Luhn's check character, modulo the size of the alphabet."""
    base, total = len(ALPHABET), 0
    for at, sign in enumerate(reversed(body)):
        value = ALPHABET.index(sign) * (2 - at % 2)
        total += value // base + value % base
    return ALPHABET[-total % base]
