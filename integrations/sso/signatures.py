"""Whether the pinned certificates really signed: the one place that asks python3-saml and xmlsec."""

import copy
import textwrap
from functools import cache, lru_cache
from pathlib import Path
from threading import Lock

import onelogin.saml2
import xmlsec
from lxml import etree
from onelogin.saml2.utils import OneLogin_Saml2_Utils as Saml

from .errors import SamlRefused
from .names import DS, XENC11, tag

SCHEMAS = Path(onelogin.saml2.__file__).parent / "schemas"
_validating = Lock()


@cache
def _schema(name: str) -> etree.XMLSchema:
    """Read a schema of python3-saml, once: its own `validate_xml` reads it again for each message."""
    return etree.XMLSchema(etree.parse(SCHEMAS / f"saml-schema-{name}-2.0.xsd"))


def check_schema(root: etree._Element, name: str = "protocol") -> None:
    """Refuse what a schema of SAML 2.0 ("protocol" with assertions, "metadata") does not know. Raises SamlRefused "schema"."""
    if next(root.iter(f"{{{XENC11}}}*"), None) is not None:  # newer than the schema: encryption.py holds it to its own list
        root = copy.deepcopy(root)
        etree.strip_elements(root, f"{{{XENC11}}}*", with_tail=False)
    with _validating:  # a schema keeps its last errors in itself
        known = _schema(name).validate(root)
    if not known:
        raise SamlRefused("schema")


def check(node: etree._Element, certificates: list[str]) -> None:
    """Check the signature that stands in a node, over that node.

    Only the certificates pinned at registration count, never one that the message carries. Raises SamlRefused "signature".
    """
    signature = node.find(tag(DS, "Signature"))
    if signature is None or not any(_signed_by(certificate, signature, node) for certificate in certificates):
        raise SamlRefused("signature")


def _signed_by(certificate: str, signature: etree._Element, node: etree._Element) -> bool:
    xmlsec.tree.add_ids(node, ["ID"])
    return bool(Saml.validate_node_sign(signature, node, cert=pem(certificate)))


@lru_cache(maxsize=64)
def pem(certificate: str) -> str:
    """Return a certificate (base64 DER) as PEM."""
    return "\n".join(["-----BEGIN CERTIFICATE-----", *textwrap.wrap(certificate, 64), "-----END CERTIFICATE-----", ""])
