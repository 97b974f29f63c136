"""What is wrong with single sign-on, or will be within thirty days: `sso check` says it, and the settings screen."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.conf import settings

from portal.accounts.ports import CompanyDoor, DoorProblem
from portal.core import clock
from portal.people.queries import legal_entities

from . import checks, doors, own_keys, queries
from .models import IdentityProvider
from .oidc import queries as openid

WARNING_DAYS = 30


def found() -> list[DoorProblem]:
    """Return the problems (portal.accounts.ports.DoorProblems): the portal's own first, then by provider in service."""
    every = [*doors.company_doors(), *openid.association_doors()]
    unfit = {*queries.unfit_for_production(), *openid.unfit_for_production()}
    known = {entity.code for entity in legal_entities()}
    idps = {idp.slug: idp for idp in queries.in_service()}
    of_doors = (problem for door in every for problem in (*_of_a_door(door, known, unfit), *_of_a_provider(idps.get(door.slug))))
    return [*_of_the_portal(), *of_doors]


def _of_the_portal() -> Iterator[DoorProblem]:
    if differing := checks.differing_libraries():
        yield DoorProblem("libraries", facts={"why": differing})
    if not settings.PUBLIC_URL.startswith("https://") and settings.IN_PRODUCTION:
        yield DoorProblem("portal_not_https")
    try:
        keys = own_keys.own_keys()
    except ValueError as error:
        yield DoorProblem("own_key_unusable", facts={"why": str(error)})
        return
    if keys and keys[0].ends <= clock.now() + timedelta(days=WARNING_DAYS):
        yield DoorProblem("own_key_ends", facts={"day": keys[0].ends.date().isoformat()})


def _of_a_door(door: CompanyDoor, known: set[str], unfit: set[str]) -> Iterator[DoorProblem]:
    if door.slug in unfit:
        yield DoorProblem("address_not_safe", door.slug)
    if missing := sorted(set(door.entities) - known):
        yield DoorProblem("no_such_entity", door.slug, {"entities": ", ".join(missing)})
    if door.certificates_end and _soon(max(door.certificates_end)):
        yield DoorProblem("certificate_ends", door.slug, {"day": max(door.certificates_end).isoformat()})
    if door.secret_ends and _soon(door.secret_ends):
        yield DoorProblem("secret_ends", door.slug, {"day": door.secret_ends.isoformat()})
    if door.secret_refused_at:
        yield DoorProblem("secret_refused", door.slug, {"day": door.secret_refused_at.date().isoformat()})


def _of_a_provider(idp: IdentityProvider | None) -> Iterator[DoorProblem]:
    if idp is None:
        return
    if idp.proposed:
        yield DoorProblem("metadata_waits", idp.slug)
    elif idp.metadata_problem:
        yield DoorProblem("metadata_not_read", idp.slug, {"code": idp.metadata_problem})
    if idp.metadata_valid_until and _soon(idp.metadata_valid_until.date(), days=1):
        yield DoorProblem("metadata_ends", idp.slug, {"until": f"{idp.metadata_valid_until:%Y-%m-%d %H:%M} UTC"})
    if idp.sign_requests and not own_keys.own_keys():
        yield DoorProblem("no_own_key", idp.slug)


def _soon(day: date, days: int = WARNING_DAYS) -> bool:
    return day <= clock.today() + timedelta(days=days)
