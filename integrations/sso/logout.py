"""Messages about the end of a session: only signed ones, by redirect or by POST, and only about the very session they name."""

from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from . import addresses, instants, redirect_binding, safe_xml, shape, signatures
from .errors import SamlRefused
from .models import IdentityProvider
from .names import SAML, SAMLP, SUCCESS, tag


@dataclass(frozen=True)
class LogoutRequest:
    """A verified request of a provider: its id, the session it means, and until when it could be heard again."""

    id: str
    name_id: str
    session_indexes: frozenset[str]


@dataclass(frozen=True)
class LogoutAnswer:
    """A verified answer to a request of ours, and whether the session there is over."""

    in_response_to: str
    success: bool


def read_redirect(query: str, idp: IdentityProvider, at: datetime) -> LogoutRequest | LogoutAnswer:
    """Return the message of a raw query string. Raises SamlRefused."""
    return _message(safe_xml.parse(redirect_binding.read(query, idp.certificates)), idp, at)


def read_post(message: str, idp: IdentityProvider, at: datetime) -> LogoutRequest | LogoutAnswer:
    """Return the message of a form, which carries its signature inside. Raises SamlRefused."""
    root = safe_xml.parse(safe_xml.decode(message))
    own = root.findall(shape.SIGNATURE)
    if not own:
        raise SamlRefused("logout_not_signed")
    if len(own) > 1 or shape.survey(root)["Signature"] != 1:
        raise SamlRefused("signature_misplaced")
    shape.check_signature(own[0])
    signatures.check_schema(root)
    signatures.check(root, idp.certificates)
    return _message(root, idp, at)


def _message(root: etree._Element, idp: IdentityProvider, at: datetime) -> LogoutRequest | LogoutAnswer:
    if root.tag not in {tag(SAMLP, "LogoutRequest"), tag(SAMLP, "LogoutResponse")}:
        raise SamlRefused("not_a_logout_message")
    shape.check_version(root)
    if root.get("Destination") != addresses.logout_url(idp.slug):
        raise SamlRefused("wrong_destination", received=root.get("Destination"), expected=addresses.logout_url(idp.slug))
    issuer = (root.findtext(tag(SAML, "Issuer")) or "").strip()
    if issuer != idp.entity_id:
        raise SamlRefused("wrong_issuer", received=issuer, expected=idp.entity_id)
    instants.check_fresh(root.get("IssueInstant"), at)
    return _request(root, at) if root.tag == tag(SAMLP, "LogoutRequest") else _answer(root)


def _request(root: etree._Element, at: datetime) -> LogoutRequest:
    if root.get("NotOnOrAfter") is not None:
        instants.check_window(None, root.get("NotOnOrAfter"), at)
    names = root.findall(tag(SAML, "NameID"))
    name_id = (names[0].text or "").strip() if len(names) == 1 and not len(names[0]) else ""
    if not name_id or not root.get("ID"):
        raise SamlRefused("name_id_form")
    indexes = frozenset((node.text or "").strip() for node in root.findall(tag(SAMLP, "SessionIndex")))
    return LogoutRequest(root.get("ID", ""), name_id, indexes)


def _answer(root: etree._Element) -> LogoutAnswer:
    code = root.find(f"{tag(SAMLP, 'Status')}/{tag(SAMLP, 'StatusCode')}")
    return LogoutAnswer(root.get("InResponseTo", ""), code is not None and code.get("Value") == SUCCESS)
