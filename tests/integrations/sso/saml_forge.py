"""Builds answers of an identity provider: good ones, and every bad one that a test can think of.

Independent of the demo's provider and of the code under test: strings and xmlsec only.
"""

import base64
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import xmlsec
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID
from django.test import Client
from lxml import etree

SAML = "urn:oasis:names:tc:SAML:2.0:assertion"
SAMLP = "urn:oasis:names:tc:SAML:2.0:protocol"
DS = "http://www.w3.org/2000/09/xmldsig#"
EXC_C14N = "http://www.w3.org/2001/10/xml-exc-c14n#"
NS = {"saml": SAML, "samlp": SAMLP, "ds": DS}
ENTITY_ID = "https://idp.example.org/saml"
PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
TRANSIENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
SUCCESS = "urn:oasis:names:tc:SAML:2.0:status:Success"
_ids = count(1)


@dataclass(frozen=True)
class KeyPair:
    """A private key (PEM) and its certificate (base64 DER)."""

    pem: bytes
    certificate: str
    private: Any


def key_pair(name: str = "idp", days: int = 365) -> KeyPair:
    """The key pair of a name, made once."""
    return _made(name, days)


@cache
def _made(name: str, days: int) -> KeyPair:
    return _certified(rsa.generate_private_key(public_exponent=65537, key_size=2048), name, days)


@cache
def curve_pair(name: str = "curve") -> KeyPair:
    """A key pair on an elliptic curve."""
    return _certified(ec.generate_private_key(ec.SECP256R1()), name, 365)


def _certified(private: Any, name: str, days: int) -> KeyPair:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(private.public_key())
    builder = builder.serial_number(1).not_valid_before(now - timedelta(days=9)).not_valid_after(now + timedelta(days=days))
    der = builder.sign(private, hashes.SHA256()).public_bytes(serialization.Encoding.DER)
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    return KeyPair(pem, base64.b64encode(der).decode(), private)


def now() -> datetime:
    return datetime.now(UTC)


def new_id() -> str:
    return f"_n{next(_ids):032d}"


