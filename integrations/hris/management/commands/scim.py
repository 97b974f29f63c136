"""The identity provider's tokens at the terminal: create, revoke, list."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from integrations.hris.errors import TokenRefused
from integrations.hris.models import ScimToken
from integrations.hris.scim import tokens
from portal.accounts.actors import SYSTEM
from portal.core import clock
from portal.ui.dates import date_format

_SAID = {
    "two_valid": _("Deux jetons de ce nom sont déjà valides : fermez d’abord le plus ancien (scim token revoke %(name)s)."),
    "unknown_name": _("Aucun jeton valide ne porte ce nom. Ceux qui existent : scim token list"),
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
            raise CommandError(gettext("Donnez un nom en lettres, chiffres et tirets. Par exemple : scim token create entra"))
        try:
            getattr(self, options["action"])(name)
        except TokenRefused as refusal:
            raise CommandError(_SAID[refusal.code] % {"name": name}) from None

    def create(self, name: str) -> None:
        """Make a token; its text alone on standard output, so that a script can take it."""
        raw = tokens.create(name=name, by=SYSTEM, at=clock.now())
        self.stderr.write(
            gettext("Adresse à donner au fournisseur : %(address)s. Le jeton, montré cette seule fois :")
            % {"address": f"{settings.PUBLIC_URL}/scim/v2/"}
        )
        self.stdout.write(raw)

    def revoke(self, name: str) -> None:
        """Close the oldest valid token of a name."""
        left = tokens.revoke(name=name, by=SYSTEM, at=clock.now())
        said = ngettext("Il reste %(count)s jeton valide de ce nom.", "Il reste %(count)s jetons valides de ce nom.", left)
        none = gettext("Plus aucun jeton de ce nom n’est valide : le fournisseur ne peut plus rien envoyer.")
        self.stdout.write(f"{gettext('Le plus ancien jeton de ce nom est fermé.')} {said % {'count': left} if left else none}")

    def list(self, name: str) -> None:
        """Say what there is, never the tokens."""
        found = ScimToken.objects.filter(**({"name": name} if name else {}))
        if not found:
            self.stdout.write(gettext("Aucun jeton. Pour en créer un : scim token create entra"))
        for token in found:
            used, closed = token.last_used_at, token.revoked_at
            since = gettext("créé le %(day)s") % {"day": _day(token.created_at)}
            last = gettext("dernier appel le %(day)s") % {"day": _day(used)} if used else gettext("jamais servi")
            state = gettext("fermé le %(day)s") % {"day": _day(closed)} if closed else gettext("valide")
            self.stdout.write(f"{token.name}  {token.prefix}…  {since}  {last}  {state}")


def _day(at: datetime) -> str:
    return date_format(clock.local_day(at), "SHORT_DATE_FORMAT")
