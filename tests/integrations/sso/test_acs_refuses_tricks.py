"""More of what an attacker may try: signatures in strange places, really weak ones, names that look alike, ends of time."""

import copy
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import xmlsec
from django.test import Client
from lxml import etree

from integrations.sso.models import ConsumedAssertion
from portal.accounts.models import SignIn, User
from portal.core.models import AuditEntry
from portal.people.models import Employee

from . import saml_forge as forge
from .conftest import Begin
from .seam import ask, facts, provider, refusal
from .test_acs_refuses_facts import refused

Trick = Callable[[], "etree._Element | str | bytes"]
T = xmlsec.Transform
DS = f"{{{forge.DS}}}"
OTHER = ("employeeNumber", ("000001",))


def signature_of(root: etree._Element) -> etree._Element:
    found = next(root.iter(f"{DS}Signature"))
    assert isinstance(found, etree._Element)
    return found


def signed_with(**how: object) -> Trick:
    def trick() -> etree._Element:
        root = forge.response(facts())
        forge.sign(forge.the_assertion(root), **how)  # type: ignore[arg-type]  # each its own
        return root

    return trick


def evil() -> etree._Element:
    return etree.fromstring(forge.assertion_xml(facts(assertion_id="_evil", attributes=(OTHER,))))


def two_good_ones() -> etree._Element:
    """Two assertions, each well signed."""
    root = forge.signed(facts())
    second = etree.fromstring(forge.assertion_xml(facts(attributes=(OTHER,))))
    root.append(second)
    forge.sign(second)
    return root


def signature_in_extensions() -> etree._Element:
    root = forge.signed(facts())
    moved = etree.SubElement(root, f"{{{forge.SAMLP}}}Extensions")
    moved.append(signature_of(root))
    root.insert(1, moved)
    return root


def over_the_envelope_from_inside() -> etree._Element:
    """The assertion's signature is over the whole response."""
    root = forge.response(facts(response_id="_outer"))
    signature = forge.sign(root)
    forge.the_assertion(root).insert(1, signature)
    return root


def two_references() -> etree._Element:
    root = forge.signed(facts())
    info = signature_of(root)[0]
    info.append(copy.deepcopy(info[2]))
    return root


def an_object_in_it() -> etree._Element:
    root = forge.signed(facts())
    etree.SubElement(signature_of(root), f"{DS}Object").append(evil())
    return root


def another_namespace() -> etree._Element:
    """What is no assertion but looks like one."""
    root = forge.signed(facts())
    root.append(etree.fromstring('<x:Assertion xmlns:x="urn:evil" ID="_e"/>'))
    return root


def nobodys_namespace() -> str:
    return etree.tostring(forge.signed(facts())).decode().replace(forge.SAMLP, "urn:evil:protocol")


def saml_1() -> str:
    return etree.tostring(forge.signed(facts())).decode().replace('Version="2.0"', 'Version="1.1"', 1)


def both_certificates() -> etree._Element:
    """Signed by the attacker; the good certificate stands beside the attacker's."""
    root = forge.signed(facts(), key=forge.key_pair("attacker"))
    data = next(signature_of(root).iter(f"{DS}X509Data"))
    etree.SubElement(data, f"{DS}X509Certificate").text = forge.key_pair().certificate
    return root


def key_from_an_address() -> etree._Element:
    root = forge.signed(facts(), key=forge.key_pair("attacker"))
    info = signature_of(root)[-1]
    info[:] = [etree.Element(f"{DS}RetrievalMethod", {"URI": "http://127.0.0.1:9/key", "Type": f"{forge.DS}rawX509Certificate"})]
    return root


def twice_declared(name: str) -> Trick:
    def trick() -> etree._Element:
        root = forge.signed(facts(assertion_id="_same"))
        extensions = etree.Element(f"{{{forge.SAMLP}}}Extensions")
        etree.SubElement(extensions, "{urn:x}y", {name: "_same"})
        root.insert(1, extensions)
        return root

    return trick


def said(change: Callable[[str], str]) -> Trick:
    """What the provider itself signed, with its text changed first."""

    def trick() -> etree._Element:
        root = etree.fromstring(change(etree.tostring(forge.response(facts())).decode()))
        forge.sign(forge.the_assertion(root))
        return root

    return trick


def doctype(text: str) -> Trick:
    return lambda: text + etree.tostring(forge.signed(facts())).decode()


