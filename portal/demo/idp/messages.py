"""What the provider reads and writes: a sign-in request, a signed answer, its own metadata."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import xmlsec
from django.conf import settings
from django.urls import reverse
from lxml import etree

from integrations.sso import addresses, safe_xml
from integrations.sso.errors import SamlRefused
from integrations.sso.models import IdentityProvider
from integrations.sso.names import BEARER, DS, MD, PERSISTENT, REDIRECT, SAML, SAMLP, SUCCESS, tag
from integrations.sso.our_messages import new_request_id
from integrations.sso.redirect_binding import inflate

from .keys import key_pair

LIFE = timedelta(minutes=5)


@dataclass(frozen=True)
class SignInRequest:
    """Who asks, with which id."""

    id: str
    provider: IdentityProvider


def entity_id() -> str:
    """Return the provider's entity id: the address of its metadata."""
    return f"{settings.PUBLIC_URL}{reverse('demo-idp-metadata')}"


def read_request(message: str) -> SignInRequest:
    """Return a sign-in request of this portal, from the redirect binding. Raises SamlRefused for anything else."""
    root = safe_xml.parse(inflate(message))
    issuer = root.findtext(tag(SAML, "Issuer"))
    ours = IdentityProvider.objects.filter(entity_id=entity_id(), is_active=True)
    provider = next((each for each in ours if addresses.entity_id(each.slug) == issuer), None)
    if root.tag != tag(SAMLP, "AuthnRequest") or provider is None or not root.get("ID"):
        raise SamlRefused("not_our_request")
    return SignInRequest(root.get("ID", ""), provider)


def answer(request: SignInRequest, subject: str, attributes: Mapping[str, Sequence[str]], at: datetime) -> str:
    """Return the base64 of a Response whose assertion is signed (rsa-sha256, exclusive c14n)."""
    slug = request.provider.slug
    acs, now, end = addresses.acs_url(slug), _instant(at), _instant(at + LIFE)
    root = etree.Element(
        tag(SAMLP, "Response"),
        {"ID": new_request_id(), "Version": "2.0", "IssueInstant": now, "Destination": acs, "InResponseTo": request.id},
        nsmap={"samlp": SAMLP, "saml": SAML},
    )
    etree.SubElement(root, tag(SAML, "Issuer")).text = entity_id()
    etree.SubElement(etree.SubElement(root, tag(SAMLP, "Status")), tag(SAMLP, "StatusCode"), {"Value": SUCCESS})
    assertion = etree.SubElement(root, tag(SAML, "Assertion"), {"ID": new_request_id(), "Version": "2.0", "IssueInstant": now})
    etree.SubElement(assertion, tag(SAML, "Issuer")).text = entity_id()
    _subject(assertion, subject, {"InResponseTo": request.id, "Recipient": acs, "NotOnOrAfter": end})
    conditions = etree.SubElement(assertion, tag(SAML, "Conditions"), {"NotBefore": now, "NotOnOrAfter": end})
    audience = etree.SubElement(conditions, tag(SAML, "AudienceRestriction"))
    etree.SubElement(audience, tag(SAML, "Audience")).text = addresses.entity_id(slug)
    _statements(assertion, now, attributes)
    _sign(assertion)
    return base64.b64encode(etree.tostring(root)).decode()


def metadata() -> bytes:
    """Return the provider's description of itself."""
    root = etree.Element(tag(MD, "EntityDescriptor"), {"entityID": entity_id()}, nsmap={"md": MD, "ds": DS})
    role = etree.SubElement(root, tag(MD, "IDPSSODescriptor"), {"protocolSupportEnumeration": SAMLP})
    data = etree.SubElement(etree.SubElement(role, tag(MD, "KeyDescriptor"), {"use": "signing"}), tag(DS, "KeyInfo"))
    data = etree.SubElement(data, tag(DS, "X509Data"))
    etree.SubElement(data, tag(DS, "X509Certificate")).text = key_pair().certificate_base64
    address = f"{settings.PUBLIC_URL}{reverse('demo-idp-sign-in')}"
    etree.SubElement(role, tag(MD, "SingleSignOnService"), {"Binding": REDIRECT, "Location": address})
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _subject(assertion: etree._Element, subject: str, data: dict[str, str]) -> None:
    node = etree.SubElement(assertion, tag(SAML, "Subject"))
    etree.SubElement(node, tag(SAML, "NameID"), {"Format": PERSISTENT}).text = subject
    confirmation = etree.SubElement(node, tag(SAML, "SubjectConfirmation"), {"Method": BEARER})
    etree.SubElement(confirmation, tag(SAML, "SubjectConfirmationData"), data)


def _statements(assertion: etree._Element, now: str, attributes: Mapping[str, Sequence[str]]) -> None:
    statement = etree.SubElement(assertion, tag(SAML, "AuthnStatement"), {"AuthnInstant": now, "SessionIndex": new_request_id()})
    context = etree.SubElement(statement, tag(SAML, "AuthnContext"))
    etree.SubElement(context, tag(SAML, "AuthnContextClassRef")).text = "urn:oasis:names:tc:SAML:2.0:ac:classes:unspecified"
    holder = etree.SubElement(assertion, tag(SAML, "AttributeStatement"))
    for name, values in attributes.items():
        attribute = etree.SubElement(holder, tag(SAML, "Attribute"), {"Name": name})
        for value in values:
            etree.SubElement(attribute, tag(SAML, "AttributeValue")).text = value


def _sign(assertion: etree._Element) -> None:
    pair, transform = key_pair(), xmlsec.Transform
    xmlsec.tree.add_ids(assertion, ["ID"])
    signature = xmlsec.template.create(assertion, transform.EXCL_C14N, transform.RSA_SHA256, ns="ds")
    assertion.insert(1, signature)
    reference = xmlsec.template.add_reference(signature, transform.SHA256, uri=f"#{assertion.get('ID')}")
    xmlsec.template.add_transform(reference, transform.ENVELOPED)
    xmlsec.template.add_transform(reference, transform.EXCL_C14N)
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_memory(pair.private, xmlsec.KeyFormat.PEM)
    context.sign(signature)


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
