"""Text that a dump of the database must not give away.

Fernet (AES-128-CBC with HMAC-SHA256) under keys that live in the environment only; the first key encrypts, all of them decrypt,
so keys can be rotated.
"""

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import models


@lru_cache(maxsize=4)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def encrypt(text: str) -> str:
    """Return the text as a token; the empty text stays empty."""
    return _box(tuple(settings.FIELD_KEYS)).encrypt(text.encode()).decode() if text else ""


def decrypt(token: str) -> str:
    """Return the text of a token. Raises cryptography.fernet.InvalidToken when no key fits."""
    return _box(tuple(settings.FIELD_KEYS)).decrypt(token.encode()).decode() if token else ""


def seal(content: bytes) -> bytes:
    """Return bytes as a token."""
    return _box(tuple(settings.FIELD_KEYS)).encrypt(content)


def unseal(token: bytes) -> bytes:
    """Return the bytes of a token. Raises cryptography.fernet.InvalidToken when no key fits."""
    return _box(tuple(settings.FIELD_KEYS)).decrypt(token)


if TYPE_CHECKING:
    _TextField = models.TextField[str, str]
else:
    _TextField = models.TextField


class EncryptedTextField(_TextField):
    """A text stored encrypted; it can be neither searched nor ordered by. `max_length` counts the clear text."""

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        """Return the clear text."""
        return None if value is None else decrypt(value)

    def get_prep_value(self, value: Any) -> Any:
        """Return the token to store."""
        prepared = super().get_prep_value(value)
        return prepared if prepared is None else encrypt(str(prepared))

    def get_lookup(self, lookup_name: str) -> Any:
        """Only `isnull` means anything on an encrypted column."""
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None
