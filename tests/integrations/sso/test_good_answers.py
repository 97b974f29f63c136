"""Good answers in every writing that providers use: refusing everything is no security."""

import base64
from collections.abc import Callable
from datetime import timedelta

import pytest
import xmlsec
from lxml import etree

from integrations.sso.names import NAME_ID_FORMATS
from portal.core import clock

from . import saml_forge as forge
from .seam import ask, facts, provider

XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xs="http://www.w3.org/2001/XMLSchema"'
T = xmlsec.Transform
Text = Callable[[str], str]


def signed_text(change: Text, *, whole: bool = False, **changes: object) -> etree._Element:
    """An answer whose text is changed before it is signed."""
    root = etree.fromstring(change(etree.tostring(forge.response(facts(**changes))).decode()))
    forge.sign(forge.the_assertion(root))
    if whole:
        forge.sign(root)
    return root


def instead(old: str, new: str) -> Text:
    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new)

    return change


def renamed(text: str) -> str:
    """Other prefixes, declared where other providers declare them."""
    return text.replace("samlp:", "p:").replace("xmlns:samlp", "xmlns:p").replace("saml:", "a:").replace("xmlns:saml=", "xmlns:a=")


def without_prefixes(text: str) -> str:
    """Default namespaces, as Entra ID writes them."""
    plain = text.replace("<saml:Assertion ", f'<Assertion xmlns="{forge.SAML}" ').replace("</saml:Assertion", "</Assertion")
    head, _, tail = plain.partition("<Assertion ")
    return head + "<Assertion " + tail.replace("<saml:", "<").replace("</saml:", "</")


VALUE = "<saml:AttributeValue>000042</saml:AttributeValue>"
END = "</saml:AttributeStatement>"
TYPED = f'<saml:AttributeValue {XSI} xsi:type="xs:string">000042</saml:AttributeValue>'
NIL = f'<saml:Attribute Name="nickname"><saml:AttributeValue {XSI} xsi:nil="true"/></saml:Attribute>{END}'
NESTED = (
    '<saml:Attribute Name="eduPersonTargetedID"><saml:AttributeValue><saml:NameID>opaque</saml:NameID></saml:AttributeValue>'
    f"</saml:Attribute>{END}"
)
ROLES = "".join(f'<saml:Attribute Name="Role"><saml:AttributeValue>{r}</saml:AttributeValue></saml:Attribute>' for r in "ab") + END
AUDIENCE = "<saml:AudienceRestriction>"
ADVICE = "<saml:Advice><saml:AssertionIDRef>_earlier</saml:AssertionIDRef></saml:Advice><saml:AuthnStatement "
OTHER_METHOD = '<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:sender-vouches"/></saml:Subject>'

WRITINGS: dict[str, Text] = {
    "as it is": str,
    "other prefixes": renamed,
    "default namespaces": without_prefixes,
    "typed values": instead(VALUE, TYPED),
    "any type": instead(VALUE, TYPED.replace("xs:string", "xs:anyType")),
    "a nil value": instead(END, NIL),
    "a name id inside a value": instead(END, NESTED),
    "one attribute a role": instead(END, ROLES),
    "blanks around texts": instead(VALUE, VALUE.replace("000042", "\n  000042\n ")),
    "blanks around the issuer": instead(f">{forge.ENTITY_ID}<", f">\n {forge.ENTITY_ID}\n<"),
    "an issuer with a format": instead("<saml:Issuer>", '<saml:Issuer Format="urn:oasis:names:tc:SAML:2.0:nameid-format:entity">'),
    "two restrictions that both name us": instead(
        AUDIENCE, f"{AUDIENCE}<saml:Audience>{forge.Facts('').sp}</saml:Audience></saml:AudienceRestriction>{AUDIENCE}"
    ),
    "one use, and a proxy's limit": instead(
        "</saml:Conditions>", '<saml:OneTimeUse/><saml:ProxyRestriction Count="0"/></saml:Conditions>'
    ),
    "advice": instead("<saml:AuthnStatement ", ADVICE),
    "another way of confirming beside": instead("</saml:Subject>", OTHER_METHOD),
    "a name id with qualifiers": instead("<saml:NameID ", '<saml:NameID NameQualifier="x" SPNameQualifier="y" '),
    "an address in the confirmation": instead("<saml:SubjectConfirmationData ", '<saml:SubjectConfirmationData Address="::1" '),
    "a friendly name and a format": instead(
        '<saml:Attribute Name="employeeNumber"',
        '<saml:Attribute NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:basic" FriendlyName="n" Name="employeeNumber"',
    ),
    "spaces between elements": instead("><", ">\n    <"),
    "a message with its status": instead("</samlp:Status>", "<samlp:StatusMessage>OK</samlp:StatusMessage></samlp:Status>"),
}


