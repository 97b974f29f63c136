"""What may be kept of the answer of an OpenID provider that was refused."""

import contextlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from integrations.sso.oidc.begun import Begun
from integrations.sso.oidc.claims import SECOND_FACTORS, values
from integrations.sso.oidc.keys import ALGORITHMS
from integrations.sso.oidc.models import OidcProvider
from integrations.sso.oidc.strict_json import decode_segment, read_object

from .shapes import Seen, instant, present, text, texts

# RFC 6749 4.1.2.1 and OpenID Connect Core 3.1.2.6.
ERRORS = frozenset(
    {
        "invalid_request",
        "unauthorized_client",
        "access_denied",
        "unsupported_response_type",
        "invalid_scope",
        "server_error",
        "temporarily_unavailable",
        "interaction_required",
        "login_required",
        "account_selection_required",
        "consent_required",
    }
)
METHODS = SECOND_FACTORS | {
    "pwd",
    "sms",
    "tel",
    "fpt",
    "face",
    "pin",
    "swk",
    "rsa",
    "kba",
    "geo",
    "wia",
    "user",
    "pop",
    "iris",
    "retina",
    "vbm",
    "mca",
}
CLAIMS = frozenset(
    {
        "iss",
        "sub",
        "aud",
        "azp",
        "exp",
        "iat",
        "nbf",
        "nonce",
        "at_hash",
        "auth_time",
        "amr",
        "acr",
        "sid",
        "name",
        "given_name",
        "family_name",
        "email",
        "email_verified",
        "groups",
        "roles",
        "preferred_username",
        "upn",
        "oid",
        "tid",
        "ver",
        "employee_number",
        "employeeNumber",
        "employeeid",
        "employee_id",
        "matricule",
        "realm_access",
        "hd",
    }
)
OTHER_ALGORITHMS = frozenset({"none", "HS256", "HS384", "HS512", "EdDSA"})
PARAMETERS = ("code", "state", "iss", "error")


def of_answer(parameters: Mapping[str, list[str]], provider: OidcProvider) -> list[Seen]:
    """Return what may be kept of the parameters that the browser brought."""
    found = [present(f"parameter_{name}", next(iter(parameters.get(name, ())), None)) for name in ("code", "state")]
    if parameters.get("iss"):
        found.append(text("parameter_iss", parameters["iss"][0], expected=provider.issuer))
    if parameters.get("error"):
        found.append(text("parameter_error", parameters["error"][0], known=ERRORS))
    return found


def of_token(token: str, provider: OidcProvider, begun: Begun, at: datetime) -> list[Seen]:
    """Return what may be kept of an ID token, believed or not: read for its shape only."""
    found, segments = [present("token", token)], token.split(".")
    with contextlib.suppress(ValueError, IndexError):
        header = read_object(decode_segment(segments[0]))
        found += [text("algorithm", header.get("alg"), known=ALGORITHMS | OTHER_ALGORITHMS), _key(header, provider)]
        found += _claims(read_object(decode_segment(segments[1])), provider, begun, at)
    return found


def _key(header: Mapping[str, Any], provider: OidcProvider) -> Seen:
    known = any(key.get("kid") == header.get("kid") for key in provider.keys)
    return Seen("key", present("", header.get("kid")).kind, same=known)


def _claims(said: Mapping[str, Any], provider: OidcProvider, begun: Begun, at: datetime) -> list[Seen]:
    audience, now = said.get("aud"), at.timestamp()
    audiences = audience if isinstance(audience, list) else [audience]
    found = [text("issuer", said.get("iss"), expected=provider.issuer)]
    found += [text("audience", one, expected=provider.client_id) for one in audiences[:3]]
    if "azp" in said:
        found.append(text("party", said.get("azp"), expected=provider.client_id))
    found += [instant(what, said.get(name), now=now) for what, name in (("issued", "iat"), ("ends", "exp"))]
    found.append(Seen("nonce", present("", said.get("nonce")).kind, same=said.get("nonce") == begun.nonce))
    found.append(present("subject", said.get("sub")))
    found += _agreed(said, provider)
    return found + texts("claim_name", list(said), known=CLAIMS)


def _agreed(said: Mapping[str, Any], provider: OidcProvider) -> list[Seen]:
    """Return what may be kept of the claims agreed on: the employee number, or the proof of a second factor."""
    if provider.association_id is not None:
        return [*texts("method", said.get("amr"), known=METHODS), text("context", said.get("acr"), known=provider.acr_values)]
    found = values(said, provider.employee_number_claim)
    return [text("employee_number", found[0] if len(found) == 1 else said.get(provider.employee_number_claim))]
