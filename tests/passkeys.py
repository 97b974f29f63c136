"""A passkey in software: what a browser and its authenticator would answer, signed for real with ES256, and its lies on demand."""

import hashlib
import json
import os
import struct
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40
ORIGIN = "http://localhost:8000"


@dataclass
class SoftwarePasskey:
    """An authenticator with one passkey. `origin`, `flags` and `rp_id` are what it would lie about."""

    origin: str = ORIGIN
    rp_id: str = "localhost"
    flags: int = PRESENT | VERIFIED
    credential_id: bytes = field(default_factory=lambda: os.urandom(32))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    user_handle: str = ""
    counter: int = 0

    def create(self, options: str) -> str:
        """Answer `navigator.credentials.create`, JSON to JSON."""
        asked = json.loads(options)["publicKey"]
        self.user_handle = asked["user"]["id"]
        public = cbor.encode(dict(ES256.from_cryptography_key(self.key.public_key())))
        attested = bytes(16) + struct.pack(">H", len(self.credential_id)) + self.credential_id + public
        data = self._data(self.flags | ATTESTED) + attested
        statement = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", asked["challenge"])
        return self._answer(clientDataJSON=client, attestationObject=statement)

    def get(self, options: str) -> str:
        """Answer `navigator.credentials.get`, JSON to JSON."""
        client = self._client("webauthn.get", json.loads(options)["publicKey"]["challenge"])
        self.counter += 1
        data = self._data(self.flags)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        handle = websafe_decode(self.user_handle) if self.user_handle else b""
        return self._answer(clientDataJSON=client, authenticatorData=data, signature=signature, userHandle=handle)

    def _data(self, flags: int) -> bytes:
        return hashlib.sha256(self.rp_id.encode()).digest() + struct.pack(">BI", flags, self.counter)

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}).encode()

    def _answer(self, **parts: bytes) -> str:
        name = websafe_encode(self.credential_id)
        response: dict[str, Any] = {key: websafe_encode(value) for key, value in parts.items()}
        extensions = {"credProps": {"rk": True}}
        return json.dumps(
            {"id": name, "rawId": name, "type": "public-key", "response": response, "clientExtensionResults": extensions}
        )
