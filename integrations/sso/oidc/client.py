"""What we ask a provider: the address that begins a sign-in, tokens for a code, more claims, the address that ends a session."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus, urlencode

from integrations.sso import addresses, outside

from .begun import Begun
from .discovery import Configuration
from .enums import ClientProof, ResponseMode
from .errors import OidcRefused
from .models import OidcProvider
from .strict_json import read_object

OK, TOO_MANY, SERVER_ERROR = 200, 429, 500
REDIRECTS = range(300, 400)
LONGEST_TOKEN = 64 * 1024


@dataclass(frozen=True)
class Tokens:
    """What a code was exchanged for."""

    id_token: str
    access_token: str


def sign_in_address(provider: OidcProvider, begun: Begun) -> str:
    """Return the address that takes a browser to the provider: code flow, PKCE, state and nonce."""
    asked = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": addresses.callback_url(provider.slug),
        "scope": provider.scopes,
        "state": begun.state,
        "nonce": begun.nonce,
        "code_challenge": begun.challenge,
        "code_challenge_method": "S256",
    }
    if provider.response_mode == ResponseMode.FORM_POST:
        asked["response_mode"] = "form_post"
    if provider.acr_values:
        asked["acr_values"] = " ".join(provider.acr_values)
    if begun.invitation:
        asked["prompt"] = "login"  # what is linked for good must be who sits there, not who was signed in before
    return _with_query(Configuration.of(provider).authorization_endpoint, asked)


def sign_out_address(provider: OidcProvider, id_token: str, after: str) -> str:
    """Return the address that ends the session at the provider too (RP-Initiated Logout 1.0), "" when it has none."""
    address = Configuration.of(provider).end_session_endpoint
    asked = {"client_id": provider.client_id, "post_logout_redirect_uri": after, "id_token_hint": id_token}
    return _with_query(address, asked) if address else ""


def exchange(provider: OidcProvider, *, code: str, verifier: str, secret: str) -> Tokens:
    """Exchange a code for tokens, with the client's secret ("" for a client that PKCE alone protects).

    Raises OidcRefused ("provider_not_reached", "provider_redirects", "provider_busy", "provider_error", "code_refused",
    "client_refused", "token_answer", "no_id_token").
    """
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": addresses.callback_url(provider.slug),
        "code_verifier": verifier,
        "client_id": provider.client_id,
    }
    headers: dict[str, str] = {}
    if secret and provider.client_proof == ClientProof.POST:
        form["client_secret"] = secret
    elif secret:
        pair = f"{quote_plus(provider.client_id)}:{quote_plus(secret)}".encode()
        headers["Authorization"] = f"Basic {base64.b64encode(pair).decode()}"
    try:
        reply = outside.post(Configuration.of(provider).token_endpoint, form=form, headers=headers)
    except outside.CallRefused as refusal:
        raise OidcRefused("provider_not_reached", why=refusal.code) from refusal
    return _tokens(reply)


def userinfo(provider: OidcProvider, access_token: str, subject: str) -> dict[str, Any]:
    """Return the further claims of the very same subject (5.3.2). Raises OidcRefused."""
    headers = {"Authorization": f"Bearer {access_token}"}
    try:
        reply = outside.get(Configuration.of(provider).userinfo_endpoint, headers=headers)
    except outside.CallRefused as refusal:
        raise OidcRefused("provider_not_reached", why=refusal.code) from refusal
    said = _object(reply, "userinfo_form") if reply.status == OK else _failed(reply, "userinfo_form")
    if said.get("sub") != subject:
        raise OidcRefused("userinfo_of_another")
    return said


def _tokens(reply: outside.Reply) -> Tokens:
    said = _object(reply, "token_answer") if reply.status == OK else _failed(reply, "code_refused")
    id_token, access_token = said.get("id_token"), said.get("access_token")
    if not isinstance(id_token, str):
        raise OidcRefused("no_id_token")
    if not isinstance(access_token, str) or not access_token.isascii() or not access_token.isprintable():
        raise OidcRefused("token_answer")
    if len(access_token) > LONGEST_TOKEN:
        raise OidcRefused("token_answer")
    return Tokens(id_token, access_token)


def _failed(reply: outside.Reply, otherwise: str) -> dict[str, Any]:
    """Say why a provider refused; what it wrote about it is not kept."""
    if reply.status in REDIRECTS:
        raise OidcRefused("provider_redirects")
    if reply.status == TOO_MANY:
        raise OidcRefused("provider_busy")
    if reply.status >= SERVER_ERROR:
        raise OidcRefused("provider_error")
    try:
        said: Mapping[str, Any] = read_object(reply.body)
    except ValueError:
        said = {}
    ours = said.get("error") in {"invalid_client", "unauthorized_client"}
    raise OidcRefused("client_refused" if ours else otherwise)


def _object(reply: outside.Reply, code: str) -> dict[str, Any]:
    try:
        return read_object(reply.body)
    except ValueError as error:
        raise OidcRefused(code) from error


def _with_query(address: str, asked: Mapping[str, str]) -> str:
    return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}"
