"""An OpenID provider on loopback that also misbehaves: independent of the code under test, and of its JWT library.

Tokens are put together by hand, so that every bad one can be made. A test changes `behaviour`, then asks for a sign-in.
"""

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote_plus, urlencode, urlsplit

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

SHA = {"256": hashes.SHA256(), "384": hashes.SHA384(), "512": hashes.SHA512()}
Facts = dict[str, Any]


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def number(value: int) -> str:
    return b64(value.to_bytes((value.bit_length() + 7) // 8, "big"))


@cache
def rsa_key(name: str, bits: int = 2048) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


@cache
def ec_key(name: str) -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key({"p256": ec.SECP256R1(), "p384": ec.SECP384R1(), "p521": ec.SECP521R1()}[name])


def jwk(kid: str | None, key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, **more: Any) -> Facts:
    """The public half of a key as a provider publishes it."""
    named = {"kid": kid} if kid is not None else {}
    if isinstance(key, rsa.RSAPrivateKey):
        numbers = key.public_key().public_numbers()
        return {"kty": "RSA", "use": "sig", "n": number(numbers.n), "e": number(numbers.e), **named, **more}
    point, size = key.public_key().public_numbers(), (key.curve.key_size + 7) // 8
    curve = {256: "P-256", 384: "P-384", 521: "P-521"}[key.curve.key_size]
    x, y = (b64(value.to_bytes(size, "big")) for value in (point.x, point.y))
    return {"kty": "EC", "use": "sig", "crv": curve, "x": x, "y": y, **named, **more}


def pem(key: rsa.RSAPrivateKey) -> bytes:
    return key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def signature(data: bytes, algorithm: str, key: Any) -> bytes:
    """The signature of data: RS, PS, ES; HS with any bytes as key; nothing for "none"."""
    family, size = algorithm[:2], SHA.get(algorithm[2:])
    if family == "HS":
        return hmac.new(key, data, f"sha{algorithm[2:]}").digest()
    if size is None:
        return b""
    if family == "ES":
        r, s = decode_dss_signature(key.sign(data, ec.ECDSA(size)))
        width = (key.curve.key_size + 7) // 8
        return r.to_bytes(width, "big") + s.to_bytes(width, "big")
    scheme: Any = padding.PKCS1v15() if family == "RS" else padding.PSS(padding.MGF1(size), size.digest_size)
    signed: bytes = key.sign(data, scheme, size)
    return signed


def token(claims: Facts | bytes, *, header: Facts | None = None, key: Any = None) -> str:
    """A compact JWS over claims; `header` says with which algorithm."""
    head = {"alg": "RS256", "typ": "JWT", "kid": "k1"} | (header or {})
    head = {name: value for name, value in head.items() if value is not None}
    body = claims if isinstance(claims, bytes) else json.dumps(claims).encode()
    signed = f"{b64(json.dumps(head).encode())}.{b64(body)}"
    return f"{signed}.{b64(signature(signed.encode(), str(head.get('alg')), key or rsa_key('k1')))}"


def at_hash(access_token: str, size: str = "256") -> str:
    digest = hashlib.new(f"sha{size if size in SHA else '256'}", access_token.encode()).digest()
    return b64(digest[: len(digest) // 2])


@dataclass
class Behaviour:
    """How the provider behaves. Each function gets what a good provider would say, and says something else.

    With a `secret` it knows its client by that one only.
    """

    claims: Callable[[Facts], Facts | bytes] = lambda claims: claims
    header: Facts = field(default_factory=dict)
    key: Any = None
    raw_token: Callable[[str], Any] = lambda raw: raw
    keys: list[Facts] = field(default_factory=lambda: [jwk("k1", rsa_key("k1"))])
    configuration: Facts = field(default_factory=dict)
    token_reply: tuple[int, dict[str, str], bytes] | None = None
    keys_reply: tuple[int, dict[str, str], bytes] | None = None
    secret: str = ""
    userinfo: Facts | bytes = field(default_factory=lambda: {"sub": "subject-1", "matricule": "000042"})


UNKNOWN_CLIENT: tuple[int, dict[str, str], bytes] = (401, {}, b'{"error": "invalid_client"}')


def secret_in(authorization: str) -> str:
    """The secret of a Basic header (RFC 6749, 2.3.1)."""
    _, _, pair = authorization.partition(" ")
    return unquote_plus(base64.b64decode(pair).decode().partition(":")[2])


class Provider:
    """The provider: `base` is its issuer; `calls` are the paths that were asked; codes open once."""

    def __init__(self) -> None:
        self.behaviour = Behaviour()
        self.calls: list[str] = []
        self.forms: list[dict[str, str]] = []
        self.authorizations: list[str] = []
        self.codes: dict[str, Facts] = {}
        handler = type("Handler", (_Handler,), {"provider": self})
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.base = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def configuration(self) -> Facts:
        """What a good provider publishes of itself."""
        return {
            "issuer": self.base,
            "authorization_endpoint": f"{self.base}/authorize",
            "token_endpoint": f"{self.base}/token",
            "jwks_uri": f"{self.base}/keys",
            "userinfo_endpoint": f"{self.base}/userinfo",
            "end_session_endpoint": f"{self.base}/logout",
            "response_types_supported": ["code"],
            "code_challenge_methods_supported": ["S256"],
            "id_token_signing_alg_values_supported": ["RS256", "ES256"],
        } | self.behaviour.configuration

    def authorize(self, location: str) -> Facts:
        """Sign somebody in at the address our redirect leads to: what the browser then brings back."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
        code = f"code-{len(self.codes) + 1}"
        self.codes[code] = asked
        return {"code": code, "state": asked["state"]}

    def good_claims(self, asked: Facts) -> Facts:
        now = int(time.time())
        return {
            "iss": self.base,
            "sub": "subject-1",
            "aud": asked["client_id"],
            "exp": now + 300,
            "iat": now,
            "nonce": asked["nonce"],
            "at_hash": at_hash("access-1", str(self.behaviour.header.get("alg"))[2:]),
            "matricule": "000042",
            "sid": "session-1",
        }

    def tokens(self, form: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        """Exchange a code, once, for its own verifier."""
        asked = self.codes.pop(form.get("code", ""), None)
        verifier = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if asked is None or b64(verifier) != asked["code_challenge"] or form.get("redirect_uri") != asked["redirect_uri"]:
            return 400, {}, b'{"error": "invalid_grant"}'
        told = self.behaviour
        raw = told.raw_token(token(told.claims(self.good_claims(asked)), header=told.header, key=told.key))
        return 200, {}, json.dumps({"access_token": "access-1", "token_type": "Bearer", "id_token": raw}).encode()


class _Handler(BaseHTTPRequestHandler):
    provider: Provider

    def do_GET(self) -> None:
        path, told = urlsplit(self.path).path, self.provider.behaviour
        asked = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        self.provider.calls.append(path)
        if path == "/.well-known/openid-configuration":
            self.answer(200, {}, json.dumps(self.provider.configuration()).encode())
        elif path == "/keys":
            self.answer(*(told.keys_reply or (200, {}, json.dumps({"keys": told.keys}).encode())))
        elif path == "/userinfo":
            self.provider.authorizations.append(self.headers.get("Authorization", ""))
            self.answer(200, {}, told.userinfo if isinstance(told.userinfo, bytes) else json.dumps(told.userinfo).encode())
        elif path == "/authorize":  # a browser came itself; in tests without one, the test carries the answer back
            answer = f"{asked['redirect_uri']}?{urlencode(self.provider.authorize(self.path))}"
            page = f'<!doctype html><title>Provider</title><a href="{escape(answer)}">Sign in</a>'
            self.answer(200, {"Content-Type": "text/html"}, page.encode())
        elif path == "/logout":
            self.answer(302, {"Location": asked["post_logout_redirect_uri"]}, b"")
        else:
            self.answer(404, {}, b"")

    def do_POST(self) -> None:
        self.provider.calls.append(urlsplit(self.path).path)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        self.provider.forms.append(form)
        self.provider.authorizations.append(self.headers.get("Authorization", ""))
        told = self.provider.behaviour
        known = not told.secret or told.secret in {form.get("client_secret"), secret_in(self.provider.authorizations[-1])}
        self.answer(*(told.token_reply or (self.provider.tokens(form) if known else UNKNOWN_CLIENT)))

    def answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""
