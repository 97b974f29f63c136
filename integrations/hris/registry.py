"""The sources there are: a file drop is a mapping file, an HRIS that is called is set up on a screen or at the terminal."""

from pathlib import Path

from .csv_drop import CsvDrop
from .csv_drop.mapping import FOLDER, files, load
from .pull import setups
from .pull.source import Pulled


def names() -> list[str]:
    """Return the names of the sources, in order."""
    return setups.names()


def file_sources() -> list[str]:
    """Return the names of the sources that are file drops, in order."""
    return files()


def source(name: str, *, file: Path | None = None) -> CsvDrop | Pulled:
    """Return a source, reading `file` instead of its own. Raises SourceRefused "unknown_source" or "bad_mapping"."""
    return CsvDrop(load(FOLDER / f"{name}.toml"), file) if name in files() else setups.called(name=name)
