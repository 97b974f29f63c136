"""Names of SAML 2.0, XML Signature and XML Encryption, and the algorithms that are accepted."""

SAML = "urn:oasis:names:tc:SAML:2.0:assertion"
SAMLP = "urn:oasis:names:tc:SAML:2.0:protocol"
MD = "urn:oasis:names:tc:SAML:2.0:metadata"
DS = "http://www.w3.org/2000/09/xmldsig#"
XENC = "http://www.w3.org/2001/04/xmlenc#"
XENC11 = "http://www.w3.org/2009/xmlenc11#"

REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
POST = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
SUCCESS = "urn:oasis:names:tc:SAML:2.0:status:Success"
_FORMATS_1 = "urn:oasis:names:tc:SAML:1.1:nameid-format:"
_FORMATS_2 = "urn:oasis:names:tc:SAML:2.0:nameid-format:"
PERSISTENT = f"{_FORMATS_2}persistent"
UNSPECIFIED = f"{_FORMATS_1}unspecified"
EMAIL = f"{_FORMATS_1}emailAddress"
# Formats that last from one sign-in to the next. A transient one changes each time, so it says who somebody is to nobody.
LASTING = frozenset({PERSISTENT, UNSPECIFIED, f"{_FORMATS_2}unspecified"})
NAME_ID_FORMATS = LASTING | {
    EMAIL,
    f"{_FORMATS_1}X509SubjectName",
    f"{_FORMATS_1}WindowsDomainQualifiedName",
    f"{_FORMATS_2}kerberos",
}

EXC_C14N = "http://www.w3.org/2001/10/xml-exc-c14n#"
ENVELOPED = f"{DS}enveloped-signature"
MORE = "http://www.w3.org/2001/04/xmldsig-more#"
RSA_SHA256 = f"{MORE}rsa-sha256"
SIGNATURE_METHODS = frozenset(f"{MORE}{key}-sha{size}" for key in ("rsa", "ecdsa") for size in (256, 384, 512))
SHA1 = f"{DS}sha1"
SHA256 = f"{XENC}sha256"
SHA384 = f"{MORE}sha384"
SHA512 = f"{XENC}sha512"
DIGEST_METHODS = frozenset({SHA256, SHA384, SHA512})
# What is encrypted, by the bytes of its key; how that key is. Neither CBC (read by its errors) nor PKCS#1 v1.5 (likewise).
GCM = {f"{XENC11}aes128-gcm": 16, f"{XENC11}aes192-gcm": 24, f"{XENC11}aes256-gcm": 32}
OAEP_MGF1P = f"{XENC}rsa-oaep-mgf1p"
OAEP = f"{XENC11}rsa-oaep"

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
