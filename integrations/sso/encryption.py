"""Opening an encrypted assertion: AES-GCM under a key wrapped by RSA-OAEP for one of ours, and nothing else.

What comes out is bytes of a stranger again: it goes through the same reading, shape, schema and signature as what came in clear.
One code for whatever fails in the arithmetic, and one page outside, so that nobody learns from us how it failed.
"""

import base64
import binascii
from collections.abc import Iterator, Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from lxml import etree

from . import safe_xml
from .errors import SamlRefused
from .names import DS, GCM, OAEP, OAEP_MGF1P, SHA1, SHA256, SHA384, SHA512, XENC, XENC11, tag
from .own_keys import OwnKey

MOST_KEYS = 4
NONCE, MARK = 12, 16
DIGESTS: dict[str, hashes.HashAlgorithm] = {
    SHA1: hashes.SHA1(),  # noqa: S303  in OAEP it is a mask, not a signature; what most providers send
    SHA256: hashes.SHA256(),
    SHA384: hashes.SHA384(),
    SHA512: hashes.SHA512(),
}
MASKS: dict[str, hashes.HashAlgorithm] = {f"{XENC11}mgf1{name.rpartition('#')[2]}": digest for name, digest in DIGESTS.items()}


def opened(sealed: etree._Element, keys: Sequence[OwnKey]) -> etree._Element:
    """Return the assertion inside an EncryptedAssertion, as the root of a tree of its own.

    Raises SamlRefused ("encryption_form", "encryption_not_allowed", "no_own_key", "decryption", and those of safe_xml).
    """
    data = _only(sealed, "EncryptedData")
    size = GCM.get(_algorithm(data))
    if size is None:
        raise SamlRefused("encryption_not_allowed", received=_algorithm(data))
    wrapped = [*data.findall(f"{tag(DS, 'KeyInfo')}/{tag(XENC, 'EncryptedKey')}"), *sealed.findall(tag(XENC, "EncryptedKey"))]
    if not 1 <= len(wrapped) <= MOST_KEYS:
        raise SamlRefused("encryption_form")
    tries = [(_padding(each), _bytes(each)) for each in wrapped]
    if not keys:
        raise SamlRefused("no_own_key")
    cipher = _bytes(data)
    if len(cipher) <= NONCE + MARK:
        raise SamlRefused("encryption_form")
    for key in _unwrapped(tries, keys, size):
        try:
            return _tree(AESGCM(key).decrypt(cipher[:NONCE], cipher[NONCE:], None), sealed)
        except InvalidTag:
            continue
    raise SamlRefused("decryption")


def _unwrapped(tries: Sequence[tuple[padding.OAEP, bytes]], keys: Sequence[OwnKey], size: int) -> Iterator[bytes]:
    for pad, wrapped in tries:
        for own in keys:
            try:
                key = own.private.decrypt(wrapped, pad)
            except ValueError:
                continue
            if len(key) == size:
                yield key


def _padding(key: etree._Element) -> padding.OAEP:
    """Return the OAEP that an EncryptedKey names; PKCS#1 v1.5 and anything else is refused before a key is touched."""
    method, name = _only(key, "EncryptionMethod"), _algorithm(key)
    digest = DIGESTS.get(_named(method, tag(DS, "DigestMethod"), SHA1))
    mask = DIGESTS[SHA1] if name == OAEP_MGF1P else MASKS.get(_named(method, tag(XENC11, "MGF"), f"{XENC11}mgf1sha1"))
    if name not in {OAEP_MGF1P, OAEP} or digest is None or mask is None:
        raise SamlRefused("encryption_not_allowed", received=name)
    label = method.findtext(tag(XENC, "OAEPparams"))
    return padding.OAEP(mgf=padding.MGF1(mask), algorithm=digest, label=_decoded(label) if label else None)


def _named(method: etree._Element, name: str, default: str) -> str:
    node = method.find(name)
    return default if node is None else node.get("Algorithm", "")


def _only(node: etree._Element, name: str) -> etree._Element:
    found = node.findall(tag(XENC, name))
    if len(found) != 1:
        raise SamlRefused("encryption_form")
    return found[0]


def _algorithm(node: etree._Element) -> str:
    return _only(node, "EncryptionMethod").get("Algorithm", "")


def _bytes(node: etree._Element) -> bytes:
    """Return what is encrypted; it must stand here, never at an address."""
    return _decoded(_only(_only(node, "CipherData"), "CipherValue").text or "")


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise SamlRefused("encryption_form") from error


def _tree(clear: bytes, place: etree._Element) -> etree._Element:
    """Read what was encrypted; where it leans on prefixes declared around it, read it with them (XML Encryption 1.1, 4.4.3)."""
    try:
        return safe_xml.parse(clear)
    except SamlRefused as refusal:
        if refusal.code != "not_xml":
            raise
    known = {prefix: uri for prefix, uri in place.nsmap.items() if prefix and not set(uri) & set('"<&')}
    around = "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in known.items())
    inside = safe_xml.parse(b"<around%s>%s</around>" % (around.encode(), clear))
    if len(inside) != 1 or (inside.text or "").strip() or (inside[0].tail or "").strip():
        raise SamlRefused("not_xml")
    return inside[0]
