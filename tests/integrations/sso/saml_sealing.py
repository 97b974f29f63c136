"""Encrypts assertions as identity providers do, and as they must not."""

import base64
import os
from dataclasses import dataclass
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from lxml import etree

from integrations.sso.own_keys import own_keys

from . import saml_forge as forge

XENC = "http://www.w3.org/2001/04/xmlenc#"
XENC11 = "http://www.w3.org/2009/xmlenc11#"
MGF1P = f"{XENC}rsa-oaep-mgf1p"
OAEP = f"{XENC11}rsa-oaep"
PKCS1 = f"{XENC}rsa-1_5"
SHA1, SHA256 = f"{forge.DS}sha1", f"{XENC}sha256"
OLD, NEW = hashes.SHA1(), hashes.SHA256()  # noqa: S303  what most providers name in OAEP
DIGESTS: dict[str | None, hashes.HashAlgorithm] = {None: OLD, SHA1: OLD, SHA256: NEW}
MASKS: dict[str | None, hashes.HashAlgorithm] = {None: OLD, f"{XENC11}mgf1sha1": OLD, f"{XENC11}mgf1sha256": NEW}


@dataclass(frozen=True)
class Sealing:
    """How to encrypt. `beside` puts the wrapped key next to the data, as some providers do, instead of inside."""

    data: str = f"{XENC11}aes256-gcm"
    transport: str = MGF1P
    digest: str | None = None
    mask: str | None = None
    beside: bool = False
    decoys: int = 0
    certificate: str | None = None


def our_certificate() -> str:
    return own_keys()[0].certificate


def seal(root: etree._Element, how: Sealing | None = None, clear: bytes | None = None) -> etree._Element:
    """Put an EncryptedAssertion in place of the assertion of an answer."""
    how = how or Sealing()
    assertion = forge.the_assertion(root)
    sealed = etree.fromstring(sealed_xml(etree.tostring(assertion) if clear is None else clear, how))
    root.replace(assertion, sealed)
    return root


def sealed_xml(clear: bytes, how: Sealing) -> str:
    size = 16 if "128" in how.data else 24 if "192" in how.data else 32
    key = os.urandom(size)
    others = [_wrapped(os.urandom(size), how, forge.key_pair("somebody").certificate) for _ in range(how.decoys)]
    keys = "".join([*others, _wrapped(key, how, how.certificate or our_certificate())])
    value = base64.b64encode(_gcm(clear, key) if "gcm" in how.data else _cbc(clear, key)).decode()
    inside = "" if how.beside else f'<ds:KeyInfo xmlns:ds="{forge.DS}">{keys}</ds:KeyInfo>'
    return (
        f'<saml:EncryptedAssertion xmlns:saml="{forge.SAML}"><xenc:EncryptedData xmlns:xenc="{XENC}" Type="{XENC}Element">'
        f'<xenc:EncryptionMethod Algorithm="{how.data}"/>{inside}<xenc:CipherData><xenc:CipherValue>{value}</xenc:CipherValue>'
        f"</xenc:CipherData></xenc:EncryptedData>{keys if how.beside else ''}</saml:EncryptedAssertion>"
    )


def _wrapped(key: bytes, how: Sealing, certificate: str) -> str:
    public: Any = x509.load_der_x509_certificate(base64.b64decode(certificate)).public_key()
    assert isinstance(public, rsa.RSAPublicKey)
    value = base64.b64encode(public.encrypt(key, _padding(how))).decode()
    digest = f'<ds:DigestMethod xmlns:ds="{forge.DS}" Algorithm="{how.digest}"/>' if how.digest else ""
    mask = f'<xenc11:MGF xmlns:xenc11="{XENC11}" Algorithm="{how.mask}"/>' if how.mask else ""
    return (
        f'<xenc:EncryptedKey xmlns:xenc="{XENC}"><xenc:EncryptionMethod Algorithm="{how.transport}">{digest}{mask}'
        f"</xenc:EncryptionMethod><xenc:CipherData><xenc:CipherValue>{value}</xenc:CipherValue></xenc:CipherData></xenc:EncryptedKey>"
    )


def _padding(how: Sealing) -> Any:
    if how.transport == PKCS1:
        return padding.PKCS1v15()
    return padding.OAEP(mgf=padding.MGF1(MASKS[how.mask]), algorithm=DIGESTS[how.digest], label=None)


def _gcm(clear: bytes, key: bytes) -> bytes:
    nonce = os.urandom(12)
    return nonce + AESGCM(key).encrypt(nonce, clear, None)


def _cbc(clear: bytes, key: bytes) -> bytes:
    iv, fill = os.urandom(16), 16 - len(clear) % 16
    encryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).encryptor()
    return iv + encryptor.update(clear + bytes(fill - 1) + bytes([fill])) + encryptor.finalize()
