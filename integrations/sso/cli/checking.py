"""`sso check`: the providers as they stand, and what is wrong with them, or will be."""

from argparse import ArgumentParser
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError

from integrations.sso import checks, doors, own_keys, queries
from integrations.sso.models import IdentityProvider
from integrations.sso.oidc import command as openid
from portal.accounts.ports import CompanyDoor
from portal.core import clock
from portal.people.queries import legal_entities

from .words import said

WARNING_DAYS = 30


def add_to(parser: ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--list", action="store_true", help="also print every provider: slug, entities, certificates, addresses")


def run(options: dict[str, Any]) -> str:
    """Return that all is well. Raises CommandError with a line a problem."""
    found = doors.company_doors(active_only=False)
    listed = [line for door in found for line in _lines(door)] if options["list"] else []
    problems = [*_of_the_portal(), *(line for door in found if door.is_active for line in _of_a_door(door)), *openid.problems()]
    if problems:
        raise CommandError("\n".join([*listed, *problems, f"{len(problems)} to mend."]))
    return "\n".join([*listed, "Nothing to mend."])


def _of_the_portal() -> list[str]:
    problems = [line for line in [checks.differing_libraries()] if line]
    if not settings.PUBLIC_URL.startswith("https://") and settings.IN_PRODUCTION:
        problems.append("BINOME_PUBLIC_URL is not https.")
    try:
        keys = own_keys.own_keys()
    except ValueError as error:
        return [*problems, str(error)]
    if keys and keys[0].ends <= clock.now() + timedelta(days=WARNING_DAYS):
        problems.append(f"our own newest certificate ends on {keys[0].ends.date()}: sso rollover --ours FILE")
    return problems


def _of_a_door(door: CompanyDoor) -> list[str]:
    known = {entity.code for entity in legal_entities()}
    missing = sorted(set(door.entities) - known)
    problems = [f"{door.slug}: the HRIS has no legal entity {', '.join(missing)}"] if missing else []
    if door.certificates_end and _soon(max(door.certificates_end)):
        problems.append(f"{door.slug}: its last certificate ends on {max(door.certificates_end)}")
    idp = queries.registered(slug=door.slug) if door.protocol == "saml" else None
    return problems + (_of_a_provider(idp) if idp else [])


def _of_a_provider(idp: IdentityProvider) -> list[str]:
    problems = []
    if idp.slug in queries.unfit_for_production():
        problems.append(f"{idp.slug}: not an https address, or a developer's provider")
    if idp.proposed:
        problems.append(f"{idp.slug}: a new description waits: sso fetch-metadata --slug {idp.slug}, then --accept or --discard")
    elif idp.metadata_problem:
        problems.append(f"{idp.slug}: its metadata was not read: {said(idp.metadata_problem)}")
    if idp.metadata_valid_until and _soon(idp.metadata_valid_until.date(), days=1):
        problems.append(f"{idp.slug}: its metadata holds until {idp.metadata_valid_until:%Y-%m-%d %H:%M} UTC; then nobody gets in")
    if idp.sign_requests and not own_keys.own_keys():
        problems.append(f"{idp.slug}: requests are to be signed, and there is no key of ours (BINOME_SSO_KEYS)")
    return problems


def _soon(day: date, days: int = WARNING_DAYS) -> bool:
    return day <= clock.today() + timedelta(days=days)


def _lines(door: CompanyDoor) -> list[str]:
    state = "in service" if door.is_active else "at rest"
    ends = ", ".join(f"until {day}" for day in door.certificates_end) or "keys read by itself"
    return [
        f"{door.slug}  {door.protocol}  {state}  {', '.join(door.entities)}",
        f"  {door.entity_id}",
        f"  certificates: {ends}",
        f"  begins at {settings.PUBLIC_URL}{door.address}",
    ]
