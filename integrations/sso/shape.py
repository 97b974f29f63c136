"""The one shape an answer may have, checked before any signature is: so that what is verified is what is read.

One Response at the root, one Assertion right below it, the assertion's own signature inside it (and at most one of the Response),
each over its parent by that parent's unique id, with allowed algorithms and transforms and nothing else in it.
"""

from lxml import etree

from .errors import SamlRefused
from .names import (
    DIGEST_METHODS,
    DS,
    ENVELOPED,
    EXC_C14N,
    SAML,
    SAMLP,
    SIGNATURE_METHODS,
    SUCCESS,
    tag,
)

SIGNATURE = tag(DS, "Signature")
ID_NAMES = frozenset({"ID", "Id", "id"})


def assertion_of(root: etree._Element) -> etree._Element:
    """Return the only assertion of an answer of the allowed shape. Raises SamlRefused."""
    if root.tag != tag(SAMLP, "Response") or sum(1 for _ in root.iter(tag(SAMLP, "Response"))) != 1:
        raise SamlRefused("not_a_response")
    _check_status(root)
    assertion = _only_assertion(root)
    if {root.get("Version"), assertion.get("Version")} != {"2.0"}:
        raise SamlRefused("wrong_version")
    _check_ids(root)
    _check_signatures(root, assertion)
    return assertion


def _check_status(root: etree._Element) -> None:
    codes = root.findall(f"{tag(SAMLP, 'Status')}/{tag(SAMLP, 'StatusCode')}")
    if len(codes) != 1 or codes[0].get("Value") != SUCCESS:
        raise SamlRefused("status_not_success")


def _only_assertion(root: etree._Element) -> etree._Element:
    if next(root.iter(tag(SAML, "EncryptedAssertion")), None) is not None:
        raise SamlRefused("encrypted")
    everywhere, below = list(root.iter("{*}Assertion")), root.findall(tag(SAML, "Assertion"))
    if len(everywhere) != 1 or len(below) != 1:
        raise SamlRefused("not_one_assertion")
    return below[0]


def _check_ids(root: etree._Element) -> None:
    ids = [value for node in root.iter() for name, value in node.attrib.items() if etree.QName(name).localname in ID_NAMES]
    if len(ids) != len(set(ids)):
        raise SamlRefused("duplicate_id")


def _check_signatures(root: etree._Element, assertion: etree._Element) -> None:
    own, whole = assertion.findall(SIGNATURE), root.findall(SIGNATURE)
    if not own:
        raise SamlRefused("assertion_not_signed")
    if len(own) > 1 or len(whole) > 1 or sum(1 for _ in root.iter("{*}Signature")) != len(own) + len(whole):
        raise SamlRefused("signature_misplaced")
    for signature in own + whole:
        check_signature(signature)


def check_signature(signature: etree._Element) -> None:
    """Check the one form of an enveloped signature over its parent. Raises SamlRefused."""
    names = [etree.QName(child).localname for child in signature if etree.QName(child).namespace == DS]
    if len(names) != len(signature) or names not in (["SignedInfo", "SignatureValue"], ["SignedInfo", "SignatureValue", "KeyInfo"]):
        raise SamlRefused("signature_form")
    info = signature[0]
    if [etree.QName(child).localname for child in info] != ["CanonicalizationMethod", "SignatureMethod", "Reference"]:
        raise SamlRefused("signature_form")
    if info[0].get("Algorithm") != EXC_C14N:
        raise SamlRefused("canonicalization_not_allowed")
    if info[1].get("Algorithm") not in SIGNATURE_METHODS:
        raise SamlRefused("signature_algorithm_not_allowed")
    parent = signature.getparent()
    _check_reference(info[2], parent.get("ID") if parent is not None else None)


def _check_reference(reference: etree._Element, identifier: str | None) -> None:
    if not identifier or reference.get("URI") != f"#{identifier}":
        raise SamlRefused("reference_elsewhere")
    if [etree.QName(child).localname for child in reference] != ["Transforms", "DigestMethod", "DigestValue"]:
        raise SamlRefused("signature_form")
    if [transform.get("Algorithm") for transform in reference[0]] != [ENVELOPED, EXC_C14N]:
        raise SamlRefused("transform_not_allowed")
    if any(len(transform) and etree.QName(transform[0]).localname != "InclusiveNamespaces" for transform in reference[0]):
        raise SamlRefused("transform_not_allowed")
    if reference[1].get("Algorithm") not in DIGEST_METHODS:
        raise SamlRefused("digest_not_allowed")
