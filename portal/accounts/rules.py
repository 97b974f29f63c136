"""Pure rules of accounts: handles, API keys, what a key's text holds."""

import hashlib
import re
from dataclasses import dataclass

SSO_PREFIX = "sso:"
LETTER_PREFIX = "letter:"
LOCAL_PREFIX = "local:"
COMPANY_PREFIXES = (SSO_PREFIX, LETTER_PREFIX)
"""Accounts that the company opens and that close with the contract."""
KEY_FORM = re.compile(r"bnm_([0-9a-z]{12})_([0-9A-Za-z_-]{43})")
VALID_KEYS = 2


@dataclass(frozen=True)
class KeyText:
    """The two parts of a raw API key: what finds it, and what is stored of it."""

    prefix: str
    digest: str


def local_handle(email: str) -> str:
    """Return the handle of a local account."""
    return f"{LOCAL_PREFIX}{email.strip().lower()}"


def sso_handle(provider: str, subject: str) -> str:
    """Return the handle of a company account; the digest keeps the employee number out of it."""
    return f"{SSO_PREFIX}{provider}:{hashlib.sha256(f'{provider}|{subject}'.encode()).hexdigest()[:40]}"


def letter_handle(subject: str) -> str:
    """Return the handle of an account opened with an activation letter; `subject` is the employee's id."""
    return f"{LETTER_PREFIX}{subject}"


def read_key(raw: str) -> KeyText | None:
    """Return the parts of a raw API key, or None when it has not the form of one."""
    match = KEY_FORM.fullmatch(raw)
    return KeyText(match[1], hashlib.sha256(raw.encode()).hexdigest()) if match else None
