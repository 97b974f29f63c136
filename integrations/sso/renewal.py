"""What becomes of a provider after its registration: its metadata read again, certificates that come and go, and who is warned.

Nothing here is part of a sign-in, which reads the stored row only.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from portal.core import audit, clock
from portal.core.actors import Acting

from . import certificates, idp_metadata, metadata_source, notifications
from .errors import RegistrationRefused
from .idp_metadata import MOST_CERTIFICATES, Description
from .models import Binding, IdentityProvider
from .queries import is_fit_for_production

EVERY, AFTER_A_FAILURE = timedelta(hours=12), timedelta(hours=1)
WARNING = timedelta(days=30)
NOT_BELIEVED = "metadata_not_trusted"
KEPT = ("entity_id", "sso_url", "sso_binding", "slo_url", "slo_binding", "slo_answer_url", "certificates")


def refresh_due(*, by: Acting, at: datetime) -> int:
    """Read the metadata of every active provider whose turn it is; return how many were read. One that fails holds up no other."""
    idps = IdentityProvider.objects.filter(is_active=True).exclude(metadata_url="").order_by("slug")
    due = [idp for idp in idps if idp.metadata_tried_at is None or idp.metadata_tried_at <= at - _pause(idp)]
    return sum(refresh(idp=idp, by=by, at=at) == "" for idp in due)


def refresh(*, idp: IdentityProvider, by: Acting, at: datetime) -> str:
    """Read the metadata at a provider's address again. Return "" when it was read and counts, else the code of what is wrong.

    A document that nobody pinned signed changes nothing: what it says waits in `proposed` for an administrator. An address that
    does not answer changes nothing either. Raises RegistrationRefused "no_metadata_address".
    """
    if not idp.metadata_url:
        raise RegistrationRefused("no_metadata_address")
    try:
        document = metadata_source.fetch(idp.metadata_url)
        description = idp_metadata.read(document, entity_id=idp.entity_id, at=at)
        if not is_fit_for_production(addresses=(description.sso_url, description.slo_url, description.slo_answer_url)):
            raise RegistrationRefused("address_not_safe")
    except RegistrationRefused as refusal:
        return _note(idp, refusal.code, by, at)
    return _take(idp, document, description, by, at)


@transaction.atomic
def accept(*, idp: IdentityProvider, by: Acting, at: datetime) -> IdentityProvider:
    """Take what waits in `proposed`. Raises RegistrationRefused "nothing_proposed"."""
    held = _locked(idp)
    if held.proposed is None:
        raise RegistrationRefused("nothing_proposed")
    pins = {certificates.fingerprint(one) for one in held.proposed["certificates"]}
    if held.metadata_url:
        held.metadata_pins = sorted({*held.metadata_pins, *pins})
    _apply(held, proposed(held), by, at)
    return held


@transaction.atomic
def discard(*, idp: IdentityProvider, by: Acting, at: datetime) -> IdentityProvider:
    """Throw away what waits in `proposed`. Raises RegistrationRefused "nothing_proposed"."""
    held = _locked(idp)
    if held.proposed is None:
        raise RegistrationRefused("nothing_proposed")
    held.proposed, held.metadata_problem = None, ""
    held.save(update_fields=["proposed", "metadata_problem"])
    audit.record("sso.discard_metadata", by=by, at=at, subject=held.id, idp=held.slug)
    return held


@transaction.atomic
def add_certificate(*, idp: IdentityProvider, certificate: str, by: Acting, at: datetime) -> IdentityProvider:
    """Let a second certificate (base64 DER) sign, for a roll-over.

    Raises RegistrationRefused ("certificates", "certificate_known").
    """
    held, fresh = _locked(idp), certificates.compact(certificate)
    try:
        certificates.load(fresh)
    except ValueError as error:
        raise RegistrationRefused("certificates", why=str(error)) from error
    if fresh in held.certificates:
        raise RegistrationRefused("certificate_known")
    if len(held.certificates) >= MOST_CERTIFICATES:
        raise RegistrationRefused("certificates", found=len(held.certificates) + 1)
    return _with_certificates(held, [*held.certificates, fresh], "sso.add_certificate", by, at)


@transaction.atomic
def drop_certificate(*, idp: IdentityProvider, fingerprint: str, by: Acting, at: datetime) -> IdentityProvider:
    """Let a certificate sign no more. Raises RegistrationRefused ("certificate_unknown", "last_certificate")."""
    held = _locked(idp)
    left = [one for one in held.certificates if certificates.fingerprint(one) != fingerprint]
    if len(left) == len(held.certificates):
        raise RegistrationRefused("certificate_unknown")
    if not left:
        raise RegistrationRefused("last_certificate")
    held.metadata_pins = [pin for pin in held.metadata_pins if pin != fingerprint]
    return _with_certificates(held, left, "sso.drop_certificate", by, at)


def warn_of_ends(*, by: Acting, at: datetime) -> int:
    """Tell the platform administrators of each provider whose last certificate ends within thirty days; once for each end."""
    today, warned = clock.local_day(at), 0
    for idp in IdentityProvider.objects.filter(is_active=True).order_by("slug"):
        ends = max(certificates.last_day(one) for one in idp.certificates)
        if ends <= today + WARNING and idp.warned_of != ends:
            with transaction.atomic():
                IdentityProvider.objects.filter(pk=idp.pk).update(warned_of=ends)
                notifications.certificate_ends(idp, at)
                audit.record("sso.warn_of_end", by=by, at=at, subject=idp.id, idp=idp.slug, ends=ends.isoformat())
            warned += 1
    return warned


def _pause(idp: IdentityProvider) -> timedelta:
    return AFTER_A_FAILURE if idp.metadata_problem else EVERY


@transaction.atomic
def _take(idp: IdentityProvider, document: bytes, description: Description, by: Acting, at: datetime) -> str:
    held, found = _locked(idp), kept(description)
    known = {*held.metadata_pins, *(certificates.fingerprint(one) for one in held.certificates)}
    signed = metadata_source.signer(document, known) is not None
    same = all(_same(getattr(held, name), found[name]) for name in KEPT)
    fewer = set(found["certificates"]) <= set(held.certificates) and not metadata_source.is_signed(document)
    unmoved = all(_same(getattr(held, name), found[name]) for name in KEPT if name != "certificates")
    if signed or same or (fewer and unmoved):
        _apply(held, found, by, at, changed=not same)
        return ""
    if not held.proposed or proposed(held) != found:
        held.proposed = found
        held.save(update_fields=["proposed"])
        notifications.metadata_waits(held, at)
    return _note(held, NOT_BELIEVED, by, at)


def kept(description: Description) -> dict[str, Any]:
    """Return what is kept of a description, as it is stored."""
    end = description.valid_until
    values = {name: getattr(description, name) for name in KEPT}
    return values | {"certificates": list(description.certificates), "valid_until": end.isoformat() if end else None}


def proposed(held: IdentityProvider) -> dict[str, Any]:
    """Return what waits of a provider; what was kept before bindings were has the one that there was."""
    return {"sso_binding": Binding.REDIRECT, "slo_binding": Binding.REDIRECT, **(held.proposed or {})}


def _same(one: Any, other: Any) -> bool:
    return sorted(one) == sorted(other) if isinstance(one, list) else bool(one == other)


def _apply(held: IdentityProvider, found: dict[str, Any], by: Acting, at: datetime, *, changed: bool = True) -> None:
    for name in KEPT:
        setattr(held, name, found[name])
    held.metadata_valid_until = datetime.fromisoformat(found["valid_until"]) if found["valid_until"] else None
    held.proposed, held.metadata_problem = None, ""
    held.metadata_tried_at = held.metadata_read_at = at
    held.save()
    if changed:
        audit.record("sso.take_metadata", by=by, at=at, subject=held.id, idp=held.slug, certificates=len(held.certificates))


def _note(idp: IdentityProvider, code: str, by: Acting, at: datetime) -> str:
    """Keep what is wrong with the metadata of a provider; a problem that is new is in the audit."""
    IdentityProvider.objects.filter(pk=idp.pk).update(metadata_tried_at=at, metadata_problem=code)
    if idp.metadata_problem != code:
        audit.record("sso.metadata_problem", by=by, at=at, subject=idp.id, idp=idp.slug, code=code)
    return code


def _with_certificates(held: IdentityProvider, left: Sequence[str], action: str, by: Acting, at: datetime) -> IdentityProvider:
    held.certificates = list(left)
    held.save(update_fields=["certificates", "metadata_pins"])
    audit.record(action, by=by, at=at, subject=held.id, idp=held.slug, certificates=len(left))
    return held


def _locked(idp: IdentityProvider) -> IdentityProvider:
    return IdentityProvider.objects.select_for_update().get(pk=idp.pk)
