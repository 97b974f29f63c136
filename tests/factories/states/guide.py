"""The guide: which screen shows which state, to whom, and what it must say there."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import translation

from portal.accounts.models import User
from tests.factories.accounts import sign_in


@dataclass(frozen=True)
class Form:
    """What is typed into a form of the screen before its button is pressed; "*" ticks every box of a name.

    `within` says which form, where there are several; `before`: what was sent just before.
    """

    press: str
    fields: dict[str, str] = field(default_factory=dict)
    within: str = "main"
    before: "Form | None" = None


@dataclass(frozen=True)
class Stop:
    """One screen in one state. `of`: the states it shows, as "machine:state"; `session` is empty for who did not sign in."""

    part: str
    name: str
    who: str
    session: str
    address: str
    of: tuple[str, ...]
    says: tuple[str, ...]
    status: int = 200
    form: Form | None = None


@dataclass
class Guide:
    """Gathers the stops, and opens one session for each person."""

    stops: list[Stop] = field(default_factory=list)
    sessions: dict[str, str] = field(default_factory=dict)
    part: str = ""

    def see(
        self,
        who: User | None,
        screen: str,
        *says: str,
        args: Iterable[object] = (),
        query: str = "",
        of: str | Iterable[str] = (),
        name: str = "",
        status: int = 200,
        form: Form | None = None,
    ) -> None:
        """Add a stop: somebody (or a visitor) opens a screen, which must say something."""
        with translation.override("fr"):
            address = reverse(screen, args=list(args)) + query
        shown = (of,) if isinstance(of, str) else tuple(of)
        handle = who.display_name if who else "a visitor"
        called = name or ", ".join((screen, *shown))
        self.stops.append(Stop(self.part, called, handle, self._session(who), address, shown, says, status, form))

    def written(self) -> list[dict[str, Any]]:
        """Return the guide as what JSON can hold."""
        return [asdict(stop) for stop in self.stops]

    def _session(self, who: User | None) -> str:
        if who is None:
            return ""
        if who.handle not in self.sessions:
            client = sign_in(Client(SERVER_NAME="127.0.0.1"), who)
            self.sessions[who.handle] = client.cookies["sessionid"].value
        return self.sessions[who.handle]
