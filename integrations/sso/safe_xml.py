"""Reading XML that strangers send: a size cap, UTF-8, elements and text only, no network, no entity."""

import base64
import binascii
import re

from lxml import etree

from .errors import SamlRefused

LARGEST = 256 * 1024
# A good answer has a few hundred of each; a bomb below the size cap needs many thousands. Counted before anything is parsed.
MOST_TAGS, MOST_ATTRIBUTES = 5_000, 4_000
# In well-formed XML "<!" only opens a DOCTYPE, an ENTITY, a comment or a CDATA section: none has business here.
DECLARATION = re.compile(r"\A\s*<\?xml\s[^>]*\?>")
ENCODING = re.compile(r"encoding\s*=\s*[\"']([^\"']*)[\"']")


def decode(raw: str) -> bytes:
    """Return the document of a base64 message. Raises SamlRefused ("too_large", "not_base64")."""
    if len(raw) > LARGEST:
        raise SamlRefused("too_large")
    try:
        return base64.b64decode(raw.replace("\r", "").replace("\n", "").strip(), validate=True)
    except (binascii.Error, ValueError) as error:
        raise SamlRefused("not_base64") from error


def parse(document: bytes) -> etree._Element:
    """Return the root of a plain document. Raises SamlRefused ("not_xml", "forbidden_xml", "too_large")."""
    if len(document) > LARGEST or document.count(b"<") > MOST_TAGS or document.count(b"=") > MOST_ATTRIBUTES:
        raise SamlRefused("too_large")
    try:
        text = document.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SamlRefused("not_xml") from error
    declaration = DECLARATION.match(text)
    encoding = ENCODING.search(declaration[0]) if declaration else None
    body = text[declaration.end() :] if declaration else text
    if "<!" in body or "<?" in body or (encoding and encoding[1].lower() not in {"utf-8", "us-ascii"}):
        raise SamlRefused("forbidden_xml")
    return _tree(document)


def _tree(document: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=False)
    try:
        root = etree.fromstring(document, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise SamlRefused("not_xml") from error
    if root.getroottree().docinfo.doctype or not all(isinstance(node.tag, str) for node in root.iter()):
        raise SamlRefused("forbidden_xml")
    return root
