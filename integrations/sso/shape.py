"""The one shape an answer may have, checked before any signature is: so that what is verified is what is read.

One Response at the root, one Assertion right below it (or one EncryptedAssertion that holds one), the assertion's own signature
inside it (and at most one of the Response), each over its parent by that parent's unique id, with allowed algorithms and
transforms and nothing else in it.
"""

from collections import Counter

from lxml import etree

from .errors import SamlRefused
from .names import DIGEST_METHODS, DS, ENVELOPED, EXC_C14N, SAML, SAMLP, SIGNATURE_METHODS, SUCCESS, tag

SIGNATURE = tag(DS, "Signature")
ASSERTION, ENCRYPTED = tag(SAML, "Assertion"), tag(SAML, "EncryptedAssertion")
ID_NAMES = frozenset({"ID", "Id", "id"})
# What a schema and a canonicalization take a square of time for: no provider writes a fraction of either.
MOST_OF_ONE_ELEMENT = 64
LONGEST_PREFIX_LIST = 200
SIGNATURE_PARTS = (["SignedInfo", "SignatureValue"], ["SignedInfo", "SignatureValue", "KeyInfo"])


def held_by(root: etree._Element) -> etree._Element:
    """Return the only Assertion or EncryptedAssertion of a Response whose envelope has the allowed shape. Raises SamlRefused."""
    names = survey(root)
    if root.tag != tag(SAMLP, "Response") or names["Response"] != 1:
        raise SamlRefused("not_a_response")
    _check_status(root)
    below = [child for child in root if child.tag in {ASSERTION, ENCRYPTED}]
    if len(below) != 1 or names["Assertion"] + names["EncryptedAssertion"] != 1:
        raise SamlRefused("not_one_assertion")
    check_version(root)
    own = len(below[0].findall(SIGNATURE)) if below[0].tag == ASSERTION else 0
    whole = root.findall(SIGNATURE)
    if len(whole) > 1 or names["Signature"] != own + len(whole):
        raise SamlRefused("signature_misplaced")
    for signature in whole:
        check_signature(signature)
    return below[0]


def check_assertion(assertion: etree._Element) -> None:
    """Check that an assertion, alone and signed by itself, has the allowed shape. Raises SamlRefused."""
    names = survey(assertion)
    if assertion.tag != ASSERTION or names["Assertion"] + names["EncryptedAssertion"] != 1:
        raise SamlRefused("not_one_assertion")
    check_version(assertion)
    own = assertion.findall(SIGNATURE)
    if not own:
        raise SamlRefused("assertion_not_signed")
    if len(own) > 1 or names["Signature"] != 1:
        raise SamlRefused("signature_misplaced")
    check_signature(own[0])


def survey(root: etree._Element) -> Counter[str]:
    """Return how many elements there are of each local name; no two may carry one id, and none many attributes.

    Raises SamlRefused ("duplicate_id", "too_large").
    """
    names: Counter[str] = Counter()
    ids: set[str] = set()
    for node in root.iter():
        names[str(node.tag).rpartition("}")[2]] += 1
        if len(node.attrib) > MOST_OF_ONE_ELEMENT:
            raise SamlRefused("too_large")
        for name, value in node.attrib.items():
            if str(name).rpartition("}")[2] in ID_NAMES:
                if value in ids:
                    raise SamlRefused("duplicate_id")
                ids.add(str(value))
    return names


def check_version(node: etree._Element) -> None:
    """Refuse anything but SAML 2.0. Raises SamlRefused "wrong_version"."""
    if node.get("Version") != "2.0":
        raise SamlRefused("wrong_version", received=node.get("Version"))


def _check_status(root: etree._Element) -> None:
    codes = root.findall(f"{tag(SAMLP, 'Status')}/{tag(SAMLP, 'StatusCode')}")
    if len(codes) != 1 or codes[0].get("Value") != SUCCESS:
        inner = [each.get("Value") for code in codes for each in code.iter(tag(SAMLP, "StatusCode"))]
        raise SamlRefused("status_not_success", received=inner[-1] if inner else None)


def check_signature(signature: etree._Element) -> None:
    """Check the one form of an enveloped signature over its parent. Raises SamlRefused."""
    if any(etree.QName(node).namespace != DS for node in signature) or _names(signature) not in SIGNATURE_PARTS:
        raise SamlRefused("signature_form")
    info = signature[0]
    if _names(info) != ["CanonicalizationMethod", "SignatureMethod", "Reference"] or len(info[1]):
        raise SamlRefused("signature_form")
    if info[0].get("Algorithm") != EXC_C14N or not _only_prefixes(info[0]):
        raise SamlRefused("canonicalization_not_allowed", received=info[0].get("Algorithm"))
    if info[1].get("Algorithm") not in SIGNATURE_METHODS:
        raise SamlRefused("signature_algorithm_not_allowed", received=info[1].get("Algorithm"))
    parent = signature.getparent()
    _check_reference(info[2], parent.get("ID") if parent is not None else None)


def _check_reference(reference: etree._Element, identifier: str | None) -> None:
    if not identifier or reference.get("URI") != f"#{identifier}":
        raise SamlRefused("reference_elsewhere")
    if _names(reference) != ["Transforms", "DigestMethod", "DigestValue"]:
        raise SamlRefused("signature_form")
    enveloped, *others = reference[0] if len(reference[0]) else [reference]
    if [node.get("Algorithm") for node in (enveloped, *others)] != [ENVELOPED, EXC_C14N] or len(enveloped):
        raise SamlRefused("transform_not_allowed", received=[node.get("Algorithm") for node in reference[0]][-1:])
    if not _only_prefixes(others[0]):
        raise SamlRefused("transform_not_allowed")
    if reference[1].get("Algorithm") not in DIGEST_METHODS:
        raise SamlRefused("digest_not_allowed", received=reference[1].get("Algorithm"))


def _names(node: etree._Element) -> list[str]:
    return [etree.QName(child).localname for child in node]


def _only_prefixes(node: etree._Element) -> bool:
    """Return whether an exclusive canonicalization holds nothing, or only its short list of prefixes."""
    if len(node) == 0:
        return True
    named = node[0].tag == tag(EXC_C14N, "InclusiveNamespaces") and len(node[0].get("PrefixList", "")) <= LONGEST_PREFIX_LIST
    return len(node) == 1 and named and len(node[0]) == 0
