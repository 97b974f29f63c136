"""Reads on identity providers."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from portal.accounts.ports import CompanyDoor

from . import certificates
from .models import IdentityProvider
from .pending import is_loopback

DEVELOPER_PATH = "/demo/"


def idp(*, slug: str) -> IdentityProvider | None:
    """Return the identity provider of this slug if it may sign people in here."""
    found = IdentityProvider.objects.filter(slug=slug, is_active=True).first()
    return found if found and is_fit_for_production(addresses=(found.sso_url, found.slo_url)) else None


def registered(*, slug: str) -> IdentityProvider | None:
    """Return the identity provider of this slug, in service or at rest."""
    return IdentityProvider.objects.filter(slug=slug).first()


def slugs() -> list[str]:
    """Return the slugs of all SAML providers."""
    return list(IdentityProvider.objects.order_by("slug").values_list("slug", flat=True))


def in_service() -> list[IdentityProvider]:
    """Return the providers that sign people in, by slug."""
    return list(IdentityProvider.objects.filter(is_active=True).order_by("slug"))


def with_metadata_address() -> list[IdentityProvider]:
    """Return the providers in service whose metadata stands at an address, by slug."""
    return list(IdentityProvider.objects.filter(is_active=True).exclude(metadata_url="").order_by("slug"))


def is_fit_for_production(*, addresses: Iterable[str]) -> bool:
    """Return whether addresses may be used here: in production https only, never this machine or a developer's provider."""
    if not settings.IN_PRODUCTION:
        return True
    return not any(
        not url.startswith("https://") or is_loopback(url) or urlsplit(url).path.startswith(DEVELOPER_PATH)
        for url in addresses
        if url
    )


def unfit_for_production() -> list[str]:
    """Return the slugs of the active providers whose addresses may not be used here."""
    idps = IdentityProvider.objects.filter(is_active=True).order_by("slug")
    return [each.slug for each in idps if not is_fit_for_production(addresses=(each.sso_url, each.slo_url))]


def company_doors(*, active_only: bool = True) -> list[CompanyDoor]:
    """Return the ways in through a company (portal.accounts.ports.CompanyDoors), by name."""
    idps = IdentityProvider.objects.order_by("name", "slug")
    return [_door(each) for each in (idps.filter(is_active=True) if active_only else idps)]


def _door(each: IdentityProvider) -> CompanyDoor:
    return CompanyDoor(
        slug=each.slug,
        name=each.name,
        address=reverse("sso:login", args=[each.slug]),
        entity_id=each.entity_id,
        entities=tuple(each.legal_entities),
        certificates_end=tuple(certificates.last_day(certificate) for certificate in each.certificates),
        is_active=each.is_active,
        last_sign_in_at=each.last_sign_in_at,
    )
