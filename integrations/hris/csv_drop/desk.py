"""Where sources of files are set up and files handed in, as the portal's screens ask for it (portal.people.ports.DropDesk)."""

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings

from integrations.hris.errors import SourceRefused
from integrations.hris.tasks import plan_handed_in
from portal.core import clock
from portal.core.actors import Acting
from portal.people.ports import Choices, DropSetup, MappingMade, StaffSample, Trial

from . import handed, proposing, sampling, saving, trying, versions
from .mapping import files
from .reading import weigh


class Desk:
    """The sources there are."""

    def sources(self) -> list[DropSetup]:
        """Return the sources of files, by name."""
        return [_setup(name) for name in versions.names()]

    def titles(self) -> dict[str, str]:
        """Return how each source of files is called, by name; one whose mapping cannot be read is left out."""
        found = {}
        for name in versions.names():
            with suppress(SourceRefused):
                found[name] = str(versions.said(source=name)[1].get("title") or name)
        return found

    def source(self, *, name: str) -> DropSetup | None:
        """Return one, or None."""
        return _setup(name) if name in versions.names() else None

    def sample_file(self, *, chunks: Iterable[bytes]) -> StaffSample:
        """Return the sample of a file handed in; the file itself is forgotten at once. Raises SourceRefused."""
        with _passing(chunks) as path:
            return sampling.sample(weigh(path))

    def sample_last(self, *, name: str) -> StaffSample:
        """Return the sample of the last file of a source that is still there. Raises SourceRefused, "no_file" for none."""
        path = _last_file(name)
        if path is None:
            raise SourceRefused("no_file")
        return sampling.sample(weigh(path))

    def proposed(self, *, name: str, sample: StaffSample) -> Choices:
        """Return the mapping in force fitted to a sample. Raises SourceRefused "unknown_source"."""
        return proposing.proposed(versions.in_force(source=name), sample)

    def tried(self, *, name: str, choices: Choices, sample: StaffSample, on: date) -> Trial:
        """Read a sample with a mapping that is not saved. Raises SourceRefused "bad_mapping" or "barred_column"."""
        _number, below = versions.said(source=name)
        text = proposing.as_said(choices, title=below["title"], below=below)
        return trying.tried(versions.mapping_of(text, source=name), sample, on=on, at=clock.now())

    def create(self, *, name: str, title: str, by: Acting, at: datetime) -> None:
        """Make a source that reads the usual headings. Raises SetupRefused."""
        saving.create(source=name, title=title, by=by, at=at)

    def save(self, *, name: str, title: str, choices: Choices, base: int, by: Acting, at: datetime) -> int:
        """Save a new version over `base` and return its number. Raises SetupRefused "newer_version", SourceRefused."""
        _number, below = versions.said(source=name)
        text = proposing.as_said(choices, title=title, below=below)
        return saving.save(source=name, text=text, base=base, by=by, at=at).number

    def restore(self, *, name: str, number: int, by: Acting, at: datetime) -> int:
        """Save an earlier version anew and return its number. Raises SourceRefused "unknown_source", SetupRefused."""
        texts = _texts(name)
        if number not in texts:
            raise SourceRefused("unknown_source", known=versions.names())
        return saving.save(source=name, text=texts[number], base=max(texts), by=by, at=at).number

    def hand_in(self, *, name: str, file_name: str, chunks: Iterable[bytes], by: Acting, at: datetime) -> UUID:
        """Take a file in and have the worker plan it. Returns the run. Raises SourceRefused, RunRefused "run_unfinished"."""
        run = handed.hand_in(source=name, file_name=file_name, chunks=chunks, by=by, at=at)
        plan_handed_in.enqueue(str(run.id))
        return run.id


def _setup(name: str) -> DropSetup:
    number, text = versions.said(source=name)
    mapping = versions.mapping_of(text, source=name, version=number)
    return DropSetup(
        name=name,
        title=mapping.title,
        version=number,
        choices=proposing.choices_of(mapping),
        headings=mapping.columns,
        made=_made(name),
        has_file=_last_file(name) is not None,
    )


def _texts(name: str) -> dict[int, dict[str, Any]]:
    """Return every version of a source, by number; 0 is what was delivered."""
    found = {0: versions.delivered(source=name)} if name in files() else {}
    return found | {row.number: row.said for row in versions.history(source=name)}


def _made(name: str) -> tuple[MappingMade, ...]:
    """Return the versions of a source saved on the screen, the latest first, each with the fields that it changed."""
    texts = {number: proposing.choices_of(versions.mapping_of(text, source=name)) for number, text in _texts(name).items()}
    made = []
    for row in versions.history(source=name):
        here, before = texts[row.number], texts.get(row.number - 1, {})
        changed = tuple(field for field, choice in here.items() if choice != before.get(field)) if before else ()
        made.append(MappingMade(row.number, row.made_by, row.made_at, changed))
    return tuple(made)


def _last_file(name: str) -> Path | None:
    """Return the last file read of a source that was not purged yet, else the one its mapping names."""
    done = Path(settings.HRIS_DROP) / name / "done"
    read = [path for path in done.glob("*") if path.is_file() and not path.name.endswith((".report.txt", ".manifest.json"))]
    _number, text = versions.said(source=name)
    own = Path(settings.BASE_DIR) / text["file"] if text.get("file") else None
    return max(read, key=lambda path: path.name) if read else own if own and own.is_file() else None


@contextmanager
def _passing(chunks: Iterable[bytes]) -> Iterator[Path]:
    """Keep what is handed in for as long as the block lasts."""
    with tempfile.TemporaryDirectory(prefix="binome-") as folder:
        yield handed.kept(Path(folder) / "sample", chunks)
