"""What becomes of an OpenID provider after its registration: what is agreed on, its secret, its addresses, service and rest."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from integrations.sso import notifications
from integrations.sso.queries import is_fit_for_production
from portal.core import audit, clock
from portal.core.actors import Acting

from . import secret as secrets
from .agreement import check_agreement
from .description import Description
from .discovery import Published
from .errors import ProviderRefused
from .models import OidcProvider
from .secret import Secret

WARNING = timedelta(days=30)


@transaction.atomic
def change_agreement(
    *,
    provider: OidcProvider,
    name: str,
    description: Description,
    legal_entities: Sequence[str],
    role_mapping: Mapping[str, str],
    by: Acting,
    at: datetime,
) -> None:
    """Change what was agreed on; issuer, client and secret stay, and whose door it is.

    Raises ProviderRefused as `operations.register_provider`, and "no_userinfo".
    """
    check_agreement(description, legal_entities, provider.association_id, role_mapping)
    if description.asks_userinfo and not provider.configuration["userinfo_endpoint"]:
        raise ProviderRefused("no_userinfo")
    agreed = description.agreed() | {
        "name": name,
        "legal_entities": sorted(set(legal_entities)),
        "role_mapping": dict(role_mapping),
    }
    OidcProvider.objects.filter(pk=provider.pk).update(**agreed)
    _record("sso.change_provider", provider, by, at)


def change_secret(*, provider: OidcProvider, secret: Secret, by: Acting, at: datetime) -> None:
    """Take a new secret, tried at the provider. The one before it serves until a sign-in has succeeded with the new one.

    Raises ProviderRefused ("secret_twice", "secret_form", "secret_variable", "secret_missing", "secret_refused",
    "token_not_reached").
    """
    secret.check()
    secrets.attempt(secret.of(provider))
    _take_secret(provider, secret, by, at)


@transaction.atomic
def _take_secret(provider: OidcProvider, secret: Secret, by: Acting, at: datetime) -> None:
    held = OidcProvider.objects.select_for_update().get(pk=provider.pk)
    former, held = secrets.secret_of(held), secret.of(held)
    held.former_secret = former if former != secrets.secret_of(held) else ""
    held.secret_refused_at = held.warned_of = None
    held.save(update_fields=["client_secret", "secret_variable", "secret_ends", "former_secret", "secret_refused_at", "warned_of"])
    _record("sso.change_secret", held, by, at)


@transaction.atomic
def forget_former_secret(*, provider: OidcProvider, by: Acting, at: datetime) -> None:
    """Let the secret before this one serve no more. Raises ProviderRefused "no_former_secret"."""
    held = OidcProvider.objects.select_for_update().get(pk=provider.pk)
    if not held.former_secret:
        raise ProviderRefused("no_former_secret")
    held.former_secret = ""
    held.save(update_fields=["former_secret"])
    _record("sso.forget_former_secret", held, by, at)


@transaction.atomic
def take_published(*, provider: OidcProvider, published: Published, by: Acting, at: datetime) -> None:
    """Take the addresses and keys that a provider publishes now. Raises ProviderRefused ("address_not_safe", "no_userinfo")."""
    configuration = published.configuration
    if not is_fit_for_production(addresses=configuration.addresses()):
        raise ProviderRefused("address_not_safe")
    if provider.asks_userinfo and not configuration.userinfo_endpoint:
        raise ProviderRefused("no_userinfo")
    OidcProvider.objects.filter(pk=provider.pk).update(
        configuration=configuration.stored(), keys=published.keys, keys_fetched_at=at, keys_tried_at=at
    )
    _record("sso.take_published", provider, by, at)


@transaction.atomic
def set_active(*, provider: OidcProvider, active: bool, by: Acting, at: datetime) -> None:
    """Put a provider in service, or at rest: then it signs nobody in, and the sessions it opened live to their end."""
    OidcProvider.objects.filter(pk=provider.pk).update(is_active=active)
    audit.record(
        "sso.set_active", by=by, at=at, subject=provider.id, association=provider.association_id, idp=provider.slug, active=active
    )


def warn_of_ends(*, by: Acting, at: datetime) -> int:
    """Tell the platform administrators of each secret that ends within thirty days; once for each end."""
    soon, warned = clock.local_day(at) + WARNING, 0
    for provider in OidcProvider.objects.filter(is_active=True, secret_ends__lte=soon).order_by("slug"):
        if provider.warned_of == provider.secret_ends:
            continue
        with transaction.atomic():
            OidcProvider.objects.filter(pk=provider.pk).update(warned_of=provider.secret_ends)
            notifications.secret_ends(provider.id, at)
            _record("sso.warn_of_end", provider, by, at)
        warned += 1
    return warned


def _record(action: str, provider: OidcProvider, by: Acting, at: datetime) -> None:
    audit.record(action, by=by, at=at, subject=provider.id, association=provider.association_id, idp=provider.slug)
