"""Encrypted assertions: what providers send opens, is checked like any other, and weak ways of encrypting are refused."""

import pytest
from lxml import etree
from pytest_django import Settings

from integrations.sso import own_keys

from . import saml_forge as forge
from .saml_sealing import MGF1P, OAEP, PKCS1, SHA1, SHA256, XENC, XENC11, Sealing, seal, sealed_xml
from .seam import ask, facts, refusal

GOOD = {
    "what most send": Sealing(),
    "aes128-gcm": Sealing(data=f"{XENC11}aes128-gcm"),
    "aes192-gcm": Sealing(data=f"{XENC11}aes192-gcm"),
    "digest named": Sealing(digest=SHA1),
    "digest sha256, mask sha1": Sealing(digest=SHA256),
    "the newer name": Sealing(transport=OAEP),
    "the newer name, sha256 throughout": Sealing(transport=OAEP, digest=SHA256, mask=f"{XENC11}mgf1sha256"),
    "the newer name, mask sha1": Sealing(transport=OAEP, digest=SHA256, mask=f"{XENC11}mgf1sha1"),
    "key beside the data": Sealing(beside=True),
    "for several readers": Sealing(decoys=2),
}


@pytest.mark.parametrize("name", GOOD)
def test_what_providers_send_opens(name: str) -> None:
    answer = ask(seal(forge.signed(facts()), GOOD[name]))
    assert (answer.identity.employee_number, answer.identity.name_id) == ("000042", "subject-1")


def test_sealed_then_the_envelope_signed() -> None:
    root = seal(forge.signed(facts()))
    forge.sign(root)
    assert ask(root).identity.employee_number == "000042"


BAD: dict[str, tuple[Sealing, str]] = {
    "cbc": (Sealing(data=f"{XENC}aes256-cbc"), "encryption_not_allowed"),
    "cbc 128": (Sealing(data=f"{XENC}aes128-cbc"), "encryption_not_allowed"),
    "pkcs#1 v1.5": (Sealing(transport=PKCS1), "encryption_not_allowed"),
    "for somebody else": (Sealing(certificate=forge.key_pair("somebody").certificate), "decryption"),
    "for too many": (Sealing(decoys=4), "encryption_form"),
}


@pytest.mark.parametrize("name", BAD)
def test_weak_or_not_for_us(name: str) -> None:
    how, code = BAD[name]
    assert refusal(seal(forge.signed(facts()), how)) == code


def test_only_the_envelope_signed() -> None:
    root = seal(forge.response(facts()))
    forge.sign(root)
    assert refusal(root) == "assertion_not_signed"


INSIDE: dict[str, tuple[bytes, str]] = {
    "not xml": (b"hello, this is no assertion", "not_xml"),
    "a comment": (b"<a><!-- hidden --></a>", "forbidden_xml"),
    "a document type": (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "forbidden_xml"),
    "something else": (b'<a xmlns="urn:x"/>', "not_one_assertion"),
    "a bomb": (b"<a>" * 20_000, "too_large"),
    "another sealed one": (sealed_xml(b"<a/>", Sealing()).encode(), "not_one_assertion"),
}


@pytest.mark.parametrize("name", INSIDE)
def test_what_comes_out_is_a_strangers_again(name: str) -> None:
    clear, code = INSIDE[name]
    assert refusal(seal(forge.response(facts()), clear=clear)) == code


def test_wrapped_inside() -> None:
    """The signed assertion inside an evil one, all of it encrypted to our own public key, which anybody has."""
    good = forge.the_assertion(forge.signed(facts()))
    evil = etree.fromstring(forge.assertion_xml(facts(assertion_id="_evil", attributes=(("employeeNumber", ("000001",)),))))
    evil.append(good)
    assert refusal(seal(forge.response(facts()), clear=etree.tostring(evil))) == "not_one_assertion"


def test_a_changed_byte() -> None:
    root = seal(forge.signed(facts()))
    value = root.findall(f".//{{{XENC}}}CipherValue")[-1]
    text = value.text or ""
    value.text = text[:200] + ("A" if text[200] != "A" else "B") + text[201:]
    assert refusal(root) == "decryption"


def test_the_same_facts_are_held_against_it() -> None:
    assert refusal(seal(forge.signed(facts(audiences=())))) == "wrong_audience"
    assert refusal(seal(forge.signed(facts(), key=forge.key_pair("attacker")))) == "signature"


def test_what_is_fetched_from_an_address_is_not_fetched() -> None:
    root = seal(forge.signed(facts()))
    data = root.findall(f".//{{{XENC}}}CipherData")[-1]
    data[:] = [etree.Element(f"{{{XENC}}}CipherReference", {"URI": "http://127.0.0.1/"})]
    assert refusal(root) == "encryption_form"


def test_prefixes_declared_around_it() -> None:
    """Some providers cut the assertion out of the envelope without the declaration it leans on."""
    root = forge.signed(facts())
    clear = etree.tostring(forge.the_assertion(root)).replace(f' xmlns:saml="{forge.SAML}"'.encode(), b"", 1)
    clear = clear.replace(f' xmlns:samlp="{forge.SAMLP}"'.encode(), b"", 1)
    assert ask(seal(root, clear=clear)).identity.employee_number == "000042"


def test_the_older_of_two_keys_still_opens(settings: Settings) -> None:
    sealed = seal(forge.signed(facts()))
    settings.SSO_KEYS = [own_keys.new_pair("fresh", forge.now()), *own_keys._developers()]
    assert ask(sealed).identity.employee_number == "000042"


def test_without_a_key_of_ours(settings: Settings) -> None:
    sealed = seal(forge.signed(facts()), Sealing(transport=MGF1P))
    settings.IN_PRODUCTION = True
    assert refusal(sealed) == "no_own_key"
