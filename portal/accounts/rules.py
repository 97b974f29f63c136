"""Pure rules of accounts: handles, API keys, what a key's text holds, how long a session lasts, what a device is called."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

SSO_PREFIX = "sso:"
LETTER_PREFIX = "letter:"
LOCAL_PREFIX = "local:"
RESCUE_PREFIX = "rescue:"
COMPANY_PREFIXES = (SSO_PREFIX, LETTER_PREFIX)
"""Accounts that the company opens and that close with the contract."""
KEY_FORM = re.compile(r"bnm_([0-9a-z]{12})_([0-9A-Za-z_-]{43})")
VALID_KEYS = 2
LONGEST_SESSION = timedelta(hours=12)
# What a browser says of itself, the more particular first; the last words of most lists are in all of them.
BROWSERS = (("edge", "Edg"), ("opera", "OPR/"), ("firefox", "Firefox/"), ("firefox", "FxiOS"), ("chrome", "Chrome/"),
            ("chrome", "CriOS"), ("safari", "Safari/"))  # fmt: skip
SYSTEMS = (("android", "Android"), ("iphone", "iPhone"), ("ipad", "iPad"), ("windows", "Windows"), ("mac", "Mac OS X"),
           ("chromeos", "CrOS"), ("linux", "Linux"))  # fmt: skip


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


def rescue_handle(email: str) -> str:
    """Return the handle of a break-glass account."""
    return f"{RESCUE_PREFIX}{email.strip().lower()}"


def device_of(user_agent: str) -> str:
    """Return the family of a device, "firefox:windows": enough to recognise one's own, not enough to tell two people apart."""
    browser = next((code for code, word in BROWSERS if word in user_agent), "")
    return f"{browser}:{next((code for code, word in SYSTEMS if word in user_agent), '')}"


def session_is_over(*, begun: datetime, ends: datetime | None, at: datetime) -> bool:
    """Return whether a session is past its time: twelve hours, or what the identity provider allowed (SessionNotOnOrAfter)."""
    return at >= begun + LONGEST_SESSION or (ends is not None and at >= ends)
