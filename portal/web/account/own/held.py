"""What waits in a browser's session between two pages of coming in: ids and no personal data, a quarter of an hour at most."""

from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

KEY = "own_access"
TIME = timedelta(minutes=15)


@dataclass(frozen=True)
class Held:
    """The letter read out (its id), the code that was sent (its id), whether others use this screen, and the page asked for."""

    until: float
    letter: str = ""
    code: str = ""
    shared: bool = False
    target: str = ""

    @property
    def letter_id(self) -> UUID | None:
        """The id of the letter, if one was read out."""
        return UUID(self.letter) if self.letter else None

    @property
    def code_id(self) -> UUID | None:
        """The id of the code sent to a telephone, if one was."""
        return UUID(self.code) if self.code else None


def keep(request: HttpRequest, *, at: datetime, letter: UUID | None = None, shared: bool, target: str) -> Held:
    """Begin, and return what waits now; what waited before is forgotten."""
    own_page = target if url_has_allowed_host_and_scheme(target, allowed_hosts=None) else ""
    begun = Held((at + TIME).timestamp(), letter.hex if letter else "", "", shared, own_page)
    request.session[KEY] = asdict(begun)
    return begun


def keep_code(request: HttpRequest, held: Held, code: UUID) -> None:
    """Go on: a code was sent."""
    request.session[KEY] = asdict(replace(held, code=code.hex))


def held(request: HttpRequest, at: datetime) -> Held | None:
    """Return what waits, or None when nothing does any more."""
    kept = request.session.get(KEY)
    found = Held(**kept) if kept else None
    return found if found and at.timestamp() < found.until else None


def forget(request: HttpRequest) -> None:
    """Nothing waits any more."""
    request.session.pop(KEY, None)
