"""Break-glass accounts at the terminal: the only place where one is made, renewed or closed (docs/accounts.md)."""

from argparse import ArgumentParser
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from portal.accounts import operations, queries
from portal.accounts.actors import SYSTEM
from portal.accounts.operations import Envelope
from portal.core import clock
from portal.core.errors import Refusal

_SAID = {
    "email_in_use": "This address has an account already. For an open break-glass account: break_glass renew.",
    "no_rescue_account": "No open break-glass account has this address. See: break_glass list.",
}


class Command(BaseCommand):
    """`break_glass create|renew|close|list [EMAIL]`."""

    help = "Make, renew, close or list the break-glass administrators, for the day single sign-on is down."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do, for which address."""
        parser.add_argument("action", choices=("create", "renew", "close", "list"))
        parser.add_argument("email", nargs="?", default="", help="where its alerts and notices go; what one signs in with")
        parser.add_argument("--name", default="Break-glass", help="what the screens call it")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Call once, say."""
        if options["action"] != "list":
            try:
                validate_email(options["email"])
            except ValidationError as error:
                raise CommandError("Give the account's e-mail: break_glass create security@example.org") from error
        try:
            getattr(self, options["action"])(options["email"], options["name"])
        except Refusal as refusal:
            raise CommandError(_SAID[refusal.code]) from None

    def create(self, email: str, name: str) -> None:
        """Make an account and show what goes into the envelope."""
        self._show(operations.open_rescue_account(email=email, display_name=name, by=SYSTEM, at=clock.now()))

    def renew(self, email: str, _name: str) -> None:
        """Give it another password and second factor."""
        self._show(operations.renew_rescue_account(email=email, by=SYSTEM, at=clock.now()))

    def close(self, email: str, _name: str) -> None:
        """Close it."""
        operations.close_rescue_account(email=email, by=SYSTEM, at=clock.now())
        self.stdout.write("Closed: it opens nothing, and its sessions are over.")

    def list(self, *_: str) -> None:
        """Show each account: address, open or closed, last used."""
        accounts = queries.rescue_accounts()
        for account in accounts:
            used = account.sign_ins.first()
            last = f"last used {used.at:%Y-%m-%d %H:%M}" if used else "never used"
            self.stdout.write(f"{account.email}  {'open' if account.is_active else 'closed'}  {last}")
        if not accounts:
            self.stdout.write("There is none: break_glass create EMAIL makes one.")

    def _show(self, envelope: Envelope) -> None:
        """Write the envelope: what a script may take on standard output, what a person should know beside it."""
        label = quote(f"Binôme:{envelope.email}")
        self.stderr.write("Shown this once. Print it, seal it, keep it where two people can reach it. Administrators are told.")
        self.stdout.write(f"address   {settings.PUBLIC_URL}/fr/account/sign-in/")
        self.stdout.write(f"e-mail    {envelope.email}")
        self.stdout.write(f"password  {envelope.password}")
        self.stdout.write(f"secret    {envelope.totp_secret}")
        self.stdout.write(f"otpauth   otpauth://totp/{label}?secret={envelope.totp_secret}&issuer=Bin%C3%B4me")
