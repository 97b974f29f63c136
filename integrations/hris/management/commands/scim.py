"""The identity provider's tokens at the terminal: create, revoke, list."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from integrations.hris.errors import TokenRefused
from integrations.hris.models import ScimToken
from integrations.hris.scim import tokens
from portal.accounts.actors import SYSTEM
from portal.core import clock

_SAID = {
    "two_valid": "Two tokens of this name are valid already: revoke the older one first (scim token revoke NAME).",
    "unknown_name": "No valid token has this name.",
}


class Command(BaseCommand):
    """`scim token create|revoke|list [NAME]`."""

    help = "Make, close or list the tokens that let an identity provider push users to /scim/v2/."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do, for which name."""
        token = parser.add_subparsers(dest="what", required=True).add_parser("token", help="tokens of identity providers")
        token.add_argument("action", choices=("create", "revoke", "list"))
        token.add_argument("name", nargs="?", default="", help="the provider, in letters, digits and dashes")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Call once, say."""
        name = options["name"]
        if options["action"] != "list" and not name.replace("-", "").isalnum():
            raise CommandError("Give a name in letters, digits and dashes: scim token create entra")
        try:
            getattr(self, options["action"])(name)
        except TokenRefused as refusal:
            raise CommandError(_SAID[refusal.code]) from None

    def create(self, name: str) -> None:
        """Make a token; its text alone on standard output, so that a script can take it."""
        raw = tokens.create(name=name, by=SYSTEM, at=clock.now())
        self.stderr.write(f"Address: {settings.PUBLIC_URL}/scim/v2/. The token, shown this once:")
        self.stdout.write(raw)

    def revoke(self, name: str) -> None:
        """Close the oldest valid token of a name."""
        left = tokens.revoke(name=name, by=SYSTEM, at=clock.now())
        self.stdout.write(f"Revoked. Valid tokens of this name: {left}.")

    def list(self, name: str) -> None:
        """Say what there is, never the tokens."""
        for token in ScimToken.objects.filter(**({"name": name} if name else {})):
            used = f"last used {token.last_used_at:%Y-%m-%d}" if token.last_used_at else "never used"
            state = f"revoked {token.revoked_at:%Y-%m-%d}" if token.revoked_at else "valid"
            self.stdout.write(f"{token.name}  {token.prefix}…  since {token.created_at:%Y-%m-%d}  {used}  {state}")
