"""Signing certificates of identity providers: stored as base64 DER, pinned by registration."""

import base64
import binascii
from datetime import date

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

SMALLEST_RSA = 2048


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
