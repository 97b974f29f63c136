"""Writes logout messages as a provider does: by redirect, signed over the address; by POST, signed inside."""

import base64
import zlib
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from lxml import etree

from . import saml_forge as forge

ADDRESS = "/sso/acme/logout/"
MORE = "http://www.w3.org/2001/04/xmldsig-more#"


def request_xml(
    name_id: str = "subject-1",
    index: str | None = "s1",
    destination: str = f"http://127.0.0.1:8000{ADDRESS}",
    minutes: int = 0,
    issuer: str = forge.ENTITY_ID,
    ends: int | None = None,
) -> bytes:
    """A request of a fresh id; `ends` in minutes from now."""
    now = datetime.now(UTC)
    until = "" if ends is None else f' NotOnOrAfter="{forge.instant(now + timedelta(minutes=ends))}"'
    named = "" if index is None else f"<samlp:SessionIndex>{index}</samlp:SessionIndex>"
    return (
        f'<samlp:LogoutRequest xmlns:samlp="{forge.SAMLP}" xmlns:saml="{forge.SAML}" ID="{forge.new_id()}" Version="2.0"'
        f' IssueInstant="{forge.instant(now - timedelta(minutes=minutes))}" Destination="{destination}"{until}>'
        f"<saml:Issuer>{issuer}</saml:Issuer><saml:NameID>{name_id}</saml:NameID>{named}</samlp:LogoutRequest>"
    ).encode()


def answer_xml(in_response_to: str, status: str = forge.SUCCESS) -> bytes:
    return (
        f'<samlp:LogoutResponse xmlns:samlp="{forge.SAMLP}" xmlns:saml="{forge.SAML}" ID="{forge.new_id()}" Version="2.0"'
        f' IssueInstant="{forge.instant(datetime.now(UTC))}" Destination="http://127.0.0.1:8000{ADDRESS}"'
        f' InResponseTo="{in_response_to}"><saml:Issuer>{forge.ENTITY_ID}</saml:Issuer>'
        f'<samlp:Status><samlp:StatusCode Value="{status}"/></samlp:Status></samlp:LogoutResponse>'
    ).encode()


def deflated(document: bytes) -> str:
    packer = zlib.compressobj(wbits=-15)
    return base64.b64encode(packer.compress(document) + packer.flush()).decode()


def query(
    document: bytes,
    *,
    key: str = "idp",
    algorithm: str = "",
    relay: str | None = None,
    name: str = "SAMLRequest",
    curve: bool = False,
    raw: bool = False,
) -> str:
    """A signed query string; `raw` writes an ECDSA signature as its two numbers, as XML Signature does."""
    algorithm = algorithm or f"{MORE}{'ecdsa' if curve else 'rsa'}-sha256"
    text = urlencode({name: deflated(document), **({"RelayState": relay} if relay else {}), "SigAlg": algorithm})
    signature = (
        _by_curve(text, raw) if curve else forge.key_pair(key).private.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())
    )
    return f"{text}&Signature={quote(base64.b64encode(signature).decode(), safe='')}"


def _by_curve(text: str, raw: bool) -> bytes:
    private: Any = forge.curve_pair().private
    signature: bytes = private.sign(text.encode(), ec.ECDSA(hashes.SHA256()))
    return b"".join(number.to_bytes(32) for number in decode_dss_signature(signature)) if raw else signature


def posted(document: bytes, key: str = "idp") -> str:
    """The base64 of a message that carries its signature."""
    root = etree.fromstring(document)
    forge.sign(root, forge.key_pair(key))
    return forge.encode(root)
