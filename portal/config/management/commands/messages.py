"""Message catalogues: bring in step with the source, check, compile."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.config import catalogues


class Command(BaseCommand):
    """`messages --update | --check | --compile`."""

    help = "Bring the message catalogues in step with the source, check that they are complete, or compile them."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One of three."""
        what = parser.add_mutually_exclusive_group(required=True)
        for option in ("--update", "--check", "--compile"):
            what.add_argument(option, action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it and say so."""
        root, locale_root = settings.BASE_DIR, settings.LOCALE_ROOT
        if options["check"]:
            problems = catalogues.problems(root, locale_root)
            if problems:
                raise CommandError("\n".join([*problems, f"{len(problems)} messages to mend: make messages, then translate."]))
            return
        if options["update"]:
            self.stdout.write(f"{catalogues.update(root, locale_root)} catalogues brought in step.")
        self.stdout.write(f"{catalogues.compile_all(locale_root)} catalogues compiled.")
