"""Single sign-on as the platform administration sees it: providers, whom they sign in, and certificates that end."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from portal.accounts.enums import Role
from portal.accounts.ports import CompanyDoor, DoorCertificate, DoorProblem
from portal.accounts.queries import company_doors, door_problems, openid_desk
from portal.core import clock
from portal.ui.access import allow

from .idp_words import words_of_problem

WARNING = timedelta(days=30)


@dataclass(frozen=True)
class Certificate:
    """A signing certificate's last day; `tone` is that of the tag."""

    ends: date
    tone: str
    fingerprint: str = ""


@dataclass(frozen=True)
class Row:
    """A provider as the page shows it. `urgent` when no certificate outlives the warning time."""

    door: CompanyDoor
    certificates: tuple[Certificate, ...]
    urgent: bool
    problems: tuple[str, ...] = ()


def row_of(door: CompanyDoor, on: date, problems: Iterable[DoorProblem] = ()) -> Row:
    """Return a provider with its certificates judged on a day, and what is to be mended of it."""
    certificates = tuple(Certificate(ends, tone(ends, on)) for ends in sorted(door.certificates_end))
    urgent = door.is_active and bool(certificates) and all(one.tone != "ok" for one in certificates)
    return Row(door, certificates, urgent, tuple(words_of_problem(one) for one in problems if one.slug == door.slug))


def certificates_of(described: Iterable[DoorCertificate]) -> tuple[Certificate, ...]:
    """Return certificates judged today, with their fingerprints."""
    on = clock.today()
    return tuple(Certificate(one.ends, tone(one.ends, on), one.fingerprint) for one in described)


def tone(ends: date, on: date) -> str:
    """Return "alert" for a certificate that is over, "wait" for one that ends within thirty days, else "ok"."""
    if ends < on:
        return "alert"
    return "wait" if ends <= on + WARNING else "ok"


@allow(Role.PLATFORM_ADMIN)
def idps(request: HttpRequest) -> HttpResponse:
    """List the identity providers, each with what is to be mended; first what the portal itself lacks."""
    problems, on = door_problems(), clock.today()
    rows = [row_of(door, on, problems) for door in company_doors(active_only=False)]
    own = [row_of(door, on, problems) for door in openid_desk().of_associations()]
    ours = [words_of_problem(one) for one in problems if not one.slug]
    return render(request, "sso/idps.html", {"rows": rows, "own": own, "ours": ours})


urlpatterns = [path("", idps, name="idps")]
