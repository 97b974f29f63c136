"""How long a control may take in all. Time never changes what is shown, but for one thing: when it is up, nothing is (R15)."""

from time import monotonic

SECONDS = 900.0  # far beyond the nodes of the search: the same world must give the same release on a slow machine


class OutOfTime(Exception):
    """The time of a control is up."""


class Patience:
    """A stopwatch that is handed down to every search of a control."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._until = monotonic() + seconds

    def left(self) -> float:
        """Return the seconds left; raise OutOfTime when there are none."""
        seconds = self._until - monotonic()
        if seconds <= 0:
            raise OutOfTime
        return seconds
