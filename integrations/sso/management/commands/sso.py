"""Identity providers from the command line: `sso register` and `sso check`."""

from argparse import ArgumentParser
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from integrations.sso import addresses, checks, idp_metadata, operations, queries, safe_xml
from integrations.sso.errors import RegistrationRefused
from integrations.sso.names import EMPLOYEE_NUMBER
from integrations.sso.oidc import command as openid
from portal.accounts.actors import SYSTEM
from portal.core import clock
from portal.people.queries import legal_entities

WARNING_DAYS = 30


class Command(BaseCommand):
    """Register a company's identity provider from its metadata file, or say what is wrong with those registered."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        register = actions.add_parser("register", help="register a provider, or bring it in step with a new file")
        register.add_argument("--slug", required=True, help="its short name in addresses: /sso/<slug>/login/")
        register.add_argument("--entity", required=True, action="append", help="code of a legal entity it signs in (repeatable)")
        register.add_argument("--metadata", required=True, type=Path, help="its SAML metadata, as a file")
        register.add_argument("--name", default="", help="what the sign-in button says")
        register.add_argument("--employee-number-attribute", default=EMPLOYEE_NUMBER, help='attribute, or "NameID"')
        register.add_argument("--role-attribute", default="", help="attribute that carries groups")
        register.add_argument(
            "--role", action="append", default=[], metavar="GROUP=ROLE", help="group that gives a role (repeatable)"
        )
        openid.add_to(actions)
        actions.add_parser("check", help="print what is wrong, or will be")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do one of the actions."""
        if options["action"] == openid.ACTION:
            self.stdout.write(openid.register(options))
            return
        self.register(options) if options["action"] == "register" else self.check_all()

    def register(self, options: dict[str, Any]) -> None:
        """Read the file and register."""
        try:
            document = options["metadata"].read_bytes()
        except OSError as error:
            raise CommandError(f"Cannot read {options['metadata']}: {error.strerror}.") from error
        if len(document) > safe_xml.LARGEST:
            raise CommandError("The metadata file is larger than 256 KiB.")
        try:
            operations.register_idp(
                slug=options["slug"],
                name=options["name"] or options["slug"],
                description=idp_metadata.read(document),
                legal_entities=options["entity"],
                employee_number_attribute=options["employee_number_attribute"],
                role_attribute=options["role_attribute"],
                role_mapping=dict(pair.partition("=")[::2] for pair in options["role"]),
                by=SYSTEM,
                at=clock.now(),
            )
        except RegistrationRefused as refusal:
            raise CommandError(f"Not registered: {refusal.code} {refusal.facts or ''}".strip()) from refusal
        self.stdout.write(f"Registered {options['slug']}. Give the provider our metadata: {addresses.entity_id(options['slug'])}")

    def check_all(self) -> None:
        """Print the problems; exit 1 when there is one."""
        problems = [line for line in [checks.differing_libraries()] if line]
        if not settings.PUBLIC_URL.startswith("https://") and settings.IN_PRODUCTION:
            problems.append("BINOME_PUBLIC_URL is not https.")
        known = {entity.code for entity in legal_entities()}
        unfit = queries.unfit_for_production()
        problems += openid.problems()
        for door in queries.company_doors(active_only=True):
            if missing := sorted(set(door.entities) - known):
                problems.append(f"{door.slug}: the HRIS has no legal entity {', '.join(missing)}")
            if max(door.certificates_end) <= clock.today() + timedelta(days=WARNING_DAYS):
                problems.append(f"{door.slug}: its last certificate ends on {max(door.certificates_end)}")
            if door.slug in unfit:
                problems.append(f"{door.slug}: not an https address, or a developer's provider")
        for line in problems:
            self.stdout.write(line)
        if problems:
            raise CommandError(f"{len(problems)} to mend.")
        self.stdout.write("Nothing to mend.")
