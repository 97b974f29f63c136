"""An identity provider that is not ours (npm `samlp`), started for the tests of `live`: how to run it and what to tell it.

`npm ci --prefix tests/integrations/sso/independent` installs it. Where it is not installed its tests are skipped with that
sentence; in CI they fail.
"""

import contextlib
import html
import http.client
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from integrations.sso.own_keys import own_keys
from tests.integrations.sso import saml_forge as forge
from tests.servers import free_port

HERE = Path(__file__).parent
PORTAL = "http://127.0.0.1:8000/sso/acme"
NUMBER = "000042"
PERSON: dict[str, Any] = {
    "nameId": "zoe.d'été&<cie>",
    "attributes": {"employeeNumber": NUMBER, "displayName": "Zoé d’Été & <Cie>", "groups": ["rse", "rh", "autre"]},
}


@dataclass(frozen=True)
class Independent:
    """The provider: where it is, and what its process is."""

    url: str
    process: "subprocess.Popen[str]"

    def say(self, **what: Any) -> None:
        """Tell it what to do from now on."""
        status, said, _ = called("PUT", f"{self.url}/say", json.dumps(what), {"Content-Type": "application/json"})
        assert status == 200, said

    def metadata(self) -> bytes:
        """Its description of itself."""
        return fetched(f"{self.url}/metadata")

    def answer(self, address: str) -> str:
        """What its page would post, for a browser that was sent to an address."""
        return field(fetched(address).decode(), "SAMLResponse")


def called(method: str, address: str, body: str = "", headers: dict[str, str] | None = None) -> tuple[int, bytes, str]:
    """The status, the body and the redirect of an address, which is not followed."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.netloc, timeout=10)
    connection.request(method, f"{parts.path}?{parts.query}", body, headers or {})
    reply = connection.getresponse()
    said = reply.read()
    connection.close()
    return reply.status, said, reply.getheader("Location") or ""


def fetched(address: str) -> bytes:
    status, said, _ = called("GET", address)
    assert status == 200, said
    return said


def field(page: str, name: str) -> str:
    """A hidden field of a page that posts itself."""
    found = re.search(rf'name="{name}"\s+value="([^"]*)"', page)
    assert found is not None, page[:300]
    return html.unescape(found[1])


def pem(certificate: str) -> str:
    loaded = x509.load_der_x509_certificate(forge.decoded(certificate))
    return loaded.public_bytes(serialization.Encoding.PEM).decode()


def key(name: str) -> dict[str, str]:
    pair = forge.key_pair(name)
    return {"cert": pem(pair.certificate), "key": pair.pem.decode()}


def sealing(algorithm: str = "http://www.w3.org/2009/xmlenc11#aes256-gcm") -> dict[str, str]:
    """How it encrypts for us."""
    certificate = pem(own_keys()[0].certificate)
    public = x509.load_pem_x509_certificate(certificate.encode()).public_key()
    form = public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return {"cert": certificate, "key": form.decode(), "algorithm": algorithm}


@contextlib.contextmanager
def running() -> Iterator[Independent]:
    """Run the provider for as long as the block lasts."""
    node = shutil.which("node")
    if node is None or not (HERE / "node_modules" / "samlp").is_dir():
        missing = "the independent identity provider is not installed: npm ci --prefix tests/integrations/sso/independent"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(missing)
    port = free_port()
    command = [str(node), "--no-deprecation", str(HERE / "server.js"), str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=HERE) as process:
        try:
            assert process.stdout is not None and process.stdout.readline().strip() == "ready"
            found = Independent(f"http://127.0.0.1:{port}", process)
            found.say(**as_registered())
            yield found
        finally:
            process.terminate()


def as_registered() -> dict[str, Any]:
    """What the provider is told at first, and again before each test."""
    return {
        "keys": {"old": key("idp"), "new": key("fresh")},
        "signs": "old",
        "announces": ["old"],
        "person": PERSON,
        "acs": f"{PORTAL}/acs/",
        "slo": f"{PORTAL}/logout/",
        "audience": f"{PORTAL}/metadata/",
        "spCert": pem(own_keys()[0].certificate),
        "down": False,
        "whole": False,
        "sealed": None,
        "hash": "sha256",
        "binding": None,
    }