@pytest.mark.parametrize("whole", [False, True], ids=["assertion", "both"])
@pytest.mark.parametrize("name", WRITINGS)
def test_a_good_writing_is_read(name: str, whole: bool) -> None:
    assert ask(signed_text(WRITINGS[name], whole=whole)).identity.employee_number == "000042"


def test_roles_written_apart_are_put_together() -> None:
    assert ask(signed_text(WRITINGS["one attribute a role"])).identity.attributes["Role"] == ("a", "b")


@pytest.mark.parametrize("name_format", sorted(NAME_ID_FORMATS))
def test_formats_of_name_ids(name_format: str) -> None:
    assert ask(forge.signed(facts(name_id_format=name_format))).identity.name_id == "subject-1"


@pytest.mark.parametrize("size", [256, 384, 512])
def test_sizes_of_hashes(size: int) -> None:
    root = forge.response(facts())
    forge.sign(forge.the_assertion(root), method=getattr(T, f"RSA_SHA{size}"), digest=getattr(T, f"SHA{size}"))
    assert ask(root).identity.employee_number == "000042"


@pytest.mark.parametrize("size", [256, 384, 512])
def test_elliptic_curves(size: int) -> None:
    key, root = forge.curve_pair(), forge.response(facts())
    forge.sign(forge.the_assertion(root), key, method=getattr(T, f"ECDSA_SHA{size}"))
    assert ask(root, provider(certificates=[key.certificate])).identity.employee_number == "000042"


def test_without_a_certificate_in_it() -> None:
    root = forge.response(facts())
    forge.sign(forge.the_assertion(root), key_info=False)
    assert ask(root).identity.employee_number == "000042"


@pytest.mark.parametrize("prefixes", ["xs", "xs xsi", "#default saml"])
def test_a_list_of_prefixes(prefixes: str) -> None:
    root = etree.fromstring(instead(VALUE, TYPED)(etree.tostring(forge.response(facts())).decode()))
    forge.sign(forge.the_assertion(root), prefixes=prefixes)
    assert ask(root).identity.employee_number == "000042"


def test_a_certificate_that_is_over() -> None:
    """A company that missed a date is warned, not locked out."""
    key = forge.key_pair("over", days=-1)
    assert ask(forge.signed(facts(), key=key), provider(certificates=[key.certificate])).identity.employee_number == "000042"


def test_a_byte_order_mark_and_a_declaration() -> None:
    text = b"\xef\xbb\xbf<?xml version='1.0' encoding='UTF-8'?>\n" + etree.tostring(forge.signed(facts()))
    assert ask(text).identity.employee_number == "000042"


def test_several_certificates_the_last_of_which_signed() -> None:
    names = [forge.key_pair(name).certificate for name in ("attacker", "other")]
    assert ask(forge.signed(facts()), provider(certificates=[*names, forge.key_pair().certificate]))


def test_when_the_provider_wants_the_session_over() -> None:
    end = clock.now().replace(microsecond=0) + timedelta(hours=2)
    assert ask(forge.signed(facts(session_ends=forge.instant(end)))).identity.session_ends == end
    assert ask(forge.signed(facts())).identity.session_ends is None


def test_many_groups() -> None:
    groups = tuple(f"CN=group-{number},OU=Groups,DC=example,DC=org" for number in range(900))
    answer = ask(forge.signed(facts(attributes=(("employeeNumber", ("000042",)), ("groups", groups)))))
    assert answer.identity.attributes["groups"] == groups


def test_a_description_that_still_holds() -> None:
    assert ask(forge.signed(facts()), provider(metadata_valid_until=clock.now() + timedelta(minutes=1)))


def test_the_base64_of_a_form_in_lines() -> None:
    from integrations.sso import safe_xml

    document = etree.tostring(forge.signed(facts()))
    assert safe_xml.decode(base64.encodebytes(document).decode()) == document
