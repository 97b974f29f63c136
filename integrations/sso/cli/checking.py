"""`sso check`: the providers as they stand, and what is wrong with them, or will be."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError

from integrations.sso import doors, problems
from integrations.sso.oidc import queries as openid
from portal.accounts.ports import CompanyDoor, DoorProblem

from .words import said

WORDS = {
    "libraries": "{why}",
    "portal_not_https": "BINOME_PUBLIC_URL is not https.",
    "own_key_unusable": "{why}",
    "own_key_ends": "our own newest certificate ends on {day}: sso rollover --ours FILE",
    "address_not_safe": "not an https address, or a developer's provider",
    "no_such_entity": "the HRIS has no legal entity {entities}",
    "certificate_ends": "its last certificate ends on {day}",
    "secret_ends": "our secret there ends on {day}: have a new one made, and give it on its page",
    "secret_refused": "it refuses our new secret (since {day}); the one before it still serves",
    "metadata_waits": "a new description waits: sso fetch-metadata --slug {slug}, then --accept or --discard",
    "metadata_not_read": "its metadata was not read: {code}",
    "metadata_ends": "its metadata holds until {until}; then nobody gets in",
    "no_own_key": "requests are to be signed, and there is no key of ours (BINOME_SSO_KEYS)",
}


def add_to(parser: ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--list", action="store_true", help="also print every provider: slug, entities, certificates, addresses")


def run(options: dict[str, Any]) -> str:
    """Return that all is well. Raises CommandError with a line a problem."""
    found = [*doors.company_doors(active_only=False), *openid.every_association_door()]
    listed = [line for door in found for line in _lines(door)] if options["list"] else []
    wrong = [_words(problem) for problem in problems.found()]
    if wrong:
        raise CommandError("\n".join([*listed, *wrong, f"{len(wrong)} to mend."]))
    return "\n".join([*listed, "Nothing to mend."])


def _words(problem: DoorProblem) -> str:
    facts = {name: said(value) if name == "code" else value for name, value in problem.facts.items()}
    words = WORDS[problem.code].format(slug=problem.slug, **facts)
    return f"{problem.slug}: {words}" if problem.slug else words


def _lines(door: CompanyDoor) -> list[str]:
    state = "in service" if door.is_active else "at rest"
    ends = ", ".join(f"until {day}" for day in door.certificates_end) or "keys read by itself"
    return [
        f"{door.slug}  {door.protocol}  {state}  {', '.join(door.entities) or door.association}",
        f"  {door.entity_id}",
        f"  certificates: {ends}",
        f"  begins at {settings.PUBLIC_URL}{door.address}",
    ]
