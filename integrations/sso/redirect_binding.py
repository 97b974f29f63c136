"""The redirect binding: a message packed into an address, and the signature over the very bytes of that address."""

import base64
import binascii
import zlib
from collections.abc import Sequence
from urllib.parse import unquote_plus, urlencode

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from lxml import etree

from . import certificates, safe_xml
from .errors import SamlRefused
from .names import MORE, RSA_SHA256
from .own_keys import OwnKey

REQUEST, ANSWER = "SAMLRequest", "SAMLResponse"
LONGEST_QUERY = 32 * 1024  # more than any server takes in a request line
HASHES: dict[str, hashes.HashAlgorithm] = {"256": hashes.SHA256(), "384": hashes.SHA384(), "512": hashes.SHA512()}


def read(query: str, pinned: Sequence[str]) -> bytes:
    """Return the message of a raw query string, once a pinned certificate is seen to have signed it.

    Raises SamlRefused ("logout_not_signed", "signature", "too_large", "not_base64", "not_deflated").
    """
    if len(query) > LONGEST_QUERY:
        raise SamlRefused("too_large")
    raw = _raw_parameters(query)
    name = REQUEST if REQUEST in raw else ANSWER
    signed = "&".join(f"{key}={raw[key]}" for key in (name, "RelayState", "SigAlg") if key in raw).encode()
    try:
        signature = base64.b64decode(unquote_plus(raw["Signature"]), validate=True)
    except (binascii.Error, ValueError) as error:
        raise SamlRefused("signature") from error
    kind, _, size = unquote_plus(raw["SigAlg"]).removeprefix(MORE).partition("-sha")
    if size not in HASHES or not any(_signed_by(each, kind, HASHES[size], signature, signed) for each in pinned):
        raise SamlRefused("signature")
    return inflate(unquote_plus(raw[name]))


def address(url: str, name: str, root: etree._Element, key: OwnKey | None) -> str:
    """Return the address that takes a browser to a provider with a message, signed where a key is given."""
    deflate = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    packed = deflate.compress(etree.tostring(root)) + deflate.flush()
    query = urlencode({name: base64.b64encode(packed).decode(), **({"SigAlg": RSA_SHA256} if key else {})})
    if key:
        signature = key.private.sign(query.encode(), padding.PKCS1v15(), hashes.SHA256())
        query += "&" + urlencode({"Signature": base64.b64encode(signature).decode()})
    return f"{url}{'&' if '?' in url else '?'}{query}"


def inflate(message: str) -> bytes:
    """Unpack a message, and stop at the size cap: a small message may hold gigabytes.

    Raises SamlRefused ("too_large", "not_base64", "not_deflated").
    """
    unpacked = zlib.decompressobj(wbits=-zlib.MAX_WBITS)
    try:
        document = unpacked.decompress(safe_xml.decode(message), safe_xml.LARGEST + 1)
    except zlib.error as error:
        raise SamlRefused("not_deflated") from error
    if len(document) > safe_xml.LARGEST:
        raise SamlRefused("too_large")
    return document


def _raw_parameters(query: str) -> dict[str, str]:
    """Return the parameters as they were sent: the signature is over the very bytes, and one name may stand once."""
    pairs = [part.split("=", 1) for part in query.split("&") if "=" in part]
    raw = {pair[0]: pair[1] for pair in pairs}
    if len(raw) != len(pairs) or not {"SigAlg", "Signature"} <= raw.keys() or (REQUEST in raw) == (ANSWER in raw):
        raise SamlRefused("logout_not_signed")
    return raw


def _signed_by(certificate: str, kind: str, digest: hashes.HashAlgorithm, signature: bytes, signed: bytes) -> bool:
    key = certificates.load(certificate).public_key()
    try:
        if isinstance(key, RSAPublicKey) and kind == "rsa":
            key.verify(signature, signed, padding.PKCS1v15(), digest)
            return True
        if isinstance(key, ec.EllipticCurvePublicKey) and kind == "ecdsa":
            key.verify(_der(signature, key), signed, ec.ECDSA(digest))
            return True
    except InvalidSignature:
        pass
    return False


def _der(signature: bytes, key: ec.EllipticCurvePublicKey) -> bytes:
    """Return an ECDSA signature in the form of X9.62: some providers send its two numbers side by side, as in XML Signature."""
    half = (key.curve.key_size + 7) // 8
    if len(signature) != 2 * half:
        return signature
    return encode_dss_signature(int.from_bytes(signature[:half]), int.from_bytes(signature[half:]))
