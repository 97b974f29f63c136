"""The signed SAML assertion that SuccessFactors exchanges for an access token (OAuth 2.0, RFC 7522)."""

from base64 import b64encode
from datetime import datetime, timedelta

import xmlsec
from lxml import etree

from integrations.hris.errors import SourceRefused
from portal.core.ids import new_id

NS = "urn:oasis:names:tc:SAML:2.0:assertion"
AUDIENCE = "www.successfactors.com"
LIVES = timedelta(minutes=10)
CLOCKS_DIFFER = timedelta(minutes=5)


def assertion(*, user: str, client_id: str, private_key: str, recipient: str, at: datetime) -> str:
    """Return the assertion in base64. Raises SourceRefused "not_let_in" when the key cannot be read."""
    root = etree.Element(f"{{{NS}}}Assertion", nsmap={None: NS}, ID=f"_{new_id()}", Version="2.0", IssueInstant=_instant(at))
    _add(root, "Issuer", client_id)
    signature = xmlsec.template.create(root, xmlsec.Transform.EXCL_C14N, xmlsec.Transform.RSA_SHA256)
    root.append(signature)
    reference = xmlsec.template.add_reference(signature, xmlsec.Transform.SHA256, uri=f"#{root.get('ID')}")
    for transform in (xmlsec.Transform.ENVELOPED, xmlsec.Transform.EXCL_C14N):
        xmlsec.template.add_transform(reference, transform)
    subject = _add(root, "Subject")
    _add(subject, "NameID", user, Format="urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified")
    confirmation = _add(subject, "SubjectConfirmation", Method="urn:oasis:names:tc:SAML:2.0:cm:bearer")
    _add(confirmation, "SubjectConfirmationData", NotOnOrAfter=_instant(at + LIVES), Recipient=recipient)
    conditions = _add(root, "Conditions", NotBefore=_instant(at - CLOCKS_DIFFER), NotOnOrAfter=_instant(at + LIVES))
    _add(_add(conditions, "AudienceRestriction"), "Audience", AUDIENCE)
    context = _add(_add(root, "AuthnStatement", AuthnInstant=_instant(at), SessionIndex=str(new_id())), "AuthnContext")
    _add(context, "AuthnContextClassRef", "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport")
    attribute = _add(_add(root, "AttributeStatement"), "Attribute", Name="api_key")
    _add(attribute, "AttributeValue", client_id)
    _sign(root, signature, private_key)
    return b64encode(etree.tostring(root)).decode()


def _sign(root: etree._Element, signature: etree._Element, private_key: str) -> None:
    xmlsec.tree.add_ids(root, ["ID"])
    context = xmlsec.SignatureContext()
    try:
        context.key = xmlsec.Key.from_memory(private_key, xmlsec.KeyFormat.PEM)
        context.sign(signature)
    except (xmlsec.Error, ValueError, TypeError):
        raise SourceRefused("not_let_in", status=0) from None


def _add(parent: etree._Element, name: str, text: str = "", **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, f"{{{NS}}}{name}", attributes)
    element.text = text or None
    return element


def _instant(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