TRICKS: dict[str, tuple[Trick, set[str]]] = {
    "really rsa-sha1": (signed_with(method=T.RSA_SHA1), {"signature_algorithm_not_allowed"}),
    "really a sha1 digest": (signed_with(digest=T.SHA1), {"digest_not_allowed"}),
    "hmac sha1": (signed_with(method=T.HMAC_SHA1, symmetric=b"secret"), {"signature_algorithm_not_allowed"}),
    "c14n with comments": (signed_with(c14n=T.C14N_COMMENTS), {"canonicalization_not_allowed"}),
    "enveloped twice": (signed_with(transforms=(T.ENVELOPED, T.ENVELOPED, T.EXCL_C14N)), {"transform_not_allowed"}),
    "base64 transform": (signed_with(transforms=(T.ENVELOPED, T.EXCL_C14N), uri="#xpointer(/)"), {"reference_elsewhere"}),
    "two good ones": (two_good_ones, {"not_one_assertion"}),
    "signature in extensions": (signature_in_extensions, {"signature_misplaced", "duplicate_id"}),
    "over the envelope from inside": (over_the_envelope_from_inside, {"reference_elsewhere"}),
    "two references": (two_references, {"signature_form"}),
    "an object in the signature": (an_object_in_it, {"not_one_assertion", "signature_form"}),
    "an assertion of another namespace": (another_namespace, {"not_one_assertion"}),
    "a response of another namespace": (nobodys_namespace, {"not_a_response"}),
    "SAML 1.1": (saml_1, {"wrong_version"}),
    "both certificates": (both_certificates, {"signature"}),
    "a key from an address": (key_from_an_address, {"signature"}),
    "one id as Id": (twice_declared("Id"), {"duplicate_id"}),
    "one id as xml:id": (twice_declared("{http://www.w3.org/XML/1998/namespace}id"), {"duplicate_id"}),
    "doctype with a file": (doctype('<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'), {"forbidden_xml"}),
    "doctype with a parameter": (doctype('<!DOCTYPE r [<!ENTITY % x SYSTEM "http://127.0.0.1/x"> %x;]>'), {"forbidden_xml"}),
    "doctype in small letters": (doctype("<!doctype r>"), {"forbidden_xml"}),
    "doctype after a declaration": (doctype('<?xml version="1.0"?><!DOCTYPE r>'), {"forbidden_xml"}),
    "a style sheet": (doctype('<?xml-stylesheet href="http://127.0.0.1/"?>'), {"forbidden_xml"}),
    "an encoding that hides": (doctype('<?xml version="1.0" encoding="UTF-7"?>'), {"forbidden_xml"}),
    "a name inside the name id": (said(lambda text: text.replace(">subject-1<", "><b/>subject-1<")), {"name_id_form", "schema"}),
    "an endless name id": (said(lambda text: text.replace("subject-1", "s" * 2000)), {"name_id_form"}),
    "an endless session": (said(lambda text: text.replace('"s1"', f'"{"s" * 2000}"')), {"statement_form"}),
    "no statement": (
        said(lambda text: text.replace(text[text.index("<saml:AuthnStatement") : text.index("<saml:AttributeStatement")], "")),
        {"statement_form"},
    ),
    "no subject": (
        said(lambda text: text.replace(text[text.index("<saml:Subject>") : text.index("<saml:Conditions")], "")),
        {"confirmation_form", "schema"},
    ),
    "attributes without end": (
        said(lambda text: text.replace("<saml:Status>", "").replace("<samlp:Status>", f"<samlp:Status {attributes(70)}>")),
        {"too_large"},
    ),
    "a list of prefixes without end": (signed_with(prefixes=" ".join(f"p{n}" for n in range(100))), {"transform_not_allowed"}),
}


def attributes(count: int) -> str:
    return " ".join(f'a{number}="x"' for number in range(count))


@pytest.mark.parametrize("name", TRICKS)
def test_a_trick_is_refused(name: str) -> None:
    trick, codes = TRICKS[name]
    assert refusal(trick()) in codes


END_OF_TIME = ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59-14:00", "9999-12-31T23:59:59.999999Z")


@pytest.mark.parametrize("end", END_OF_TIME)
def test_the_end_of_time_breaks_nothing(end: str, begin: Begin, employee: Employee, client: Client) -> None:
    """What is kept of it is a day: no answer is accepted, and no session lives, any longer."""
    raw = forge.encode(forge.signed(begin().but(not_on_or_after=end, confirmation_ends=end, session_ends=end)))
    answer = forge.post(client, raw)
    if "-14:00" in end:  # in UTC it is beyond the last year there is
        refused(answer, "instant_malformed")
        return
    assert answer.status_code == 302
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    ends = SignIn.objects.get().ends_at
    assert ends is not None and max(ends, ConsumedAssertion.objects.get().expires_at) <= tomorrow
    assert client.get("/fr/account/sign-ins/").status_code == 200


