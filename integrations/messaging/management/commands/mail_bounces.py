"""`mail_bounces`: the mail server hands over what came back, one notification on standard input or a folder of them."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from integrations.messaging.bounces import LARGEST, read_bounce
from portal.accounts.actors import SYSTEM
from portal.core import clock, wanted


class Command(BaseCommand):
    """For a pipe of the mail server (`|manage.py mail_bounces`), or each hour over a Maildir's `new` folder."""

    help = "Note the mails that came back. Reads one from standard input, or every file of a folder, which it then removes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take a folder."""
        parser.add_argument("--folder", type=Path, help="a folder of notifications, such as the new/ of a Maildir")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, note, and say how many of which."""
        folder: Path | None = options["folder"]
        if folder is None:
            self.stdout.write(self._note(sys.stdin.buffer.read(LARGEST)))
            return
        if not folder.is_dir():
            raise CommandError(f"There is no folder {folder}.")
        said: dict[str, int] = {}
        for path in sorted(one for one in folder.iterdir() if one.is_file()):
            with path.open("rb") as file:
                word = self._note(file.read(LARGEST))
            said[word] = said.get(word, 0) + 1
            path.unlink()
        self.stdout.write(", ".join(f"{word}: {count}" for word, count in sorted(said.items())) or "nothing there")

    @staticmethod
    def _note(raw: bytes) -> str:
        bounce = read_bounce(raw)
        if bounce is None:
            return "not a notification about ours"
        if not bounce.for_good:
            return "not for good"
        known = wanted.note_bounce(message_id=bounce.message_id, code=bounce.status, by=SYSTEM, at=clock.now())
        return "noted" if known else "unknown message"
