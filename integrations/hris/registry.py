"""The sources there are: one a mapping file. Adding one touches a folder and nothing else."""

from pathlib import Path

from .csv_drop import CsvDrop
from .csv_drop.mapping import FOLDER, load
from .errors import SourceRefused


def names() -> list[str]:
    """Return the names of the sources, in order."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def source(name: str, *, file: Path | None = None) -> CsvDrop:
    """Return a source, reading `file` instead of its own. Raises SourceRefused "unknown_source" or "bad_mapping"."""
    if name not in names():
        raise SourceRefused("unknown_source", known=names())
    return CsvDrop(load(FOLDER / f"{name}.toml"), file)
