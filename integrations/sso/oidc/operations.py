"""Writes on OpenID providers, and the end of a sign-in."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from integrations.sso.models import IdentityProvider
from integrations.sso.queries import is_fit_for_production
from portal.accounts.enums import Role
from portal.accounts.models import SignIn, User
from portal.core import audit
from portal.core.actors import Acting
from portal.journeys.association_sign_in import accept_by_provider, sign_in_member
from portal.journeys.sign_in import sign_in_employee

from . import queries
from .agreement import check_agreement
from .begun import SECONDS, Begun
from .description import Description
from .discovery import Published
from .errors import OidcRefused, ProviderRefused
from .models import LinkedSubject, OidcProvider, UsedSignIn
from .verification import Answer

FORGOTTEN_AFTER = timedelta(days=1)


@transaction.atomic
def register_provider(  # noqa: PLR0913  what a company or an association agrees on with its provider
    *,
    slug: str,
    name: str,
    description: Description,
    published: Published,
    by: Acting,
    at: datetime,
    legal_entities: Sequence[str] = (),
    association_id: UUID | None = None,
    role_mapping: Mapping[str, str] | None = None,
    secret_ends: date | None = None,
) -> OidcProvider:
    """Register an OpenID provider of a company or of an association, or bring the one of this slug in step.

    Raises ProviderRefused ("address_not_safe", "slug_in_use", "client_in_use", "other_kind" and what `check_agreement` raises).
    """
    check_agreement(description, legal_entities, association_id, role_mapping or {})
    if not is_fit_for_production(addresses=[description.issuer, *published.configuration.addresses()]):
        raise ProviderRefused("address_not_safe")
    _check_free(slug, description, association_id)
    values = {
        "name": name,
        **description.stored(),
        "client_secret": description.client_secret or queries.kept_secret(slug=slug, description=description),
        "legal_entities": sorted(set(legal_entities)),
        "association_id": association_id,
        "role_mapping": dict(role_mapping or {}),
        "configuration": published.configuration.stored(),
        "keys": published.keys,
        "keys_fetched_at": at,
        "keys_tried_at": at,
        "is_active": True,
        **({"secret_ends": secret_ends} if secret_ends else {}),
    }
    provider, created = OidcProvider.objects.update_or_create(
        slug=slug, defaults=values, create_defaults=values | {"created_at": at}
    )
    audit.record("sso.register_provider", by=by, at=at, subject=provider.id, association=association_id, idp=slug, created=created)
    return provider


def _check_free(slug: str, description: Description, association_id: UUID | None) -> None:
    """A slug and a client belong to one door; a door does not change hands, since people are linked through it."""
    if IdentityProvider.objects.filter(slug=slug).exists():
        raise ProviderRefused("slug_in_use")
    same_client = OidcProvider.objects.filter(issuer=description.issuer, client_id=description.client_id)
    if same_client.exclude(slug=slug).exists():
        raise ProviderRefused("client_in_use")
    held = OidcProvider.objects.filter(slug=slug).first()
    if held is None:
        return
    moved = held.association_id != association_id
    if moved or (held.linked.exists() and held.issuer != description.issuer):
        raise ProviderRefused("other_kind")


@transaction.atomic
def use_up(*, provider: OidcProvider, begun: Begun, by: Acting, at: datetime) -> None:
    """Use up a sign-in before its code is exchanged: of two answers to it, one goes on. Raises OidcRefused "replayed"."""
    UsedSignIn.objects.filter(expires_at__lt=at - FORGOTTEN_AFTER).delete()
    try:
        with transaction.atomic():
            UsedSignIn.objects.create(provider=provider, state=begun.fingerprint, expires_at=at + timedelta(seconds=SECONDS))
    except IntegrityError as error:
        raise OidcRefused("replayed") from error


@transaction.atomic
def complete_sign_in(*, provider: OidcProvider, answer: Answer, by: Acting, at: datetime) -> SignIn:
    """Sign the employee of a verified answer in, with exactly the roles that the provider gives today. Raises SignInRefused."""
    said = set(answer.identity.attributes.get(provider.role_claim, ())) if provider.role_claim else set()
    roles = {Role(role) for value, role in provider.role_mapping.items() if value in said}
    signed_in = sign_in_employee(identity=answer.identity, entity_codes=provider.legal_entities, roles=roles, by=by, at=at)
    OidcProvider.objects.filter(pk=provider.pk).update(last_sign_in_at=at)
    return signed_in


@transaction.atomic
def complete_member_sign_in(*, provider: OidcProvider, answer: Answer, invitation: str, by: Acting, at: datetime) -> SignIn:
    """Sign in somebody of the association's team, known by the subject that their invitation was taken up with.

    Raises OidcRefused ("no_second_factor", "not_linked", "linked_to_another") and what the journeys raise.
    """
    assert provider.association_id is not None  # noqa: S101  the caller has seen whose provider it is
    if not answer.second_factor:
        raise OidcRefused("no_second_factor")
    subject = answer.identity.name_id
    link = LinkedSubject.objects.select_related("user").filter(provider=provider, subject=subject).first()
    user = link.user if link else _linked(provider, subject, invitation, by, at)
    signed_in = sign_in_member(user=user, association_id=provider.association_id, provider=provider.slug, by=by, at=at)
    OidcProvider.objects.filter(pk=provider.pk).update(last_sign_in_at=at)
    return signed_in


def _linked(provider: OidcProvider, subject: str, invitation: str, by: Acting, at: datetime) -> User:
    """Take up the invitation with this subject: from now on it is this person."""
    if not invitation:
        raise OidcRefused("not_linked")
    assert provider.association_id is not None  # noqa: S101  as above
    user = accept_by_provider(token=invitation, association_id=provider.association_id, by=by, at=at)
    try:
        with transaction.atomic():
            LinkedSubject.objects.create(provider=provider, subject=subject, user=user, linked_at=at)
    except IntegrityError as error:
        raise OidcRefused("linked_to_another") from error
    audit.record("sso.link_subject", by=by, at=at, subject=user.id, association=provider.association_id, idp=provider.slug)
    return user
