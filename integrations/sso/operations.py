"""Writes on identity providers, and the end of a sign-in."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, transaction

from portal.accounts.enums import COMPANY_ROLES, Role
from portal.accounts.models import SignIn
from portal.core import audit
from portal.core.actors import Acting
from portal.journeys.sign_in import sign_in_employee

from . import sessions
from .errors import RegistrationRefused, SamlRefused
from .failures import operations as failures
from .failures.shapes import Seen
from .idp_metadata import Description
from .models import ConsumedAssertion, IdentityProvider
from .names import EMPLOYEE_NUMBER
from .oidc import queries as openid
from .own_keys import own_keys
from .queries import is_fit_for_production
from .verification import Answer

LONGEST_ID = 200
SLUG = re.compile(r"[A-Za-z0-9_-]{1,40}")
FORGOTTEN_AFTER = timedelta(days=1)  # long past the time an assertion could still be accepted


@transaction.atomic
def register_idp(  # noqa: PLR0913  what a company agrees on with its provider
    *,
    slug: str,
    name: str,
    description: Description,
    legal_entities: Sequence[str],
    by: Acting,
    at: datetime,
    employee_number_attribute: str = EMPLOYEE_NUMBER,
    role_attribute: str = "",
    role_mapping: Mapping[str, str] | None = None,
    sign_requests: bool = False,
    metadata_url: str = "",
    metadata_pins: Sequence[str] = (),
) -> IdentityProvider:
    """Register an identity provider, or bring the one of this slug in step with what is said now.

    `metadata_url` is where its description was read and will be again; whoever calls has seen that it is believed.
    Raises RegistrationRefused ("no_entity", "unknown_role", "address_not_safe", "slug_malformed", "slug_in_use",
    "entity_id_in_use", "no_own_key").
    """
    _check_agreement(slug, legal_entities, role_mapping or {}, sign_requests=sign_requests)
    _check_description(slug, description)
    values = {
        "name": name,
        **_described(description),
        "sign_requests": sign_requests or description.wants_signed_requests,
        "metadata_url": metadata_url,
        "metadata_pins": sorted(set(metadata_pins)),
        "metadata_read_at": at,
        "metadata_tried_at": at,
        "legal_entities": sorted(set(legal_entities)),
        "employee_number_attribute": employee_number_attribute,
        "role_attribute": role_attribute,
        "role_mapping": dict(role_mapping or {}),
        "is_active": True,
    }
    idp, created = IdentityProvider.objects.update_or_create(
        slug=slug, defaults=values, create_defaults=values | {"created_at": at}
    )
    audit.record("sso.register_idp", by=by, at=at, subject=idp.id, idp=slug, created=created)
    return idp


@transaction.atomic
def change_agreement(  # noqa: PLR0913  what a company agrees on with its provider
    *,
    idp: IdentityProvider,
    name: str,
    legal_entities: Sequence[str],
    employee_number_attribute: str,
    role_attribute: str,
    role_mapping: Mapping[str, str],
    sign_requests: bool,
    by: Acting,
    at: datetime,
) -> None:
    """Change what was agreed on, and nothing of the provider's description. Raises RegistrationRefused as `register_idp`."""
    _check_agreement(idp.slug, legal_entities, role_mapping, sign_requests=sign_requests)
    IdentityProvider.objects.filter(pk=idp.pk).update(
        name=name,
        legal_entities=sorted(set(legal_entities)),
        employee_number_attribute=employee_number_attribute,
        role_attribute=role_attribute,
        role_mapping=dict(role_mapping),
        sign_requests=sign_requests,
    )
    audit.record("sso.change_idp", by=by, at=at, subject=idp.id, idp=idp.slug)


@transaction.atomic
def replace_description(*, idp: IdentityProvider, description: Description, by: Acting, at: datetime) -> IdentityProvider:
    """Take the addresses and certificates of a new description that an administrator vouches for; the rest stays.

    Raises RegistrationRefused ("entity_id_changed", "address_not_safe").
    """
    held = IdentityProvider.objects.select_for_update().get(pk=idp.pk)
    if description.entity_id != held.entity_id:
        raise RegistrationRefused("entity_id_changed")
    _check_description(held.slug, description)
    for field, value in _described(description).items():
        setattr(held, field, value)
    held.metadata_read_at = at
    held.save()
    audit.record("sso.take_metadata", by=by, at=at, subject=held.id, idp=held.slug, certificates=len(held.certificates))
    return held


