"""What the command line says when something is refused: the rule, what was kept (nothing, always), and what to do."""

from collections.abc import Mapping
from typing import Any

from django.core.management.base import CommandError

from integrations.sso.errors import RegistrationRefused
from portal.accounts.enums import COMPANY_ROLES

WORDS: Mapping[str, str] = {
    "metadata_unreadable": "the metadata is not plain XML of at most 256 KiB ({why}). A DOCTYPE or an entity is never read.",
    "metadata_expired": "the metadata says that it held until {until}. Ask the provider for a fresh one.",
    "metadata_address": "metadata is read at https addresses only, and never on this machine or its network: use a file instead, "
    "or name the host in BINOME_SSO_PRIVATE_HOSTS.",
    "metadata_not_reached": "the address does not give the metadata ({why}{status}). Try again, or use a file.",
    "metadata_too_large": "the metadata at the address is larger than 256 KiB. Take the provider's own, not a federation's.",
    "metadata_not_trusted": "nobody trusted signed what the address gives: compare the fingerprints, then accept or discard it.",
    "not_one_idp": "the metadata must describe exactly one identity provider (IDPSSODescriptor). Found: {found}. "
    "Where there are several, say which by --idp-entity-id.",
    "no_entity_id": "the provider has no entityID.",
    "no_redirect_address": "the provider has no SingleSignOnService by HTTP-Redirect or HTTP-POST with an http(s) address.",
    "certificates": "one or two signing certificates are needed, RSA of 2,048 bits or a curve (found {found}; {why}). "
    "Entra ID: download the metadata of the application, not of the tenant.",
    "address_not_safe": "in production each address of a provider must be https, of another machine, and no developer's provider.",
    "slug_in_use": "this slug belongs to an OpenID provider.",
    "slug_malformed": "a slug has 1 to 40 letters, digits, hyphens and underscores.",
    "entity_id_in_use": "a provider of another slug has this entity id. One provider, one slug.",
    "entity_id_changed": "the metadata is of another provider (another entityID). Register it under a slug of its own.",
    "no_entity": "name at least one legal entity (--entity).",
    "unknown_role": "these are no roles that a company gives: {roles}. Roles: " + ", ".join(sorted(map(str, COMPANY_ROLES))) + ".",
    "no_own_key": "to sign requests a key of ours is needed: manage.py sso rollover --ours FILE, then BINOME_SSO_KEYS=FILE.",
    "no_metadata_address": "this provider was registered from a file: give the new one by `sso rollover --slug … --metadata FILE`.",
    "nothing_proposed": "nothing waits to be accepted.",
    "certificate_known": "this certificate is in use already.",
    "certificate_unknown": "no certificate in use has this fingerprint.",
    "last_certificate": "the last certificate cannot be dropped: add the new one first.",
}


class _Facts(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return ""


def said(code: str, **facts: Any) -> str:
    """Return a refusal in words, with its code."""
    plain = {name: ", ".join(map(str, value)) or "none" if isinstance(value, list) else value for name, value in facts.items()}
    words = WORDS.get(code, "").format_map(_Facts(plain)).replace(" ()", "").replace("; )", ")")
    return f"{code}: {words}" if words else code


def refused(refusal: RegistrationRefused, done: str = "Not registered") -> CommandError:
    """Return the error that ends the command."""
    return CommandError(f"{done}: {said(refusal.code, **refusal.facts)}")
