"""Identity providers of the company from the command line."""

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from integrations.sso.cli import checking, registering, renewing
from integrations.sso.oidc import command as openid

EXAMPLES = """
A provider from the file the company's administrators give:
  manage.py sso register --slug acme --entity FR01 --metadata idp-metadata.xml
Then give them our own metadata, at the address that is printed. More of it:
  manage.py sso register --slug acme --entity FR01 --entity FR02 --metadata idp-metadata.xml --name "Acme account" \\
      --employee-number-attribute matricule --role-attribute groups --role binome-rse=csr --role binome-rh=hr
From an address, read again by itself; the fingerprint is that of a certificate you have compared:
  manage.py sso register --slug acme --entity FR01 --metadata https://idp.example.org/metadata --pin 3A:F0:…
A new certificate is announced, then used:
  manage.py sso rollover --slug acme --add new.pem
  manage.py sso rollover --slug acme --drop FINGERPRINT-OF-THE-OLD-ONE
"""


class Command(BaseCommand):
    """`sso register|register-oidc|check|fetch-metadata|rollover`: docs/single-sign-on.md has the whole story."""

    help = "Register a company's identity provider, keep it in step, say what is wrong with those registered."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Add the examples, as they are written."""
        parser = super().create_parser(prog_name, subcommand, epilog=EXAMPLES, **kwargs)
        parser.formatter_class = RawDescriptionHelpFormatter
        return parser

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the actions."""
        actions = parser.add_subparsers(dest="action", required=True)
        registering.add_to(actions.add_parser("register", help="register a SAML provider, or bring it in step with what you say"))
        openid.add_to(actions)
        checking.add_to(actions.add_parser("check", help="print what is wrong, or will be; ends with 1 when something is"))
        renewing.add_fetch_to(actions.add_parser("fetch-metadata", help="read the metadata at the providers' addresses again"))
        renewing.add_rollover_to(actions.add_parser("rollover", help="change certificates, theirs or ours, with nobody locked out"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Do one of the actions."""
        act = {
            "register": registering.run,
            openid.ACTION: openid.register,
            "check": checking.run,
            "fetch-metadata": renewing.fetch,
            "rollover": renewing.rollover,
        }
        self.stdout.write(act[options["action"]](options))
