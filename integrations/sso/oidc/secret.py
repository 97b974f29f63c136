"""The client's secret towards a provider: which one serves, tried before it is kept, and two of them while it changes.

A new secret is typed by hand, sometimes before the provider knows it: the one before it serves until the new one has, so that
nobody stands outside for a typing error.
"""

import os
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from . import client
from .client import Tokens
from .description import SECRET_PREFIX
from .errors import OidcRefused, ProviderRefused
from .models import OidcProvider

LONGEST = 400
NOT_OURS = "client_refused"


@dataclass(frozen=True)
class Secret:
    """A secret as it is agreed on: its text, or the variable of the server that holds it; and the day on which it ends."""

    text: str = field(default="", repr=False)
    variable: str = ""
    ends: date | None = None

    def check(self) -> None:
        """Raises ProviderRefused ("secret_twice", "secret_form", "secret_variable")."""
        if self.text and self.variable:
            raise ProviderRefused("secret_twice")
        if len(self.text) > LONGEST or not self.text.isprintable():
            raise ProviderRefused("secret_form")
        if self.variable and not self.variable.startswith(SECRET_PREFIX):
            raise ProviderRefused("secret_variable")

    def of(self, provider: OidcProvider) -> OidcProvider:
        """Return a copy of a provider with this secret, not yet written."""
        changed = copy(provider)
        changed.client_secret, changed.secret_variable, changed.secret_ends = self.text, self.variable, self.ends
        return changed


def secret_of(provider: OidcProvider) -> str:
    """Return the client's secret: stored, or from the environment; "" for a client that PKCE alone protects."""
    return os.environ.get(provider.secret_variable, "") if provider.secret_variable else provider.client_secret


def attempt(provider: OidcProvider) -> None:
    """Ask the token endpoint for what no code gives: it says whether it knows our secret, and nothing else can come of it.

    A provider that answers anything but "not your secret" may still refuse it at a sign-in (Entra ID judges the code first).
    Raises ProviderRefused ("secret_missing", "secret_refused", "token_not_reached").
    """
    held = secret_of(provider)
    if provider.secret_variable and not held:
        raise ProviderRefused("secret_missing", variable=provider.secret_variable)
    try:
        client.exchange(provider, code="binome-asks-whether-you-know-it", verifier="v" * 43, secret=held)
    except OidcRefused as refusal:
        if refusal.code == NOT_OURS:
            raise ProviderRefused("secret_refused") from refusal
        if refusal.code == "provider_not_reached":
            raise ProviderRefused("token_not_reached") from refusal


def exchange(provider: OidcProvider, *, code: str, verifier: str, at: datetime) -> Tokens:
    """Exchange a code for tokens; where the provider refuses the secret of today, with the one before it. Raises OidcRefused."""
    try:
        tokens = client.exchange(provider, code=code, verifier=verifier, secret=secret_of(provider))
    except OidcRefused as refusal:
        if refusal.code != NOT_OURS or not provider.former_secret:
            raise
        tokens = client.exchange(provider, code=code, verifier=verifier, secret=provider.former_secret)
        _settle(provider, secret_refused_at=at)
    else:
        if provider.former_secret:
            _settle(provider, former_secret="", secret_refused_at=None)
    return tokens


@transaction.atomic
def _settle(provider: OidcProvider, **found: object) -> None:
    """Note what a sign-in has shown of the two secrets, unless somebody has changed them meanwhile."""
    held = OidcProvider.objects.select_for_update().get(pk=provider.pk)
    if (held.client_secret, held.former_secret) == (provider.client_secret, provider.former_secret):
        OidcProvider.objects.filter(pk=provider.pk).update(**found)
