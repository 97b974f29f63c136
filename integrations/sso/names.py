"""Names of SAML 2.0 and XML Signature, and the algorithms that are accepted."""

SAML = "urn:oasis:names:tc:SAML:2.0:assertion"
SAMLP = "urn:oasis:names:tc:SAML:2.0:protocol"
MD = "urn:oasis:names:tc:SAML:2.0:metadata"
DS = "http://www.w3.org/2000/09/xmldsig#"
PREFIXES = {"saml": SAML, "samlp": SAMLP, "md": MD, "ds": DS}

REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
POST = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
SUCCESS = "urn:oasis:names:tc:SAML:2.0:status:Success"
PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
UNSPECIFIED = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified"
EMAIL = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"
# A transient one changes at each sign-in, so it can say who somebody is to nobody.
NAME_ID_FORMATS = frozenset({PERSISTENT, UNSPECIFIED, EMAIL})

EXC_C14N = "http://www.w3.org/2001/10/xml-exc-c14n#"
ENVELOPED = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"
MORE = "http://www.w3.org/2001/04/xmldsig-more#"
RSA_SHA256 = f"{MORE}rsa-sha256"
SIGNATURE_METHODS = frozenset(f"{MORE}{key}-sha{size}" for key in ("rsa", "ecdsa") for size in (256, 384, 512))
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
DIGEST_METHODS = frozenset({SHA256, f"{MORE}sha384", "http://www.w3.org/2001/04/xmlenc#sha512"})

# One attribute under the three names that directories give it (RFC 2798; the OID and MACE forms of SAML profiles).
EMPLOYEE_NUMBER = "employeeNumber"
EMPLOYEE_NUMBER_NAMES = (
    EMPLOYEE_NUMBER,
    "urn:oid:2.16.840.1.113730.3.1.3",
    "urn:mace:dir:attribute-def:employeeNumber",
)


def tag(namespace: str, name: str) -> str:
    """Return a qualified name as lxml writes it."""
    return f"{{{namespace}}}{name}"
