"""The POST binding: a message in a form of a page of ours, signed inside, for a provider that takes no redirect."""

import base64
from dataclasses import dataclass

import xmlsec
from cryptography.hazmat.primitives import serialization
from lxml import etree

from .own_keys import OwnKey


@dataclass(frozen=True)
class Form:
    """A message in the form that carries it: where that goes, the name of its one field, its value (base64)."""

    url: str
    name: str
    message: str


def form(url: str, name: str, root: etree._Element, key: OwnKey | None) -> Form:
    """Return the form of a message, signed where a key is given. The message must hold its Issuer already."""
    if key:
        _sign(root, key)
    return Form(url, name, base64.b64encode(etree.tostring(root)).decode())


def _sign(root: etree._Element, key: OwnKey) -> None:
    """Sign a message in place, right after its Issuer, where the schema of SAML wants it."""
    xmlsec.tree.add_ids(root, ["ID"])
    signature = xmlsec.template.create(root, xmlsec.Transform.EXCL_C14N, xmlsec.Transform.RSA_SHA256, ns="ds")
    root.insert(1, signature)
    reference = xmlsec.template.add_reference(signature, xmlsec.Transform.SHA256, uri=f"#{root.get('ID')}")
    xmlsec.template.add_transform(reference, xmlsec.Transform.ENVELOPED)
    xmlsec.template.add_transform(reference, xmlsec.Transform.EXCL_C14N)
    xmlsec.template.add_x509_data(xmlsec.template.ensure_key_info(signature))
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_memory(_pem(key), xmlsec.KeyFormat.PEM)
    context.key.load_cert_from_memory(base64.b64decode(key.certificate), xmlsec.KeyFormat.CERT_DER)
    context.sign(signature)


def _pem(key: OwnKey) -> bytes:
    return key.private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
