"""The watched folder of a source: which files have come whole, and where they go.

<folder>/<source>/liste.csv            whole once it stops growing, or once liste.csv.ready lies beside it
<folder>/<source>/liste.csv.ready      or the file itself under that name, renamed by whoever sends it when it is whole
<folder>/<source>/taking/              the file being read: a crash leaves it there, and it is taken again
<folder>/<source>/handed/              files handed in on the screen, until they are planned
<folder>/<source>/done/  failed/       read, or refused, each with its report; purged after so many days
"""

import fcntl
import os
import re
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from django.utils.timezone import localtime

from .manifest import beside

READY = ".ready"
ASIDE = ("taking", "handed", "done", "failed")
_NOT_FILES = (READY, ".manifest.json", ".part", ".filepart", ".tmp", ".crdownload")
_STRANGE = re.compile(r"[^\w.()+ -]")


@dataclass
class Inbox:
    """The folder of one source. `settles_after` is how many seconds a file without a marker has to stay as it is."""

    folder: Path
    settles_after: float = 60
    looks: dict[str, tuple[int, int]] = field(default_factory=dict)

    def prepare(self) -> None:
        """Make the folders that are not there yet."""
        for name in ASIDE:
            (self.folder / name).mkdir(parents=True, exist_ok=True)

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """Hold the folder for as long as the block lasts; False when another process does. A killed process lets it go."""
        with (self.folder / ".lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                yield False
                return
            yield True

    def whole(self, at: datetime) -> list[Path]:
        """Return the files that have come whole, the oldest first: left by a crash, marked ready, or seen unchanged twice."""
        left = sorted(path for path in (self.folder / "taking").iterdir() if path.is_file() and not path.name.endswith(_NOT_FILES))
        here = [
            path for path in self.folder.iterdir() if path.is_file() and not path.is_symlink() and not path.name.startswith(".")
        ]
        marked = {path.name.removesuffix(READY) for path in here if path.name.endswith(READY)}
        found = [path for path in here if self._is_whole(path, marked, at)]
        self.looks = {path.name: _look(path) for path in here if path not in found}
        return left + sorted(found, key=lambda path: (path.stat().st_mtime_ns, path.name))

    def _is_whole(self, path: Path, marked: set[str], at: datetime) -> bool:
        if path.name.endswith(READY):
            return path.stat().st_size > 0
        if path.name.endswith(_NOT_FILES):
            return False
        still = at.timestamp() - path.stat().st_mtime >= self.settles_after and self.looks.get(path.name) == _look(path)
        return path.name in marked or still

    def take(self, path: Path) -> Path:
        """Move a file out of the sender's reach, with what lies beside it, and return where it is now."""
        if path.parent.name == "taking":
            return path
        name = path.name.removesuffix(READY)
        taken = self.folder / "taking" / safe_name(name)
        os.replace(path, taken)
        marker, promise = self.folder / f"{name}{READY}", beside(self.folder / name)
        marker.unlink(missing_ok=True)
        if promise.is_file():
            os.replace(promise, beside(taken))
        return taken

    def put_away(self, taken: Path, *, where: str, at: datetime, report: Iterable[str]) -> Path:
        """Move a file that was taken to done/ or failed/, under its name and the moment, with a report of what became of it."""
        target = self.folder / where / f"{localtime(at):%Y%m%d-%H%M%S}-{taken.name}"
        if beside(taken).is_file():
            os.replace(beside(taken), beside(target))
        target.with_name(f"{target.name}.report.txt").write_text("\n".join(report) + "\n", encoding="utf-8")
        os.replace(taken, target)
        os.utime(target, (at.timestamp(), at.timestamp()))
        return target

    def purge(self, *, at: datetime, days: int) -> int:
        """Delete what was put away more than so many days ago. Returns how many files."""
        gone = 0
        for path in [path for where in ("done", "failed") for path in (self.folder / where).glob("*")]:
            if path.is_file() and path.stat().st_mtime < (at - timedelta(days=days)).timestamp():
                path.unlink()
                gone += 1
        return gone


def look_twice(inboxes: Iterable[Inbox], *, pause: float, at: datetime) -> None:
    """Look at each folder once and wait a moment, so that the next look can tell what stays as it is."""
    for inbox in inboxes:
        inbox.whole(at)
    time.sleep(pause)


def _look(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_size, found.st_mtime_ns


def safe_name(name: str) -> str:
    """Return the name of a file with nothing strange in it."""
    return _STRANGE.sub("_", name)[-150:].lstrip(".") or "fichier"
