"""What may be kept of a SAML message that was refused: read for its shape only, whoever signed it."""

from collections.abc import Iterator
from datetime import datetime

from django.http import HttpRequest
from lxml import etree

from integrations.sso import addresses, instants, posted, safe_xml
from integrations.sso.attributes import names_of
from integrations.sso.errors import SamlRefused
from integrations.sso.models import IdentityProvider
from integrations.sso.names import (
    DIGEST_METHODS,
    DS,
    EMPLOYEE_NUMBER_NAMES,
    NAME_ID_FORMATS,
    SAML,
    SAMLP,
    SIGNATURE_METHODS,
    SUCCESS,
    tag,
)

from .shapes import Seen, instant, present, text

READ_UP_TO = 64 * 1024
STATUS = "urn:oasis:names:tc:SAML:2.0:status:"
STATUSES = frozenset(
    STATUS + name
    for name in (
        "Success",
        "Requester",
        "Responder",
        "VersionMismatch",
        "AuthnFailed",
        "InvalidNameIDPolicy",
        "NoAuthnContext",
        "NoPassive",
        "RequestDenied",
        "RequestUnsupported",
    )
) | {SUCCESS}
FORMATS = NAME_ID_FORMATS | {"urn:oasis:names:tc:SAML:2.0:nameid-format:transient"}
ATTRIBUTES = frozenset(EMPLOYEE_NUMBER_NAMES) | {
    "mail",
    "uid",
    "cn",
    "sn",
    "givenName",
    "displayName",
    "groups",
    "memberOf",
    "employeeID",
    "matricule",
    "roles",
}
WEAK = frozenset({f"{DS}rsa-sha1", f"{DS}sha1", "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256", f"{DS}hmac-sha1"})
MOST_OF_ONE = 8


def of_request(request: HttpRequest, idp: IdentityProvider, at: datetime) -> list[Seen]:
    """Return what may be kept of the answer that a browser posted; of one that cannot be read, only its length."""
    raw = posted.received(request)
    found = [present("message", raw)]
    if not raw or len(raw) > READ_UP_TO:
        return found
    try:
        root = safe_xml.parse(safe_xml.decode(raw))
    except SamlRefused:
        return found
    return found + list(_of_document(root, idp, at))


def _of_document(root: etree._Element, idp: IdentityProvider, at: datetime) -> Iterator[Seen]:
    acs, now = addresses.acs_url(idp.slug), at.timestamp()
    yield from (text("status", node.get("Value"), known=STATUSES) for node in _all(root, SAMLP, "StatusCode"))
    yield text("destination", root.get("Destination"), expected=acs)
    yield from (text("issuer", node.text, expected=idp.entity_id) for node in _all(root, SAML, "Issuer"))
    yield Seen("assertions", "number", length=len(_all(root, SAML, "Assertion")))
    yield Seen("encrypted", "number", length=len(_all(root, SAML, "EncryptedAssertion")))
    yield from (
        text("algorithm", node.get("Algorithm"), known=SIGNATURE_METHODS | WEAK) for node in _all(root, DS, "SignatureMethod")
    )
    yield from (text("digest", node.get("Algorithm"), known=DIGEST_METHODS | WEAK) for node in _all(root, DS, "DigestMethod"))
    yield from (text("audience", node.text, expected=addresses.entity_id(idp.slug)) for node in _all(root, SAML, "Audience"))
    for node in _all(root, SAML, "SubjectConfirmationData"):
        yield text("recipient", node.get("Recipient"), expected=acs)
        yield present("answers", node.get("InResponseTo"))
    yield from (_instant("issued", node.get("IssueInstant"), now) for node in [root, *_all(root, SAML, "Assertion")])
    yield from (_instant("ends", node.get("NotOnOrAfter"), now) for node in _all(root, SAML, "Conditions"))
    yield from _subject(root, idp)


def _subject(root: etree._Element, idp: IdentityProvider) -> Iterator[Seen]:
    for node in _all(root, SAML, "NameID"):
        yield text("name_id_format", node.get("Format"), known=FORMATS)
        yield present("subject", node.text)
    for node in _all(root, SAML, "Attribute"):
        yield text("claim_name", node.get("Name"), known=ATTRIBUTES | {idp.employee_number_attribute, idp.role_attribute})
        if node.get("Name") in names_of(idp.employee_number_attribute):
            yield from (text("employee_number", value.text) for value in _all(node, SAML, "AttributeValue"))


def _instant(what: str, said: str | None, now: float) -> Seen:
    try:
        return instant(what, instants.parse(said).timestamp(), now=now)
    except SamlRefused:
        return present(what, said)


def _all(node: etree._Element, namespace: str, name: str) -> list[etree._Element]:
    """Return the first few elements of a name: a message may hold thousands."""
    found = node.iter(tag(namespace, name))
    return [each for each, _ in zip(found, range(MOST_OF_ONE), strict=False)]
