"""A provider asks to end a session here (redirect binding): only signed, only the very session it names."""

import base64
import binascii
import zlib
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote_plus

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from . import addresses, certificates, instants, safe_xml
from .errors import SamlRefused
from .models import IdentityProvider
from .names import MORE, SAML, SAMLP, tag

HASHES: dict[str, hashes.HashAlgorithm] = {"256": hashes.SHA256(), "384": hashes.SHA384(), "512": hashes.SHA512()}


@dataclass(frozen=True)
class LogoutRequest:
    """A verified request: its id, and the session it means."""

    id: str
    name_id: str
    session_indexes: frozenset[str]


def read(query: str, idp: IdentityProvider, at: datetime) -> LogoutRequest:
    """Return the logout request of a raw query string. Raises SamlRefused."""
    raw = _raw_parameters(query)
    _check_signature(raw, idp.certificates)
    root = safe_xml.parse(inflate(unquote_plus(raw["SAMLRequest"])))
    if root.tag != tag(SAMLP, "LogoutRequest") or root.get("Version") != "2.0":
        raise SamlRefused("not_a_logout_request")
    if root.get("Destination") != addresses.logout_url(idp.slug):
        raise SamlRefused("wrong_destination")
    if root.findtext(tag(SAML, "Issuer")) != idp.entity_id:
        raise SamlRefused("wrong_issuer")
    instants.check_fresh(root.get("IssueInstant"), at)
    indexes = frozenset(node.text or "" for node in root.findall(tag(SAMLP, "SessionIndex")))
    return LogoutRequest(root.get("ID", ""), (root.findtext(tag(SAML, "NameID")) or "").strip(), indexes)


def _raw_parameters(query: str) -> dict[str, str]:
    """Return the parameters as they were sent: the signature is over the very bytes, and one name may stand once."""
    pairs = [part.split("=", 1) for part in query.split("&") if "=" in part]
    raw = {pair[0]: pair[1] for pair in pairs}
    if len(raw) != len(pairs) or not {"SAMLRequest", "SigAlg", "Signature"} <= raw.keys():
        raise SamlRefused("logout_not_signed")
    return raw


def _check_signature(raw: dict[str, str], pinned: list[str]) -> None:
    signed = "&".join(f"{name}={raw[name]}" for name in ("SAMLRequest", "RelayState", "SigAlg") if name in raw).encode()
    try:
        signature = base64.b64decode(unquote_plus(raw["Signature"]), validate=True)
    except (binascii.Error, ValueError) as error:
        raise SamlRefused("signature") from error
    kind, _, size = unquote_plus(raw["SigAlg"]).removeprefix(MORE).partition("-sha")
    if size not in HASHES or not any(_signed_by(certificate, kind, HASHES[size], signature, signed) for certificate in pinned):
        raise SamlRefused("signature")


def _signed_by(certificate: str, kind: str, digest: hashes.HashAlgorithm, signature: bytes, signed: bytes) -> bool:
    key = certificates.load(certificate).public_key()
    try:
        if isinstance(key, RSAPublicKey) and kind == "rsa":
            key.verify(signature, signed, padding.PKCS1v15(), digest)
            return True
        if isinstance(key, ec.EllipticCurvePublicKey) and kind == "ecdsa":
            key.verify(signature, signed, ec.ECDSA(digest))
            return True
    except InvalidSignature:
        pass
    return False


def inflate(message: str) -> bytes:
    """Unpack a message of the redirect binding, and stop at the size cap: a small message may hold gigabytes."""
    packed = safe_xml.decode(message)
    unpacked = zlib.decompressobj(wbits=-zlib.MAX_WBITS)
    try:
        return unpacked.decompress(packed, safe_xml.LARGEST + 1)
    except zlib.error as error:
        raise SamlRefused("not_deflated") from error
