"""Reads on identity providers."""

import base64
from datetime import date

from cryptography import x509
from django.urls import reverse

from portal.accounts.ports import CompanyDoor

from .models import IdentityProvider


def active_idp(*, slug: str) -> IdentityProvider | None:
    """Return the identity provider of this slug if it may sign people in."""
    return IdentityProvider.objects.filter(slug=slug, is_active=True).first()


def company_doors(*, active_only: bool = True) -> list[CompanyDoor]:
    """Return the ways in through a company (portal.accounts.ports.CompanyDoors), by name."""
    idps = IdentityProvider.objects.order_by("name", "slug")
    return [_door(idp) for idp in (idps.filter(is_active=True) if active_only else idps)]


def certificate_end(certificate: str) -> date:
    """Return the last day of a certificate (base64 DER)."""
    return x509.load_der_x509_certificate(base64.b64decode(certificate)).not_valid_after_utc.date()


def _door(idp: IdentityProvider) -> CompanyDoor:
    return CompanyDoor(
        slug=idp.slug,
        name=idp.name,
        address=reverse("sso:login", args=[idp.slug]),
        entity_id=idp.entity_id,
        entities=tuple(idp.legal_entities),
        certificates_end=tuple(certificate_end(certificate) for certificate in idp.certificates),
        is_active=idp.is_active,
        last_sign_in_at=idp.last_sign_in_at,
    )
