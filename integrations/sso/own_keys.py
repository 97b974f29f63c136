"""Our own key pairs towards the identity providers: one signs what we send, all of them decrypt (two during a roll-over).

They come from BINOME_SSO_KEYS (PEM texts or paths of files, newest first). A developer's machine makes one at first use.
"""

import base64
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from tempfile import NamedTemporaryFile

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from django.conf import settings

from portal.core import clock

SMALLEST = 2048
LIFE = timedelta(days=3 * 365)
BEGIN = "-----BEGIN"


@dataclass(frozen=True)
class OwnKey:
    """A private key of ours, and its certificate as base64 DER."""

    private: rsa.RSAPrivateKey
    certificate: str
    ends: datetime


def own_keys() -> tuple[OwnKey, ...]:
    """Return our key pairs, the newest first; none in production where none is set. Raises ValueError when one is unusable."""
    return _read(tuple(settings.SSO_KEYS) or _developers())


@lru_cache(maxsize=8)
def _read(sources: tuple[str, ...]) -> tuple[OwnKey, ...]:
    return tuple(_load(source if BEGIN in source else _text_of(source)) for source in sources)


def _text_of(path: str) -> str:
    try:
        return Path(path).read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"BINOME_SSO_KEYS: cannot read {path}") from error


def _load(text: str) -> OwnKey:
    """Read a PEM text that holds an RSA key and its certificate; an environment may hold its line breaks as two characters."""
    document = text.replace("\\n", "\n").encode()
    try:
        private = serialization.load_pem_private_key(document, password=None)
        certificate = x509.load_pem_x509_certificate(document)
    except (ValueError, TypeError) as error:
        raise ValueError("BINOME_SSO_KEYS: not the PEM of a key without password and its certificate") from error
    if not isinstance(private, rsa.RSAPrivateKey) or private.key_size < SMALLEST:
        raise ValueError(f"BINOME_SSO_KEYS: an RSA key of {SMALLEST} bits or more is needed")
    if certificate.public_key() != private.public_key():
        raise ValueError("BINOME_SSO_KEYS: the certificate is not of this key")
    der = certificate.public_bytes(serialization.Encoding.DER)
    return OwnKey(private, base64.b64encode(der).decode(), certificate.not_valid_after_utc)


def new_pair(name: str, at: datetime) -> str:
    """Return the PEM of a fresh RSA key and its self-signed certificate, valid for three years."""
    private = rsa.generate_private_key(public_exponent=65537, key_size=3072)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(private.public_key())
    builder = builder.serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(at - timedelta(days=1)).not_valid_after(at + LIFE)
    certificate = builder.sign(private, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    key = private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return (key + certificate).decode()


def write_pair(path: Path, name: str, at: datetime) -> None:
    """Write a fresh pair for its owner's eyes only; never over a file that is there. Raises FileExistsError."""
    with NamedTemporaryFile(dir=path.parent, prefix=".", suffix=".pem") as fresh:  # made with mode 0600
        fresh.write(new_pair(name, at).encode())
        fresh.flush()
        path.hardlink_to(fresh.name)


def _developers() -> tuple[str, ...]:
    """Return the pair of a developer's machine, made in var/ at first use; nothing in production."""
    if settings.IN_PRODUCTION:
        return ()
    path = Path(settings.VAR_DIR) / "sso_key.pem"
    if not path.exists():
        with suppress(FileExistsError):  # another process was first
            write_pair(path, "Binome", clock.now())
    return (str(path),)
