"""What an HRIS asks of us before it answers. Secrets stay in here and in the headers: never in an address, never in an error."""

from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from integrations.hris.errors import SourceRefused

if TYPE_CHECKING:
    from .calling import Caller


class Credentials(Protocol):
    """Gives the headers of a call."""

    def headers(self, caller: "Caller", *, renew: bool) -> Mapping[str, str]:
        """Return the headers; `renew` when the last ones were refused. Raises SourceRefused "not_let_in"."""


@dataclass(frozen=True)
class Fixed:
    """Headers that never change; a refusal is final."""

    said: Mapping[str, str] = field(repr=False)

    def headers(self, _caller: "Caller", *, renew: bool) -> Mapping[str, str]:
        """Return the headers. Raises SourceRefused "not_let_in"."""
        if renew:
            raise SourceRefused("not_let_in", status=401)
        return self.said


def basic(user: str, password: str) -> Fixed:
    """Return a name and a password as HTTP Basic."""
    return Fixed({"Authorization": f"Basic {b64encode(f'{user}:{password}'.encode()).decode()}"})


@dataclass
class Bearer:
    """An access token for a form: renewed when it is refused, asked for anew at each run and stored nowhere.

    `form` returns what is posted, read at each renewal so that a token rotated meanwhile by another process counts. A rotated
    refresh token is handed to `keep` before anything else happens: the vendor has forgotten the old one already.
    """

    url: str
    form: Callable[[], Mapping[str, str]] = field(repr=False)
    keep: Callable[[str], None] | None = field(default=None, repr=False)
    proof: Mapping[str, str] = field(default_factory=dict, repr=False)
    token: str = field(default="", repr=False)

    def headers(self, caller: "Caller", *, renew: bool) -> Mapping[str, str]:
        """Return the headers, with a new token when there is none or it was refused. Raises SourceRefused "not_let_in"."""
        if renew or not self.token:
            self.token = self._new(caller)
        return {"Authorization": f"Bearer {self.token}"}

    def _new(self, caller: "Caller") -> str:
        said = self.form()
        status, answer = caller.form(self.url, said, self.proof)
        if status in {400, 401} and (now := self.form()) != said:
            said = now
            status, answer = caller.form(self.url, said, self.proof)
        token, rotated = answer.get("access_token"), answer.get("refresh_token")
        if status != 200 or not isinstance(token, str) or not token:
            raise SourceRefused("not_let_in", status=status)
        if self.keep is not None and isinstance(rotated, str) and rotated and rotated != said.get("refresh_token"):
            self.keep(rotated)
        return token
