"""Where sources of files are set up, tried on a sample, and files handed in."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from portal.core.actors import Acting

from .dropped import Choices, DropSetup, StaffSample, Trial


class DropDesk(Protocol):
    """Where sources of files are set up and files handed in (settings.HRIS_DROPS). A refusal says why."""

    def sources(self) -> list[DropSetup]:
        """Return the sources of files, by name."""

    def titles(self) -> dict[str, str]:
        """Return how each source of files is called, by name; one whose mapping cannot be read is left out."""

    def source(self, *, name: str) -> DropSetup | None:
        """Return one, or None."""

    def sample_file(self, *, chunks: Iterable[bytes]) -> StaffSample:
        """Return the sample of a file handed in; the file itself is forgotten at once."""

    def sample_last(self, *, name: str) -> StaffSample:
        """Return the sample of the last file of a source that is still there."""

    def proposed(self, *, name: str, sample: StaffSample) -> Choices:
        """Return the mapping in force fitted to a sample, with what the usual headings and values of staff lists suggest."""

    def tried(self, *, name: str, choices: Choices, sample: StaffSample, on: date) -> Trial:
        """Read a sample with a mapping that is not saved. Raises a Refusal for a mapping that is not allowed."""

    def save(self, *, name: str, title: str, choices: Choices, base: int, by: Acting, at: datetime) -> int:
        """Save a version over `base` and return its number. Raises a Refusal when there is a newer one, or for a bad mapping."""

    def create(self, *, name: str, title: str, by: Acting, at: datetime) -> None:
        """Make a source that reads the usual headings. Raises a Refusal when the name is bad or taken."""

    def restore(self, *, name: str, number: int, by: Acting, at: datetime) -> int:
        """Save an earlier version anew and return its number; 0 is what was delivered."""

    def hand_in(self, *, name: str, file_name: str, chunks: Iterable[bytes], by: Acting, at: datetime) -> UUID:
        """Take a file in and have the worker plan it. Returns the run. Raises a Refusal when it cannot be read at all."""
