"""Answers whose form or signature is wrong: wrapping, stripping, editing, weak algorithms, hostile XML."""

import base64
import copy
from collections.abc import Callable

import pytest
import xmlsec
from django.test import Client
from lxml import etree

from portal.core.models import AuditEntry
from portal.people.models import Employee

from . import saml_forge as forge
from .conftest import Begin
from .test_acs_refuses_facts import refused

Attack = Callable[[forge.Facts], "etree._Element | str | bytes"]
T = xmlsec.Transform


def evil(facts: forge.Facts) -> etree._Element:
    """An unsigned assertion that names somebody else."""
    return etree.fromstring(forge.assertion_xml(facts.but(assertion_id="_evil", attributes=(("employeeNumber", ("000001",)),))))


def detached_signature(root: etree._Element) -> etree._Element:
    found = forge.the_assertion(root).find("ds:Signature", forge.NS)
    assert found is not None
    return found


def xsw1(facts: forge.Facts) -> etree._Element:
    """The signed response as an object of the signature of an evil copy."""
    root = forge.response(facts)
    forge.sign(root)
    wrapper = copy.deepcopy(root)
    wrapper.set("ID", "_evil")
    signature = wrapper.find("ds:Signature", forge.NS)
    assert signature is not None
    root.remove(root.find("ds:Signature", forge.NS))  # type: ignore[arg-type]  # it is there: sign() put it
    etree.SubElement(signature, f"{{{forge.DS}}}Object").append(root)
    return wrapper


def xsw2(facts: forge.Facts) -> etree._Element:
    """The signed response beside the signature, inside an evil copy."""
    root = forge.response(facts)
    forge.sign(root)
    wrapper = copy.deepcopy(root)
    wrapper.set("ID", "_evil")
    wrapper.insert(1, root)
    return wrapper


def xsw3(facts: forge.Facts) -> etree._Element:
    """An evil assertion before the signed one."""
    root = forge.signed(facts)
    root.insert(list(root).index(forge.the_assertion(root)), evil(facts))
    return root


def xsw4(facts: forge.Facts) -> etree._Element:
    """The signed assertion as a child of an evil one."""
    root = forge.signed(facts)
    good, bad = forge.the_assertion(root), evil(facts)
    root.replace(good, bad)
    bad.append(good)
    return root


def xsw5(facts: forge.Facts) -> etree._Element:
    """An evil assertion takes the signature; the signed one follows."""
    root = forge.signed(facts)
    good, bad, signature = forge.the_assertion(root), evil(facts), detached_signature(root)
    good.remove(signature)
    bad.insert(1, signature)
    root.replace(good, bad)
    root.append(good)
    return root


def xsw6(facts: forge.Facts) -> etree._Element:
    """The signed assertion as an object of the signature inside an evil one."""
    root = forge.signed(facts)
    good, bad, signature = forge.the_assertion(root), evil(facts), detached_signature(root)
    good.remove(signature)
    bad.insert(1, signature)
    root.replace(good, bad)
    etree.SubElement(signature, f"{{{forge.DS}}}Object").append(good)
    return root


def xsw7(facts: forge.Facts) -> etree._Element:
    """An evil assertion in Extensions."""
    root = forge.signed(facts)
    extensions = etree.Element(f"{{{forge.SAMLP}}}Extensions")
    extensions.append(evil(facts))
    root.insert(1, extensions)
    return root


def xsw8(facts: forge.Facts) -> etree._Element:
    """The signed assertion as an object of an evil one's signature."""
    root = forge.signed(facts)
    good, bad = forge.the_assertion(root), evil(facts)
    signature = copy.deepcopy(detached_signature(root))
    root.replace(good, bad)
    bad.insert(1, signature)
    etree.SubElement(signature, f"{{{forge.DS}}}Object").append(good)
    return root


def same_id(facts: forge.Facts) -> etree._Element:
    """An evil assertion with the id of the signed one, in Extensions under another name."""
    root = forge.signed(facts)
    extensions = etree.Element(f"{{{forge.SAMLP}}}Extensions")
    etree.SubElement(extensions, "{urn:x}y", {"ID": facts.assertion_id})
    root.insert(1, extensions)
    return root


def nested_response(facts: forge.Facts) -> etree._Element:
    """A signed response inside an unsigned one."""
    root = forge.response(facts)
    root.replace(forge.the_assertion(root), forge.signed(facts.but(response_id="_inner"), whole=True))
    return root


def edited(facts: forge.Facts) -> str:
    return etree.tostring(forge.signed(facts)).decode().replace("000042", "000001")


def stripped(facts: forge.Facts) -> etree._Element:
    return forge.response(facts)


def envelope_only(facts: forge.Facts) -> etree._Element:
    root = forge.response(facts)
    forge.sign(root)
    return root


def envelope_stripped_of_truth(facts: forge.Facts) -> str:
    """Both signed; then the envelope is edited."""
    root = forge.signed(facts, whole=True)
    return etree.tostring(root).decode().replace("<samlp:Status>", "<samlp:Status><!---->").replace("<!---->", " ")


def signing(**how: object) -> Attack:
    def attack(facts: forge.Facts) -> etree._Element:
        root = forge.response(facts)
        forge.sign(forge.the_assertion(root), **how)  # type: ignore[arg-type]  # each attack its own
        return root

    return attack


def relabelled(old: str, new: str) -> Attack:
    """Change an algorithm after signing: what is written is what is refused, before anything is computed."""
    return lambda facts: etree.tostring(forge.signed(facts)).decode().replace(old, new)


