"""What we send to identity providers: a sign-in request, a logout and the answer to one, our own description."""

from datetime import UTC, datetime
from uuid import uuid4

from lxml import etree

from . import addresses, post_binding, redirect_binding
from .models import Binding, IdentityProvider
from .names import DS, GCM, MD, OAEP, OAEP_MGF1P, PERSISTENT, POST, REDIRECT, SAML, SAMLP, SUCCESS, tag
from .own_keys import OwnKey, own_keys
from .post_binding import Form

# A message on its way to a provider: the address that holds it, or the form that carries it where no redirect is taken.
Outgoing = str | Form


def new_request_id() -> str:
    """Return an id nobody can guess (an XML name cannot begin with a digit)."""
    return f"_{uuid4().hex}{uuid4().hex}"


def sign_in_request(idp: IdentityProvider, request_id: str, at: datetime) -> Outgoing:
    """Return our AuthnRequest on its way, signed where that was agreed on."""
    asked = {"AssertionConsumerServiceURL": addresses.acs_url(idp.slug), "ProtocolBinding": POST}
    root = _message("AuthnRequest", idp, idp.sso_url, request_id, at, **asked)
    return _outgoing(idp.sso_binding, idp.sso_url, redirect_binding.REQUEST, root, _newest_key() if idp.sign_requests else None)


def logout_request(idp: IdentityProvider, request_id: str, name_id: str, index: str, at: datetime) -> Outgoing | None:
    """Return what asks the provider to end its session, signed; None where it takes no such request, or we have no key."""
    key = _newest_key()
    if not idp.slo_url or key is None:
        return None
    root = _message("LogoutRequest", idp, idp.slo_url, request_id, at)
    etree.SubElement(root, tag(SAML, "NameID")).text = name_id
    if index:
        etree.SubElement(root, tag(SAMLP, "SessionIndex")).text = index
    return _outgoing(idp.slo_binding, idp.slo_url, redirect_binding.REQUEST, root, key)


def logout_answer(idp: IdentityProvider, in_response_to: str, at: datetime) -> Outgoing | None:
    """Return what tells the provider that the session here is over; None where it has no address for that."""
    if not idp.slo_url:
        return None
    url = idp.slo_answer_url or idp.slo_url
    root = _message("LogoutResponse", idp, url, new_request_id(), at, InResponseTo=in_response_to)
    status = etree.SubElement(root, tag(SAMLP, "Status"))
    etree.SubElement(status, tag(SAMLP, "StatusCode"), {"Value": SUCCESS})
    return _outgoing(idp.slo_binding, url, redirect_binding.ANSWER, root, _newest_key())


def our_description(slug: str, *, signs_requests: bool = False) -> bytes:
    """Return our metadata towards one provider: our keys (the newest signs, all decrypt) and our addresses."""
    root = etree.Element(tag(MD, "EntityDescriptor"), {"entityID": addresses.entity_id(slug)}, nsmap={"md": MD, "ds": DS})
    signs = "true" if signs_requests and own_keys() else "false"
    facts = {"AuthnRequestsSigned": signs, "WantAssertionsSigned": "true", "protocolSupportEnumeration": SAMLP}
    role = etree.SubElement(root, tag(MD, "SPSSODescriptor"), facts)
    for key in own_keys():
        _add_key(role, "signing", key)
    for key in own_keys():
        methods = _add_key(role, "encryption", key)
        for algorithm in (*GCM, OAEP_MGF1P, OAEP):
            etree.SubElement(methods, tag(MD, "EncryptionMethod"), {"Algorithm": algorithm})
    for binding in (REDIRECT, POST):
        etree.SubElement(role, tag(MD, "SingleLogoutService"), {"Binding": binding, "Location": addresses.logout_url(slug)})
    etree.SubElement(role, tag(MD, "NameIDFormat")).text = PERSISTENT
    acs = {"Binding": POST, "Location": addresses.acs_url(slug), "index": "0", "isDefault": "true"}
    etree.SubElement(role, tag(MD, "AssertionConsumerService"), acs)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _outgoing(binding: str, url: str, name: str, root: etree._Element, key: OwnKey | None) -> Outgoing:
    if binding == Binding.POST:
        return post_binding.form(url, name, root, key)
    return redirect_binding.address(url, name, root, key)


def _message(name: str, idp: IdentityProvider, url: str, identifier: str, at: datetime, **more: str) -> etree._Element:
    """Return the beginning of any message: its id, instant, destination, and that it is ours."""
    instant = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    facts = {"ID": identifier, "Version": "2.0", "IssueInstant": instant, "Destination": url, **more}
    root = etree.Element(tag(SAMLP, name), facts, nsmap={"samlp": SAMLP, "saml": SAML})
    etree.SubElement(root, tag(SAML, "Issuer")).text = addresses.entity_id(idp.slug)
    return root


def _newest_key() -> OwnKey | None:
    return next(iter(own_keys()), None)


def _add_key(role: etree._Element, use: str, key: OwnKey) -> etree._Element:
    descriptor = etree.SubElement(role, tag(MD, "KeyDescriptor"), {"use": use})
    data = etree.SubElement(etree.SubElement(descriptor, tag(DS, "KeyInfo")), tag(DS, "X509Data"))
    etree.SubElement(data, tag(DS, "X509Certificate")).text = key.certificate
    return descriptor
