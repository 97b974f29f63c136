"""What we send to identity providers: a sign-in request, the answer to a logout, our own description."""

import base64
import zlib
from datetime import UTC, datetime
from urllib.parse import urlencode
from uuid import uuid4

from lxml import etree

from . import addresses
from .models import IdentityProvider
from .names import MD, POST, REDIRECT, SAML, SAMLP, SUCCESS, tag


def new_request_id() -> str:
    """Return an id nobody can guess (an XML name cannot begin with a digit)."""
    return f"_{uuid4().hex}{uuid4().hex}"


def sign_in_request(idp: IdentityProvider, request_id: str, at: datetime) -> str:
    """Return the address that takes a browser to the provider with our AuthnRequest (redirect binding)."""
    root = etree.Element(
        tag(SAMLP, "AuthnRequest"),
        {
            "ID": request_id,
            "Version": "2.0",
            "IssueInstant": _instant(at),
            "Destination": idp.sso_url,
            "AssertionConsumerServiceURL": addresses.acs_url(idp.slug),
            "ProtocolBinding": POST,
        },
        nsmap={"samlp": SAMLP, "saml": SAML},
    )
    etree.SubElement(root, tag(SAML, "Issuer")).text = addresses.entity_id(idp.slug)
    return _with_message(idp.sso_url, "SAMLRequest", root)


def logout_answer(idp: IdentityProvider, in_response_to: str, at: datetime) -> str:
    """Return the address that tells the provider that the session here is over."""
    attributes = {
        "ID": new_request_id(),
        "Version": "2.0",
        "IssueInstant": _instant(at),
        "Destination": idp.slo_url,
        "InResponseTo": in_response_to,
    }
    root = etree.Element(tag(SAMLP, "LogoutResponse"), attributes, nsmap={"samlp": SAMLP, "saml": SAML})
    etree.SubElement(root, tag(SAML, "Issuer")).text = addresses.entity_id(idp.slug)
    status = etree.SubElement(root, tag(SAMLP, "Status"))
    etree.SubElement(status, tag(SAMLP, "StatusCode"), {"Value": SUCCESS})
    return _with_message(idp.slo_url, "SAMLResponse", root)


def our_description(slug: str) -> bytes:
    """Return our metadata towards one provider."""
    root = etree.Element(tag(MD, "EntityDescriptor"), {"entityID": addresses.entity_id(slug)}, nsmap={"md": MD})
    role = etree.SubElement(
        root,
        tag(MD, "SPSSODescriptor"),
        {"AuthnRequestsSigned": "false", "WantAssertionsSigned": "true", "protocolSupportEnumeration": SAMLP},
    )
    etree.SubElement(role, tag(MD, "SingleLogoutService"), {"Binding": REDIRECT, "Location": addresses.logout_url(slug)})
    acs = {"Binding": POST, "Location": addresses.acs_url(slug), "index": "0", "isDefault": "true"}
    etree.SubElement(role, tag(MD, "AssertionConsumerService"), acs)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _with_message(address: str, parameter: str, root: etree._Element) -> str:
    deflate = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    packed = deflate.compress(etree.tostring(root)) + deflate.flush()
    return f"{address}{'&' if '?' in address else '?'}{urlencode({parameter: base64.b64encode(packed).decode()})}"


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
