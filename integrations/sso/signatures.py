"""Whether the pinned certificates really signed: the one place that asks python3-saml and xmlsec."""

import textwrap

from lxml import etree
from onelogin.saml2.utils import OneLogin_Saml2_Utils as Saml
from onelogin.saml2.xml_utils import OneLogin_Saml2_XML as SamlXml

from .errors import SamlRefused
from .names import DS, tag

SCHEMA = "saml-schema-protocol-2.0.xsd"


def check_schema(root: etree._Element) -> None:
    """Refuse what the schema of SAML 2.0 does not know. Raises SamlRefused "schema"."""
    if isinstance(SamlXml.validate_xml(root, SCHEMA), str):
        raise SamlRefused("schema")


def check(root: etree._Element, certificates: list[str]) -> bool:
    """Check the signature of the assertion, and the envelope's where there is one; return whether there is one.

    Only the certificates pinned at registration count, never one that the message carries. Raises SamlRefused "signature".
    """
    pems = [_pem(certificate) for certificate in certificates]
    whole = root.find(tag(DS, "Signature")) is not None
    places = [Saml.ASSERTION_SIGNATURE_XPATH] + ([Saml.RESPONSE_SIGNATURE_XPATH] if whole else [])
    if not all(Saml.validate_sign(root, xpath=place, multicerts=pems) for place in places):
        raise SamlRefused("signature")
    return whole


def _pem(certificate: str) -> str:
    return "\n".join(["-----BEGIN CERTIFICATE-----", *textwrap.wrap(certificate, 64), "-----END CERTIFICATE-----", ""])