def instant(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _in(minutes: float) -> str:
    return instant(datetime.now(UTC) + timedelta(minutes=minutes))


@dataclass(frozen=True)
class Facts:
    """What an answer says. None leaves a thing out."""

    request_id: str
    issuer: str = ENTITY_ID
    response_issuer: str | None = ENTITY_ID
    sp: str = "http://127.0.0.1:8000/sso/acme/metadata/"
    audiences: tuple[tuple[str, ...], ...] = (("http://127.0.0.1:8000/sso/acme/metadata/",),)
    acs: str = "http://127.0.0.1:8000/sso/acme/acs/"
    destination: str | None = "http://127.0.0.1:8000/sso/acme/acs/"
    recipient: str | None = "http://127.0.0.1:8000/sso/acme/acs/"
    response_answers: str | None = "same"
    confirmation_answers: str | None = "same"
    issued: str = field(default_factory=lambda: _in(0))
    not_before: str | None = field(default_factory=lambda: _in(-1))
    not_on_or_after: str | None = field(default_factory=lambda: _in(5))
    confirmation_ends: str | None = field(default_factory=lambda: _in(5))
    session_ends: str | None = None
    method: str = BEARER
    status: str = SUCCESS
    name_id: str = "subject-1"
    name_id_format: str | None = PERSISTENT
    attributes: tuple[tuple[str, tuple[str, ...]], ...] = (("employeeNumber", ("000042",)),)
    raw_subject: str | None = None
    extra_condition: str = ""
    assertion_id: str = field(default_factory=lambda: f"_a{next(_ids):032d}")
    response_id: str = field(default_factory=lambda: f"_r{next(_ids):032d}")

    def but(self, **changes: Any) -> "Facts":
        return replace(self, **changes)


def _attribute(name: str, value: str | None) -> str:
    return "" if value is None else f" {name}={quoteattr(value)}"


def assertion_xml(facts: Facts) -> str:
    answers = facts.request_id if facts.confirmation_answers == "same" else facts.confirmation_answers
    confirmation = (
        f'<saml:SubjectConfirmation Method="{facts.method}"><saml:SubjectConfirmationData'
        f"{_attribute('InResponseTo', answers)}{_attribute('Recipient', facts.recipient)}"
        f"{_attribute('NotOnOrAfter', facts.confirmation_ends)}/></saml:SubjectConfirmation>"
    )
    name_id = facts.raw_subject or (
        f"<saml:NameID{_attribute('Format', facts.name_id_format)}>{escape(facts.name_id)}</saml:NameID>"
    )
    named = ["".join(f"<saml:Audience>{escape(one)}</saml:Audience>" for one in group) for group in facts.audiences]
    audiences = "".join(f"<saml:AudienceRestriction>{group}</saml:AudienceRestriction>" for group in named)
    attributes = "".join(
        f'<saml:Attribute Name="{name}">'
        + "".join(f"<saml:AttributeValue>{escape(value)}</saml:AttributeValue>" for value in values)
        + "</saml:Attribute>"
        for name, values in facts.attributes
    )
    return (
        f'<saml:Assertion xmlns:saml="{SAML}" ID="{facts.assertion_id}" Version="2.0" IssueInstant="{facts.issued}">'
        f"<saml:Issuer>{escape(facts.issuer)}</saml:Issuer><saml:Subject>{name_id}{confirmation}</saml:Subject>"
        f"<saml:Conditions{_attribute('NotBefore', facts.not_before)}{_attribute('NotOnOrAfter', facts.not_on_or_after)}>"
        f"{audiences}{facts.extra_condition}</saml:Conditions>"
        f'<saml:AuthnStatement AuthnInstant="{facts.issued}" SessionIndex="s1"'
        f"{_attribute('SessionNotOnOrAfter', facts.session_ends)}>"
        "<saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:unspecified"
        "</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>"
        + (f"<saml:AttributeStatement>{attributes}</saml:AttributeStatement>" if attributes else "")
        + "</saml:Assertion>"
    )


def response(facts: Facts) -> etree._Element:
    """An unsigned answer."""
    answers = facts.request_id if facts.response_answers == "same" else facts.response_answers
    issuer = f"<saml:Issuer>{escape(facts.response_issuer)}</saml:Issuer>" if facts.response_issuer is not None else ""
    return etree.fromstring(
        f'<samlp:Response xmlns:samlp="{SAMLP}" xmlns:saml="{SAML}" ID="{facts.response_id}" Version="2.0"'
        f' IssueInstant="{facts.issued}"'
        f"{_attribute('Destination', facts.destination)}{_attribute('InResponseTo', answers)}>{issuer}"
        f'<samlp:Status><samlp:StatusCode Value="{facts.status}"/></samlp:Status>{assertion_xml(facts)}</samlp:Response>'
    )


def the_assertion(root: etree._Element) -> etree._Element:
    found = root.find("saml:Assertion", NS)
    assert found is not None
    return found


def sign(
    node: etree._Element,
    key: KeyPair | None = None,
    *,
    method: Any = xmlsec.Transform.RSA_SHA256,
    digest: Any = xmlsec.Transform.SHA256,
    transforms: tuple[Any, ...] = (xmlsec.Transform.ENVELOPED, xmlsec.Transform.EXCL_C14N),
    c14n: Any = xmlsec.Transform.EXCL_C14N,
    uri: str | None = None,
    symmetric: bytes | None = None,
    key_info: bool = True,
    prefixes: str = "",
) -> etree._Element:
    """Sign a node in place, after its Issuer; return the signature."""
    key = key or key_pair()
    xmlsec.tree.add_ids(node, ["ID"])
    signature: etree._Element = xmlsec.template.create(node, c14n, method, ns="ds")
    issuer = node.find("saml:Issuer", NS)
    node.insert(0 if issuer is None else 1, signature)
    reference = xmlsec.template.add_reference(signature, digest, uri=f"#{node.get('ID')}" if uri is None else uri)
    for transform in transforms:
        added = xmlsec.template.add_transform(reference, transform)
        if prefixes and transform == xmlsec.Transform.EXCL_C14N:
            etree.SubElement(added, f"{{{EXC_C14N}}}InclusiveNamespaces", {"PrefixList": prefixes}, nsmap={"ec": EXC_C14N})
    context = xmlsec.SignatureContext()
    if symmetric is not None:
        context.key = xmlsec.Key.from_binary_data(xmlsec.KeyData.HMAC, symmetric)
    else:
        if key_info:
            data = xmlsec.template.add_x509_data(xmlsec.template.ensure_key_info(signature))
            etree.SubElement(data, f"{{{DS}}}X509Certificate").text = key.certificate
        context.key = xmlsec.Key.from_memory(key.pem, xmlsec.KeyFormat.PEM)
    context.sign(signature)
    return signature


def signed(facts: Facts, *, whole: bool = False, key: KeyPair | None = None) -> etree._Element:
    """A good answer: the assertion signed, and the envelope too where asked."""
    root = response(facts)
    sign(the_assertion(root), key)
    if whole:
        sign(root, key)
    return root


def encode(root: etree._Element | str | bytes) -> str:
    document = root if isinstance(root, bytes) else root.encode() if isinstance(root, str) else etree.tostring(root)
    return base64.b64encode(document).decode()


def decoded(raw: str) -> bytes:
    return base64.b64decode(raw)


def post(client: Client, raw: str, slug: str = "acme", **extra: Any) -> Any:
    return client.post(f"/sso/{slug}/acs/", {"SAMLResponse": raw}, **extra)