@pytest.mark.parametrize("start", ["0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "0000-00-00T00:00:00Z"])
def test_the_beginning_of_time_too(start: str) -> None:
    assert refusal(forge.signed(facts(issued=start))) in {"not_fresh", "instant_malformed", "schema"}


ALIKE = {
    "no slash at the end": lambda address: address.rstrip("/"),
    "other letters": str.upper,
    "https": lambda address: address.replace("http:", "https:"),
    "another port": lambda address: address.replace(":8000", ":80"),
    "our name as a user": lambda address: address.replace("127.0.0.1:8000", "127.0.0.1:8000@evil.example.org"),
    "a query": lambda address: f"{address}?x=1",
    "the other door": lambda address: address.replace("acme", "filiale"),
    "blanks inside": lambda address: address.replace("/sso", "/ sso"),
}


@pytest.mark.parametrize("alike", ALIKE)
@pytest.mark.parametrize(("fact", "code"), [("destination", "wrong_destination"), ("recipient", "wrong_recipient")])
def test_addresses_that_look_like_ours(fact: str, code: str, alike: str) -> None:
    assert refusal(forge.signed(facts(**{fact: ALIKE[alike](forge.Facts("").acs)}))) == code


@pytest.mark.parametrize("alike", ALIKE)
def test_audiences_and_issuers_that_look_alike(alike: str) -> None:
    assert refusal(forge.signed(facts(audiences=((ALIKE[alike](forge.Facts("").sp),),)))) == "wrong_audience"
    other = ALIKE[alike](forge.ENTITY_ID)
    if other != forge.ENTITY_ID:
        assert refusal(forge.signed(facts(issuer=other))) == "wrong_issuer"
        assert refusal(forge.signed(facts(response_issuer=other))) == "wrong_issuer"


WRONG_NUMBERS = ("000042 000043", "42", "000042\u0000".strip("\u0000") + "x", "zoe@example.org", "0" * 64, "%", "' OR 1=1 --")


@pytest.mark.parametrize("number", WRONG_NUMBERS)
def test_a_number_nobody_has(number: str, begin: Begin, employee: Employee, client: Client) -> None:
    answer = forge.post(client, forge.encode(forge.signed(begin().but(attributes=(("employeeNumber", (number,)),)))))
    assert answer.status_code == 403
    assert AuditEntry.objects.get(action="sso.refuse").facts["code"] == "unknown_employee"
    assert not User.objects.exists()


EITHER = "employeeNumber|NameID"


def test_the_attribute_before_the_name_id() -> None:
    """Unless something else is agreed on: a persistent name id counts only where the answer has no number at all."""
    idp = provider(employee_number_attribute=EITHER)
    assert ask(forge.signed(facts(name_id="000001")), idp).identity.employee_number == "000042"
    assert ask(forge.signed(facts(name_id="000042", attributes=())), idp).identity.employee_number == "000042"
    empty = (("employeeNumber", ("",)),)
    assert refusal(forge.signed(facts(name_id="000042", attributes=empty)), idp) == "no_employee_number"


@pytest.mark.parametrize("kind", [None, "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"])
def test_a_name_id_that_does_not_last_is_no_number(kind: str | None) -> None:
    idp = provider(employee_number_attribute=EITHER)
    assert refusal(forge.signed(facts(name_id="000042", name_id_format=kind, attributes=())), idp) == "no_employee_number"


FORMS = ("text/plain", "application/json", "multipart/form-data", "application/x-www-form-urlencoded; charset=utf-16", "", "é")


@pytest.mark.parametrize("kind", FORMS)
def test_forms_of_any_kind(kind: str, begin: Begin, employee: Employee, client: Client) -> None:
    begin()
    answer = client.generic("POST", "/sso/acme/acs/", b"SAMLResponse=%FF%00&x=%", content_type=kind)
    assert answer.status_code == 403


@pytest.mark.parametrize("length", ["-1", "1e9", "", "9" * 30, "١"])
def test_lengths_of_any_kind(length: str, begin: Begin, client: Client) -> None:
    begin()
    assert client.post("/sso/acme/acs/", {"SAMLResponse": "x"}, CONTENT_LENGTH=length).status_code == 403


@pytest.mark.parametrize("path", ["/sso/acme/login/?next=/%0d%0aSet-Cookie:x=y", f"/sso/acme/login/?next=/{'x' * 5000}"])
def test_pages_to_go_to_after(path: str, begin: Begin, employee: Employee, client: Client) -> None:
    from .conftest import request_id_of

    facts_ = forge.Facts(request_id_of(client.get(path)["Location"]))
    assert len(client.cookies["sso_request"].value) < 4000
    answer = forge.post(client, forge.encode(forge.signed(facts_)))
    assert answer.status_code == 302 and "\n" not in answer["Location"] and "x" not in client.cookies


QUERIES = ("", "SAMLRequest=", "SAMLRequest=%FF&SigAlg=x&Signature=%FF", "SAMLRequest=a&SAMLResponse=b&SigAlg=c&Signature=d", "%")


@pytest.mark.parametrize("query", QUERIES)
def test_logouts_of_any_kind(query: str, begin: Begin, client: Client) -> None:
    begin()
    assert client.get(f"/sso/acme/logout/?{query}").status_code == 403
    assert client.generic("POST", "/sso/acme/logout/", query.encode(), "application/x-www-form-urlencoded").status_code == 403


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "HEAD", "PATCH"])
def test_methods_of_any_kind(method: str, begin: Begin, client: Client) -> None:
    begin()
    assert client.generic(method, "/sso/acme/acs/").status_code == 405
    assert client.generic("POST", "/sso/acme/metadata/").status_code == 405