@transaction.atomic
def set_active(*, idp: IdentityProvider, active: bool, by: Acting, at: datetime) -> None:
    """Put a provider in service, or at rest: then it signs nobody in, and the sessions it opened live to their end."""
    IdentityProvider.objects.filter(pk=idp.pk).update(is_active=active)
    audit.record("sso.set_active", by=by, at=at, subject=idp.id, idp=idp.slug, active=active)


def _check_agreement(slug: str, legal_entities: Sequence[str], role_mapping: Mapping[str, str], *, sign_requests: bool) -> None:
    if not SLUG.fullmatch(slug):
        raise RegistrationRefused("slug_malformed")
    if not legal_entities:
        raise RegistrationRefused("no_entity")
    if unknown := sorted(set(role_mapping.values()) - {str(role) for role in COMPANY_ROLES}):
        raise RegistrationRefused("unknown_role", roles=unknown)
    if openid.is_taken(slug=slug):
        raise RegistrationRefused("slug_in_use")
    if sign_requests and not own_keys():
        raise RegistrationRefused("no_own_key")


def _check_description(slug: str, description: Description) -> None:
    if not is_fit_for_production(addresses=(description.sso_url, description.slo_url, description.slo_answer_url)):
        raise RegistrationRefused("address_not_safe")
    if IdentityProvider.objects.filter(entity_id=description.entity_id).exclude(slug=slug).exists():
        raise RegistrationRefused("entity_id_in_use")


def _described(description: Description) -> dict[str, Any]:
    """Return the columns that a description fills; what waited or was wrong before it is over."""
    return {
        "entity_id": description.entity_id,
        "sso_url": description.sso_url,
        "sso_binding": description.sso_binding,
        "slo_url": description.slo_url,
        "slo_binding": description.slo_binding,
        "slo_answer_url": description.slo_answer_url,
        "certificates": list(description.certificates),
        "metadata_valid_until": description.valid_until,
        "metadata_problem": "",
        "proposed": None,
    }


@transaction.atomic
def complete_sign_in(*, idp: IdentityProvider, answer: Answer, by: Acting, at: datetime) -> SignIn:
    """Use up a verified answer and sign its employee in, in one transaction: of two posts of one answer, one gets in.

    Raises SamlRefused "replayed" and SignInRefused.
    """
    ConsumedAssertion.objects.filter(expires_at__lt=at - FORGOTTEN_AFTER).delete()
    try:
        with transaction.atomic():
            ConsumedAssertion.objects.create(idp=idp, assertion_id=_kept_id(answer.assertion_id), expires_at=answer.expires_at)
    except IntegrityError as error:
        raise SamlRefused("replayed") from error
    values = set(answer.identity.attributes.get(idp.role_attribute, ())) if idp.role_attribute else set()
    roles = {Role(role) for value, role in idp.role_mapping.items() if value in values}
    sign_in = sign_in_employee(identity=answer.identity, entity_codes=idp.legal_entities, roles=roles, by=by, at=at)
    sessions.remember(idp=idp, sign_in=sign_in, identity=answer.identity)
    IdentityProvider.objects.filter(pk=idp.pk).update(last_sign_in_at=at)
    return sign_in


def _kept_id(assertion_id: str) -> str:
    """Return an id as it is kept: a provider may write one longer than our column."""
    return assertion_id if len(assertion_id) <= LONGEST_ID else f"sha256:{sha256(assertion_id.encode()).hexdigest()}"


@transaction.atomic
def note_refusal(*, idp: IdentityProvider, code: str, by: Acting, at: datetime, received: Sequence[Seen] = ()) -> str:
    """Keep that a message was refused and by which rule, with the shapes of what came. Return the reference for the page."""
    return failures.note(idp_id=idp.id, idp=idp.slug, protocol="saml", code=code, received=received, by=by, at=at)
