"""Signing certificates of identity providers: stored as base64 DER, pinned by registration."""

import base64
import binascii
import hashlib
from datetime import date

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

SMALLEST_RSA = 2048
FINGERPRINT_DIGITS = 64


def load(certificate: str) -> x509.Certificate:
    """Return a certificate. Raises ValueError when it is none, or its key is weak or of another kind."""
    try:
        loaded = x509.load_der_x509_certificate(base64.b64decode("".join(certificate.split()), validate=True))
    except binascii.Error as error:
        raise ValueError("not base64") from error
    key = loaded.public_key()
    if isinstance(key, RSAPublicKey) and key.key_size < SMALLEST_RSA:
        raise ValueError("weak key")
    if not isinstance(key, RSAPublicKey | EllipticCurvePublicKey):
        raise ValueError("neither RSA nor elliptic curve")
    return loaded


def last_day(certificate: str) -> date:
    """Return the last day of a certificate."""
    return load(certificate).not_valid_after_utc.date()


def compact(certificate: str) -> str:
    """Return a certificate's base64 without line breaks, as it is stored."""
    return "".join(certificate.split())


def fingerprint(certificate: str) -> str:
    """Return the SHA-256 fingerprint of a certificate (base64 DER) in hexadecimal, as providers' screens show it without colons."""
    return hashlib.sha256(base64.b64decode(compact(certificate))).hexdigest()


def read_fingerprint(text: str) -> str:
    """Return a fingerprint typed or pasted with colons, blanks or capitals. Raises ValueError when it is no SHA-256."""
    clean = "".join(sign for sign in text.lower() if sign not in ": \t\r\n-")
    if len(clean) != FINGERPRINT_DIGITS or not set(clean) <= set("0123456789abcdef"):
        raise ValueError("not a SHA-256 fingerprint")
    return clean


def read_file(content: bytes) -> str:
    """Return the certificate (base64 DER) of a file in PEM or DER. Raises ValueError."""
    try:
        if b"-----BEGIN" in content:
            der = x509.load_pem_x509_certificate(content).public_bytes(serialization.Encoding.DER)
        else:
            der = content
        certificate = base64.b64encode(der).decode()
        load(certificate)
    except ValueError as error:
        raise ValueError("not the PEM or DER of a certificate with an RSA key of 2,048 bits or a curve") from error
    return certificate