def own_certificate(facts: forge.Facts) -> etree._Element:
    """Signed by a key of the attacker, whose certificate the message carries."""
    return forge.signed(facts, key=forge.key_pair("attacker"))


def with_transform(body: str) -> Attack:
    place = '<ds:Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/>'
    return lambda facts: etree.tostring(forge.signed(facts)).decode().replace(place, body + place)


def in_name_id(inside: str) -> Attack:
    def attack(facts: forge.Facts) -> str:
        text = etree.tostring(forge.signed(facts.but(name_id="zoe@example.org.evil.example"))).decode()
        return text.replace("zoe@example.org.evil", f"zoe@example.org{inside}.evil")

    return attack


def before(prefix: str) -> Attack:
    return lambda facts: prefix + etree.tostring(forge.signed(facts)).decode()


def deep(facts: forge.Facts) -> str:
    return (
        etree.tostring(forge.signed(facts)).decode().replace("</samlp:Status>", f"{'<a>' * 20000}{'</a>' * 20000}</samlp:Status>")
    )


XSLT = '<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"><x/></ds:Transform>'
XPATH = '<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116"><ds:XPath>1</ds:XPath></ds:Transform>'
LAUGHS = '<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
MORE = "http://www.w3.org/2001/04/xmldsig-more#"

ATTACKS: dict[str, tuple[Attack, set[str]]] = {
    "xsw1": (xsw1, {"duplicate_id"}),
    "xsw2": (xsw2, {"duplicate_id"}),
    "xsw3": (xsw3, {"not_one_assertion"}),
    "xsw4": (xsw4, {"not_one_assertion"}),
    "xsw5": (xsw5, {"not_one_assertion"}),
    "xsw6": (xsw6, {"not_one_assertion"}),
    "xsw7": (xsw7, {"not_one_assertion"}),
    "xsw8": (xsw8, {"not_one_assertion"}),
    "same id twice": (same_id, {"duplicate_id"}),
    "signed response in an unsigned one": (nested_response, {"not_a_response"}),
    "stripped": (stripped, {"assertion_not_signed"}),
    "only the envelope signed": (envelope_only, {"assertion_not_signed"}),
    "edited after signing": (edited, {"signature"}),
    "envelope edited after signing": (envelope_stripped_of_truth, {"signature"}),
    "own certificate in KeyInfo": (own_certificate, {"signature"}),
    "rsa-sha1": (relabelled(f"{MORE}rsa-sha256", f"{forge.DS}rsa-sha1"), {"signature_algorithm_not_allowed"}),
    "sha1 digest": (relabelled("http://www.w3.org/2001/04/xmlenc#sha256", f"{forge.DS}sha1"), {"digest_not_allowed"}),
    "hmac keyed by the certificate": (
        signing(method=T.HMAC_SHA256, symmetric=base64.b64decode(forge.key_pair().certificate)),
        {"signature_algorithm_not_allowed"},
    ),
    "empty reference": (signing(uri=""), {"reference_elsewhere"}),
    "no c14n transform": (signing(transforms=(T.ENVELOPED,)), {"transform_not_allowed"}),
    "other canonicalization": (signing(c14n=T.C14N), {"canonicalization_not_allowed"}),
    "xslt": (with_transform(XSLT), {"transform_not_allowed"}),
    "xpath": (with_transform(XPATH), {"transform_not_allowed"}),
    "comment in name id": (in_name_id("<!---->"), {"forbidden_xml"}),
    "instruction in name id": (in_name_id("<?x?>"), {"forbidden_xml"}),
    "cdata in name id": (in_name_id("<![CDATA[]]>"), {"forbidden_xml"}),
    "doctype": (before('<!DOCTYPE Response SYSTEM "file:///etc/passwd">'), {"forbidden_xml"}),
    "billion laughs": (before(LAUGHS), {"forbidden_xml"}),
    "utf-16": (lambda facts: etree.tostring(forge.signed(facts), encoding="UTF-16"), {"not_xml"}),
    "20,000 elements deep": (deep, {"too_large"}),
    "not xml": (lambda _: "hello", {"not_xml"}),
    "nothing": (lambda _: "", {"not_xml"}),
    "another document": (lambda _: '<x xmlns="urn:x"/>', {"not_a_response"}),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_is_refused(name: str, begin: Begin, employee: Employee, client: Client) -> None:
    attack, codes = ATTACKS[name]
    answer = forge.post(client, forge.encode(attack(begin())))
    row = AuditEntry.objects.get(action="sso.refuse")
    assert row.facts["code"] in codes
    refused(answer, row.facts["code"])


@pytest.mark.parametrize("size", [300_000, 1_000_000, 4_000_000])
def test_too_large(size: int, begin: Begin, employee: Employee, client: Client) -> None:
    refused(forge.post(client, "A" * size), "too_large")


@pytest.mark.parametrize("raw", ["%%%", "AAA", "é"])
def test_not_base64(raw: str, begin: Begin, employee: Employee, client: Client) -> None:
    refused(forge.post(client, raw), "not_base64")


def test_two_messages(begin: Begin, employee: Employee, client: Client) -> None:
    raw = forge.encode(forge.signed(begin()))
    refused(client.post("/sso/acme/acs/", {"SAMLResponse": [raw, raw]}), "not_one_message")


def test_two_assertions_one_of_them_encrypted(begin: Begin, employee: Employee, client: Client) -> None:
    root = forge.signed(begin())
    etree.SubElement(root, f"{{{forge.SAML}}}EncryptedAssertion")
    refused(forge.post(client, forge.encode(root)), "not_one_assertion")


def test_by_the_address_bar(begin: Begin, client: Client) -> None:
    begin()
    assert client.get("/sso/acme/acs/").status_code == 405
