"""Reading the description (SAML metadata) that an identity provider gives of itself."""

from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from . import certificates, instants, safe_xml
from .errors import RegistrationRefused, SamlRefused
from .models import Binding
from .names import DS, MD, POST, REDIRECT, tag

MOST_CERTIFICATES = 2
ENTITY, ROLE = tag(MD, "EntityDescriptor"), tag(MD, "IDPSSODescriptor")
SIGN_IN, SIGN_OUT = "SingleSignOnService", "SingleLogoutService"
BINDINGS = {Binding.REDIRECT: REDIRECT, Binding.POST: POST}
WEB = ("https://", "http://")


@dataclass(frozen=True)
class Description:
    """What is kept of a description; `certificates` are base64 DER, "" stands for an address it does not have."""

    entity_id: str
    sso_url: str
    slo_url: str
    certificates: tuple[str, ...]
    slo_answer_url: str = ""
    wants_signed_requests: bool = False
    valid_until: datetime | None = None
    sso_binding: str = Binding.REDIRECT
    slo_binding: str = Binding.REDIRECT


def read(document: bytes, *, entity_id: str = "", at: datetime | None = None) -> Description:
    """Return the identity provider that a metadata document describes; the one of an entity id where it describes several.

    Raises RegistrationRefused: "metadata_unreadable", "not_one_idp", "no_entity_id", "no_redirect_address", "certificates",
    "metadata_expired" (when `at` is given).
    """
    root = tree(document)
    roles = [role for role in root.iter(ROLE) if not entity_id or _entity_of(role).get("entityID") == entity_id]
    if len(roles) != 1:
        raise RegistrationRefused("not_one_idp", found=[_entity_of(role).get("entityID", "") for role in root.iter(ROLE)][:20])
    role = roles[0]
    sign_in, sign_out = _binding(role, SIGN_IN), _binding(role, SIGN_OUT)
    described = Description(
        entity_id=_entity_of(role).get("entityID", "").strip(),
        sso_url=_address(role, SIGN_IN, sign_in),
        sso_binding=sign_in,
        slo_url=_address(role, SIGN_OUT, sign_out),
        slo_binding=sign_out,
        slo_answer_url=_address(role, SIGN_OUT, sign_out, "ResponseLocation"),
        certificates=_certificates(role),
        wants_signed_requests=role.get("WantAuthnRequestsSigned") in {"true", "1"},
        valid_until=_valid_until(role),
    )
    if not described.entity_id:
        raise RegistrationRefused("no_entity_id")
    if not described.sso_url:
        raise RegistrationRefused("no_redirect_address")
    if at is not None and described.valid_until is not None and described.valid_until <= at:
        raise RegistrationRefused("metadata_expired", until=described.valid_until.isoformat())
    return described


def tree(document: bytes) -> etree._Element:
    """Return the root of a metadata document, without comments: many carry some, and they say nothing.

    Raises RegistrationRefused "metadata_unreadable".
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        if len(document) > safe_xml.LARGEST:
            raise SamlRefused("too_large")
        try:
            root = etree.fromstring(document, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise SamlRefused("not_xml") from error
        if root.getroottree().docinfo.doctype:
            raise SamlRefused("forbidden_xml")
        return safe_xml.parse(etree.tostring(root))
    except SamlRefused as refusal:
        raise RegistrationRefused("metadata_unreadable", why=refusal.code) from refusal


def _entity_of(role: etree._Element) -> etree._Element:
    parent = role.getparent()
    return role if parent is None else parent


def _valid_until(role: etree._Element) -> datetime | None:
    """Return the first of the ends that a description and what it stands in have."""
    ends = [node.get("validUntil") for node in (role, *role.iterancestors())]
    try:
        return min((instants.parse(end) for end in ends if end), default=None)
    except SamlRefused as refusal:
        raise RegistrationRefused("metadata_unreadable", why=refusal.code) from refusal


def _binding(role: etree._Element, service: str) -> Binding:
    """Return how a message reaches a service: by redirect, or by a form at a provider that offers nothing else."""
    offered = {node.get("Binding") for node in role.findall(tag(MD, service))}
    return Binding.POST if POST in offered and REDIRECT not in offered else Binding.REDIRECT


def _address(role: etree._Element, service: str, binding: Binding, attribute: str = "Location") -> str:
    """Return an address of a service by a binding, "" where it has none that a browser may be sent to."""
    nodes = [node for node in role.findall(tag(MD, service)) if node.get("Binding") == BINDINGS[binding]]
    found = nodes[0].get(attribute, "").strip() if nodes else ""
    return found if found.startswith(WEB) else ""


def _certificates(role: etree._Element) -> tuple[str, ...]:
    """Return the signing certificates: the first of each X509Data, since what follows it is the chain of who issued it."""
    keys = [key for key in role.findall(tag(MD, "KeyDescriptor")) if key.get("use", "signing") == "signing"]
    firsts = [data.find(tag(DS, "X509Certificate")) for key in keys for data in key.iter(tag(DS, "X509Data"))]
    found = tuple(dict.fromkeys(certificates.compact(node.text or "") for node in firsts if node is not None))
    if not 1 <= len(found) <= MOST_CERTIFICATES:
        raise RegistrationRefused("certificates", found=len(found))
    try:
        for certificate in found:
            certificates.load(certificate)
    except ValueError as error:
        raise RegistrationRefused("certificates", found=len(found), why=str(error)) from error
    return found
