"""The pages of coming in without a company account, walked as a person would."""

import html
import re
from contextlib import AbstractContextManager
from typing import Any, Protocol

from django.test import Client

from tests.passkeys import SoftwarePasskey

OWN, LETTER, MEANS, CODE = (f"/fr/account/own/{page}" for page in ("", "letter/", "means/", "code/"))
BY_PASSKEY, SHOW, OPTIONS = f"{MEANS}passkey/", f"{OWN}passkey/", f"{OWN}passkey/options/"
PHONE = "06 12 34 56 78"


class Commits(Protocol):
    """pytest-django's fixture: runs what waits for a commit."""

    def __call__(self, *, execute: bool = ...) -> AbstractContextManager[Any]: ...


def opened(client: Client) -> bool:
    """Whether a session is open in this browser."""
    return "_auth_user_id" in client.session


def reads_out(client: Client, number: str, code: str, **more: str) -> Any:
    """Send the matricule and the code of a letter."""
    return client.post(LETTER, {"number": number, "code": code, **more})


def gives_phone(client: Client, commits: Commits, phone: str = PHONE) -> Any:
    """Choose a telephone; the message leaves once the page is answered."""
    with commits(execute=True):
        return client.post(MEANS, {"phone": phone})


def asks_code(client: Client, commits: Commits, number: str, **more: str) -> Any:
    """Ask for a code at the sign-in page."""
    with commits(execute=True):
        return client.post(OWN, {"number": number, **more})


def asked(page: Any) -> str:
    """Return what a page asks of a passkey."""
    found = re.search(r'data-options="([^"]+)"', page.content.decode())
    assert found is not None
    return html.unescape(found[1])


def makes_passkey(client: Client, passkey: SoftwarePasskey) -> Any:
    """Make a passkey at the page of means."""
    return client.post(BY_PASSKEY, {"credential": passkey.create(asked(client.get(MEANS)))})


def shows_passkey(client: Client, passkey: SoftwarePasskey, **more: str) -> Any:
    """Show a passkey at the sign-in page."""
    return client.post(SHOW, {"credential": passkey.get(client.get(OPTIONS).content.decode()), **more})
