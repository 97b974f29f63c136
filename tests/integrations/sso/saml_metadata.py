"""Writes descriptions of identity providers, signed or not, and serves them: a vendor's address that also misbehaves."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer

from lxml import etree

from . import saml_forge as forge
from .saml_forge import KeyPair, key_pair

MD = "urn:oasis:names:tc:SAML:2.0:metadata"


def key(pair: KeyPair, use: str = ' use="signing"', chain: str = "") -> str:
    wrapped = "\n".join(pair.certificate[i : i + 64] for i in range(0, len(pair.certificate), 64))
    return (
        f'<KeyDescriptor{use}><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>\n{wrapped}\n'
        f"</ds:X509Certificate>{chain}</ds:X509Data></ds:KeyInfo></KeyDescriptor>"
    )


def description(
    keys: str = "",
    entity: str = "https://idp.example.org/saml",
    sso: str = "https://idp.example.org/sso",
    more: str = "",
    role: str = "",
    slo: str = "",
) -> str:
    """`more` are attributes of the entity, `role` of the provider's role."""
    return (
        f'<?xml version="1.0"?><!-- made by hand --><EntityDescriptor xmlns="{MD}" ID="_md" entityID="{entity}"{more}>'
        f'<IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"{role}>{keys or key(key_pair())}{slo}'
        '<SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://idp.example.org/post"/>'
        f'<SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="{sso}"/>'
        "</IDPSSODescriptor></EntityDescriptor>"
    )


def signed(text: str, by: KeyPair) -> bytes:
    """The same, with a signature over the whole of it."""
    root = etree.fromstring(text.encode())
    forge.sign(root, by)
    return etree.tostring(root)


@dataclass
class Source:
    """An address of metadata: what it gives, and how often it was asked."""

    url: str
    body: bytes = b""
    status: int = 200
    asked: list[str] = field(default_factory=list)


@contextmanager
def served() -> Iterator[Source]:
    """Serve metadata on loopback for as long as the block lasts."""
    source = Source("")

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            source.asked.append(self.path)
            self.send_response(source.status)
            self.send_header("Location", "http://127.0.0.1:1/elsewhere")
            self.send_header("Content-Length", str(len(source.body)))
            self.end_headers()
            self.wfile.write(source.body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Answer)
    source.url = f"http://127.0.0.1:{server.server_address[1]}/metadata"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield source
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
