"""A key and its certificate, made anew for each run of the tests."""

from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "binome")])
_day = datetime(2026, 1, 1, tzinfo=UTC)
_builder = x509.CertificateBuilder(_name, _name, _key.public_key(), x509.random_serial_number(), _day, _day + timedelta(days=3650))

KEY = _key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()).decode()
CERTIFICATE = _builder.sign(_key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode()
