"""Metadata that stands at an address: how it is fetched, and what makes it believed.

TLS says which server spoke, not who wrote the document; and what it says decides who may sign in. So a document counts by itself
only when a pinned certificate signed it, or when it is not signed and every signing certificate it lists is pinned. Anything else
waits for an administrator.
"""

from collections.abc import Collection

from lxml import etree

from portal.core.outside import may_be_called

from . import certificates, outside, shape, signatures
from .errors import RegistrationRefused, SamlRefused
from .idp_metadata import Description, tree
from .names import DS, tag
from .pending import is_loopback

OK = 200
LONGEST = 400


def may_be_source(url: str) -> bool:
    """Return whether metadata may be read at an address: https, or a provider on this very machine where we are no production."""
    secure = url.startswith("https://") or (url.startswith("http://") and is_loopback(url))
    return secure and len(url) <= LONGEST and may_be_called(url)


def fetch(url: str) -> bytes:
    """Return the document at an address.

    Raises RegistrationRefused ("metadata_address", "metadata_not_reached", "metadata_too_large").
    """
    if not may_be_source(url):
        raise RegistrationRefused("metadata_address")
    try:
        reply = outside.get(url, headers={"Accept": "application/samlmetadata+xml, application/xml, text/xml, */*"})
    except outside.CallRefused as refusal:
        code = {"too_large": "metadata_too_large", "address_not_allowed": "metadata_address"}
        raise RegistrationRefused(code.get(refusal.code, "metadata_not_reached"), why=refusal.code) from refusal
    if reply.status != OK:
        raise RegistrationRefused("metadata_not_reached", status=reply.status)
    return reply.body


def is_signed(document: bytes) -> bool:
    """Return whether a document carries a signature over all of it, whoever made it. Raises RegistrationRefused."""
    return tree(document).find(shape.SIGNATURE) is not None


def signer(document: bytes, trusted: Collection[str]) -> str | None:
    """Return the certificate (base64 DER) that signed a document and whose fingerprint is trusted, or None.

    The certificate is the one the document carries: its fingerprint makes it ours. Raises RegistrationRefused.
    """
    root = tree(document)
    for candidate in _carried(root):
        if certificates.fingerprint(candidate) in trusted and _signed_by(root, candidate):
            return candidate
    return None


def is_believed(document: bytes, description: Description, *, pins: Collection[str]) -> bool:
    """Return whether a document counts by itself: signed by a pinned certificate, or not signed and listing pinned ones only."""
    if is_signed(document):
        return signer(document, pins) is not None
    return all(certificates.fingerprint(one) in pins for one in description.certificates)


def _carried(root: etree._Element) -> list[str]:
    signature = root.find(shape.SIGNATURE)
    if signature is None:
        return []
    texts = [certificates.compact(node.text or "") for node in signature.iter(tag(DS, "X509Certificate"))]
    return [text for text in texts if _loads(text)][:4]


def _loads(certificate: str) -> bool:
    try:
        certificates.load(certificate)
    except ValueError:
        return False
    return True


def _signed_by(root: etree._Element, certificate: str) -> bool:
    """The same closed form as of an answer: over the whole document, by its id, with allowed algorithms only."""
    try:
        signature = root.find(shape.SIGNATURE)
        if signature is None:
            return False
        shape.survey(root)
        shape.check_signature(signature)
        signatures.check(root, [certificate])
    except SamlRefused:
        return False
    return True
