"""The second factor of an account, and the sign-ins that were refused."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from portal.accounts.models import User


class SecondFactor(Protocol):
    """Gives an account its second factor, or takes it."""

    def __call__(self, *, user: User, secret: str | None) -> None:
        """Make a time-based one-time password (base32 secret, RFC 6238) the only second factor of the account; None leaves none."""


class LinkedSubjects(Protocol):
    """Forgets who accounts are at the providers that let them in."""

    def __call__(self, *, users: Collection[UUID]) -> None:
        """Forget it for accounts, by id; in the transaction of the caller."""


@dataclass(frozen=True)
class FailedAttempt:
    """A sign-in that was refused: `code` by which rule, found at `step` of `steps`; `received` are shapes and lengths only."""

    reference: str
    idp: str
    protocol: str
    code: str
    step: str
    steps: tuple[str, ...]
    received: tuple[dict[str, Any], ...]
    at: datetime


class FailedSignIns(Protocol):
    """Knows the sign-ins that were refused in the last thirty days."""

    def latest(self, *, at: datetime, idp: str = "", protocol: str = "", code: str = "") -> Sequence[FailedAttempt]:
        """Return them, newest first."""

    def attempt(self, *, reference: str, at: datetime) -> FailedAttempt | None:
        """Return the one of a reference, or None."""
