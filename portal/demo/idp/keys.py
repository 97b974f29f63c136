"""The provider's key and certificate: made at first use in var/, never committed."""

import base64
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from tempfile import mkdtemp

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from django.conf import settings

DAYS = 3650


@dataclass(frozen=True)
class KeyPair:
    """A private key (PEM) and its certificate (DER)."""

    private: bytes
    certificate: bytes

    @property
    def certificate_base64(self) -> str:
        """The certificate as metadata carries it."""
        return base64.b64encode(self.certificate).decode()


def key_pair() -> KeyPair:
    """Return the key pair of this machine."""
    return _read(Path(settings.VAR_DIR) / "demo_idp")


@lru_cache(maxsize=2)
def _read(folder: Path) -> KeyPair:
    if not folder.exists():
        _make(folder)
    return KeyPair((folder / "key.pem").read_bytes(), (folder / "certificate.der").read_bytes())


def _make(folder: Path) -> None:
    """Write both into a fresh folder, then give it its name: another process sees both or none."""
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Binome demo identity provider")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(private.public_key())
    builder = builder.serial_number(x509.random_serial_number())
    certificate = builder.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=DAYS))
    fresh = Path(mkdtemp(dir=folder.parent))
    pem = private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (fresh / "key.pem").write_bytes(pem)
    (fresh / "key.pem").chmod(0o600)
    (fresh / "certificate.der").write_bytes(certificate.sign(private, hashes.SHA256()).public_bytes(serialization.Encoding.DER))
    try:
        fresh.rename(folder)
    except OSError:
        for leftover in fresh.iterdir():
            leftover.unlink()
        fresh.rmdir()
