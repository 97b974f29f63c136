"""The sources there are: file drops by their mapping, HRIS that are called as they were set up on a screen or at the terminal."""

from pathlib import Path

from .csv_drop import CsvDrop, versions
from .pull import setups
from .pull.source import Pulled


def names() -> list[str]:
    """Return the names of the sources, in order."""
    return setups.names()


def file_sources() -> list[str]:
    """Return the names of the sources that are file drops, in order."""
    return versions.names()


def source(name: str, *, file: Path | None = None) -> CsvDrop | Pulled:
    """Return a source, reading `file` instead of its own. Raises SourceRefused "unknown_source", "bad_mapping", "barred_column"."""
    return CsvDrop(versions.in_force(source=name), file) if name in versions.names() else setups.called(name=name)
