"""`sso register-oidc` and `sso check` for OpenID providers: what the command `sso` hands on."""

from argparse import ArgumentParser
from datetime import date
from typing import Any, Protocol

from django.core.management.base import CommandError

from integrations.sso import addresses
from portal.accounts.actors import SYSTEM
from portal.core import clock
from portal.programmes.queries import associations

from . import registration
from .enums import ClientProof, ResponseMode
from .errors import ProviderRefused

ACTION = "register-oidc"


class Actions(Protocol):
    """The sub-commands of a command."""

    def add_parser(self, name: str, *, help: str) -> ArgumentParser:
        """Add one."""


def add_to(actions: Actions) -> None:
    """Add `register-oidc` to the command's actions."""
    register = actions.add_parser(ACTION, help="register an OpenID provider, or bring it in step")
    register.add_argument("--slug", required=True, help="its short name in addresses: /sso/<slug>/login/")
    whose = register.add_mutually_exclusive_group(required=True)
    whose.add_argument("--entity", action="append", default=[], help="code of a legal entity it signs in (repeatable)")
    whose.add_argument("--association", default="", help="code of the association whose team it signs in")
    register.add_argument("--issuer", required=True, help="exactly as the provider writes it")
    register.add_argument("--client-id", required=True, help="our name there")
    register.add_argument("--client-secret-env", default="", metavar="NAME", help="variable that holds the secret: BINOME_OIDC_…")
    register.add_argument("--secret-ends", type=date.fromisoformat, metavar="DAY", help="last day of the secret there: 2027-05-31")
    register.add_argument("--client-proof", choices=ClientProof.values, default=ClientProof.BASIC.value)
    register.add_argument("--response-mode", choices=ResponseMode.values, default=ResponseMode.QUERY.value)
    register.add_argument("--scopes", default="openid", help='"openid" and others that the claims need')
    register.add_argument("--userinfo", action="store_true", help="read further claims from the userinfo endpoint")
    register.add_argument("--name", default="", help="what the sign-in button says")
    register.add_argument("--employee-number-claim", default="", help="claim that carries the HRIS's employee number")
    register.add_argument("--role-claim", default="", help='claim that carries groups; a path is written "realm_access.roles"')
    register.add_argument("--role", action="append", default=[], metavar="GROUP=ROLE", help="group that gives a role (repeatable)")
    register.add_argument("--acr", action="append", default=[], help="acr that asserts a second factor (repeatable)")


def register(options: dict[str, Any]) -> str:
    """Register and return what to say. Raises CommandError."""
    agreement = registration.Agreement(
        slug=options["slug"],
        name=options["name"],
        issuer=options["issuer"],
        client_id=options["client_id"],
        secret_variable=options["client_secret_env"],
        secret_ends=options["secret_ends"],
        client_proof=options["client_proof"],
        response_mode=options["response_mode"],
        scopes=options["scopes"],
        asks_userinfo=options["userinfo"],
        employee_number_claim=options["employee_number_claim"],
        role_claim=options["role_claim"],
        acr_values=options["acr"],
        legal_entities=options["entity"],
        association_id=_association(options["association"]) if options["association"] else None,
        role_mapping=dict(pair.partition("=")[::2] for pair in options["role"]),
    )
    try:
        slug = registration.register(agreement=agreement, by=SYSTEM, at=clock.now())
    except ProviderRefused as refusal:
        raise CommandError(f"Not registered: {refusal.code} {refusal.facts or ''}".strip()) from refusal
    return f"Registered {slug}. Give the provider our redirect address: {addresses.callback_url(slug)}"


def _association(code: str) -> Any:
    found = associations().filter(code=code).first()
    if found is None:
        raise CommandError(f"There is no association {code!r}.")
    return found.id
