"""Reads on OpenID providers."""

from uuid import UUID

from django.urls import reverse

from integrations.sso.queries import is_fit_for_production
from portal.accounts.ports import CompanyDoor

from .description import Description
from .discovery import Configuration
from .models import OidcProvider


def provider(*, slug: str) -> OidcProvider | None:
    """Return the provider of this slug if it may sign people in here."""
    found = OidcProvider.objects.filter(slug=slug, is_active=True).first()
    return found if found and is_fit_for_production(addresses=_addresses(found)) else None


def registered(*, slug: str) -> OidcProvider | None:
    """Return the provider of this slug, in service or at rest, with its association."""
    return OidcProvider.objects.select_related("association").filter(slug=slug).first()


def kept_secret(*, slug: str, description: Description) -> str:
    """Return the secret that stays where none is given again: the one made for the same issuer and client, else ""."""
    held = OidcProvider.objects.filter(slug=slug, issuer=description.issuer, client_id=description.client_id).first()
    return held.client_secret if held and not description.secret_variable else ""


def is_taken(*, slug: str) -> bool:
    """Return whether an OpenID provider has this slug: it shares them with the SAML ones."""
    return OidcProvider.objects.filter(slug=slug).exists()


def company_doors(*, active_only: bool = True) -> list[CompanyDoor]:
    """Return the companies' ways in by OpenID Connect, by name."""
    found = OidcProvider.objects.filter(association=None).select_related("association")
    return [_door(each) for each in (found.filter(is_active=True) if active_only else found)]


def association_doors(*, association_ids: frozenset[UUID] | None = None) -> list[CompanyDoor]:
    """Return the ways in of associations that have their own provider, by name; of some associations if named."""
    found = OidcProvider.objects.filter(association__isnull=False, is_active=True).select_related("association")
    if association_ids is not None:
        found = found.filter(association_id__in=association_ids)
    return [_door(each) for each in found]


def every_association_door() -> list[CompanyDoor]:
    """Return the ways in of associations, in service or at rest, by name, each with its association's."""
    return [_door(each) for each in OidcProvider.objects.filter(association__isnull=False).select_related("association")]


def unfit_for_production() -> list[str]:
    """Return the slugs of the active providers whose addresses may not be used here."""
    found = OidcProvider.objects.filter(is_active=True).order_by("slug")
    return [each.slug for each in found if not is_fit_for_production(addresses=_addresses(each))]


def _addresses(each: OidcProvider) -> tuple[str, ...]:
    return (each.issuer, *Configuration.of(each).addresses())


def _door(each: OidcProvider) -> CompanyDoor:
    return CompanyDoor(
        slug=each.slug,
        name=each.name,
        address=reverse("sso:login", args=[each.slug]),
        entity_id=each.issuer,
        entities=tuple(each.legal_entities),
        certificates_end=(),
        is_active=each.is_active,
        last_sign_in_at=each.last_sign_in_at,
        protocol="oidc",
        association=each.association.name if each.association else "",
        secret_ends=each.secret_ends,
        secret_refused_at=each.secret_refused_at,
    )
