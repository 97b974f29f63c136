"""Reading the description (SAML metadata) that an identity provider gives of itself."""

from dataclasses import dataclass

from lxml import etree

from . import certificates, instants, safe_xml
from .errors import RegistrationRefused, SamlRefused
from .names import DS, MD, REDIRECT, tag

MOST_CERTIFICATES = 2


@dataclass(frozen=True)
class Description:
    """What is kept of a description; `certificates` are base64 DER."""

    entity_id: str
    sso_url: str
    slo_url: str
    certificates: tuple[str, ...]


def read(document: bytes) -> Description:
    """Return the identity provider that a metadata document describes.

    Raises RegistrationRefused: "metadata_unreadable", "not_one_idp", "no_entity_id", "no_redirect_address", "certificates".
    """
    try:
        root = safe_xml.parse(_without_comments(document))
    except SamlRefused as error:
        raise RegistrationRefused("metadata_unreadable", why=error.code) from error
    roles = list(root.iter(tag(MD, "IDPSSODescriptor")))
    if len(roles) != 1:
        raise RegistrationRefused("not_one_idp")
    role, entity = roles[0], roles[0].getparent()
    entity_id = entity.get("entityID", "") if entity is not None else ""
    sso_url = _redirect_address(role, "SingleSignOnService")
    if not entity_id:
        raise RegistrationRefused("no_entity_id")
    if not sso_url.startswith(("https://", "http://")):
        raise RegistrationRefused("no_redirect_address")
    slo_url = _redirect_address(role, "SingleLogoutService")
    return Description(entity_id, sso_url, slo_url if slo_url.startswith(("https://", "http://")) else "", _certificates(role))


def valid_until(document: bytes) -> str | None:
    """Return until when a description says it holds."""
    root = safe_xml.parse(_without_comments(document))
    end = root.get("validUntil")
    return instants.parse(end).isoformat() if end else None


def _without_comments(document: bytes) -> bytes:
    """Metadata is a file that an administrator chose; many carry comments, which say nothing."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(document, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise SamlRefused("not_xml") from error
    if root.getroottree().docinfo.doctype:
        raise SamlRefused("forbidden_xml")
    return etree.tostring(root)


def _redirect_address(role: etree._Element, service: str) -> str:
    return next((node.get("Location", "") for node in role.findall(tag(MD, service)) if node.get("Binding") == REDIRECT), "")


def _certificates(role: etree._Element) -> tuple[str, ...]:
    keys = [key for key in role.findall(tag(MD, "KeyDescriptor")) if key.get("use", "signing") == "signing"]
    texts = [certificates.compact(node.text or "") for key in keys for node in key.iter(tag(DS, "X509Certificate"))]
    found = tuple(dict.fromkeys(texts))
    if not 1 <= len(found) <= MOST_CERTIFICATES:
        raise RegistrationRefused("certificates", found=len(found))
    try:
        for certificate in found:
            certificates.load(certificate)
    except ValueError as error:
        raise RegistrationRefused("certificates", found=len(found)) from error
    return found
