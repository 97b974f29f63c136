"""The catalogue file: in and out."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.accounts.actors import SYSTEM
from portal.core import clock
from portal.programmes import queries
from portal.programmes.errors import ImportRefused
from portal.programmes.operations import import_catalogue
from portal.programmes.rules import files

SUFFIXES = (".json", ".csv")


class Command(BaseCommand):
    """`catalogue import FILE [--dry-run]` and `catalogue export FILE`, JSON or CSV by the file's ending."""

    help = "Bring the catalogue in step with a file in API Engagement's field names, or write it to one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Import or export, and the file."""
        parser.add_argument("what", choices=("import", "export"))
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what would change, change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it and say so."""
        file: Path = options["file"]
        if file.suffix not in SUFFIXES:
            raise CommandError("A .json or a .csv file, please.")
        if options["what"] == "export":
            rows = queries.catalogue_rows(on=clock.today())
            file.write_text(files.write(rows, suffix=file.suffix), encoding="utf-8")
            self.stdout.write(f"{len(rows)} programmes written to {file.name}.")
            return
        self._import(file, dry_run=options["dry_run"])

    def _import(self, file: Path, *, dry_run: bool) -> None:
        try:
            rows = files.read(file.read_bytes().decode("utf-8-sig"), suffix=file.suffix)  # line ends as they are
            report = import_catalogue(rows=rows, by=SYSTEM, at=clock.now(), dry_run=dry_run)
        except (OSError, ValueError) as broken:
            raise CommandError(f"{file.name} cannot be read: {broken}") from broken
        except ImportRefused as refused:
            lines = [f"row {error.row}: {error.field}: {error.rule}" for error in refused.errors]
            raise CommandError("\n".join([*lines, "Nothing was written."])) from refused
        self.stdout.write(
            f"{'Would write' if dry_run else 'Written'}: {len(report.created)} new programmes, {len(report.changed)} changed, "
            f"{len(report.unchanged)} as they were; {report.associations} new associations, {report.associations_changed} changed, "
            f"{report.intakes} intakes."
        )
