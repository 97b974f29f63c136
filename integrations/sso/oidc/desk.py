"""The OpenID providers as the settings screens handle them (portal.accounts.ports.OpenIdDesk)."""

from collections.abc import Sequence
from datetime import datetime

from integrations.sso import addresses
from portal.accounts.ports import CompanyDoor, OpenIdAgreement, OpenIdDetails, OpenIdPublished, OpenIdSecret
from portal.core.actors import Acting

from . import discovery, keeping, queries, registration, secret
from .discovery import Configuration, Published
from .errors import ProviderRefused
from .models import OidcProvider
from .registration import Agreement
from .secret import Secret
from .shown import agreement_of, published_of


class Desk:
    """Each method raises ProviderRefused, with the code of the rule; then nothing was written."""

    def look(self, *, agreement: OpenIdAgreement) -> OpenIdPublished:
        """Return what the provider of an agreement publishes."""
        _check_slug(agreement.slug)
        return published_of(registration.look(agreement=_agreed(agreement, Secret())), agreement)

    def register(self, *, agreement: OpenIdAgreement, secret: OpenIdSecret, seen: str, by: Acting, at: datetime) -> None:
        """Register what an administrator has looked at."""
        _check_slug(agreement.slug)
        registration.register(agreement=_agreed(agreement, _secret(secret)), seen=seen, by=by, at=at)

    def details(self, *, slug: str) -> OpenIdDetails | None:
        """Return a provider as it stands, None when there is none of this slug."""
        provider = queries.registered(slug=slug)
        if provider is None:
            return None
        return OpenIdDetails(
            agreement=agreement_of(provider),
            association=provider.association.name if provider.association else "",
            published=published_of(Published(Configuration.of(provider), provider.keys)),
            keys_read_at=provider.keys_fetched_at,
            secret="variable" if provider.secret_variable else "stored" if provider.client_secret else "none",
            variable=provider.secret_variable,
            secret_ends=provider.secret_ends,
            secret_refused_at=provider.secret_refused_at,
            former=bool(provider.former_secret),
            is_active=provider.is_active,
            redirect_address=addresses.callback_url(slug),
            signed_out_address=addresses.signed_out_url(),
        )

    def change(self, *, agreement: OpenIdAgreement, by: Acting, at: datetime) -> None:
        """Change what was agreed on."""
        keeping.change_agreement(
            provider=_provider(agreement.slug),
            name=agreement.name,
            description=_agreed(agreement, Secret()).description,
            legal_entities=agreement.entities,
            role_mapping=agreement.roles,
            by=by,
            at=at,
        )

    def check(self, *, slug: str) -> tuple[OpenIdPublished, str]:
        """Return what it publishes now, and what its token endpoint says of our secret."""
        provider = _provider(slug)
        published, said = discovery.discover(provider.issuer), ""
        try:
            secret.attempt(provider)
        except ProviderRefused as refusal:
            said = refusal.code
        return published_of(published, agreement_of(provider)), said

    def take(self, *, slug: str, seen: str, by: Acting, at: datetime) -> None:
        """Take what it publishes now, where it is what was looked at."""
        provider = _provider(slug)
        published = discovery.discover(provider.issuer)
        if published.configuration.fingerprint != seen:
            raise ProviderRefused("changed_meanwhile")
        keeping.take_published(provider=provider, published=published, by=by, at=at)

    def change_secret(self, *, slug: str, secret: OpenIdSecret, by: Acting, at: datetime) -> None:
        """Take a new secret, tried first."""
        keeping.change_secret(provider=_provider(slug), secret=_secret(secret), by=by, at=at)

    def forget_former(self, *, slug: str, by: Acting, at: datetime) -> None:
        """Let the secret before this one serve no more."""
        keeping.forget_former_secret(provider=_provider(slug), by=by, at=at)

    def set_active(self, *, slug: str, active: bool, by: Acting, at: datetime) -> None:
        """Put it in service, or at rest."""
        keeping.set_active(provider=_provider(slug), active=active, by=by, at=at)

    def of_associations(self) -> Sequence[CompanyDoor]:
        """Return the doors of associations, in service or at rest."""
        return queries.every_association_door()


def _provider(slug: str) -> OidcProvider:
    found = queries.registered(slug=slug)
    if found is None:
        raise ProviderRefused("unknown_slug")
    return found


def _check_slug(slug: str) -> None:
    """A new provider on the screens never writes over one that is there."""
    if queries.is_taken(slug=slug):
        raise ProviderRefused("slug_in_use")


def _secret(given: OpenIdSecret) -> Secret:
    return Secret(text=given.text, variable=given.variable, ends=given.ends)


def _agreed(said: OpenIdAgreement, held: Secret) -> Agreement:
    return Agreement(
        slug=said.slug,
        name=said.name,
        issuer=said.issuer,
        client_id=said.client_id,
        client_secret=held.text,
        secret_variable=held.variable,
        secret_ends=held.ends,
        client_proof=said.proof,
        response_mode=said.response_mode,
        scopes=said.scopes,
        asks_userinfo=said.asks_userinfo,
        employee_number_claim=said.number_claim,
        role_claim=said.role_claim,
        acr_values=list(said.acr_values),
        legal_entities=said.entities,
        association_id=said.association_id,
        role_mapping=dict(said.roles),
    )
