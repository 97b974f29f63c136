"""What a verified assertion must say: for us, now, in answer to our own request."""

from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from . import instants
from .errors import SamlRefused
from .names import BEARER, SAML, tag

LONGEST_INDEX = 1024
KNOWN_CONDITIONS = frozenset(tag(SAML, name) for name in ("AudienceRestriction", "OneTimeUse", "ProxyRestriction"))


@dataclass(frozen=True)
class Expected:
    """What the answer is held against: who must have sent it, to whom, where, and when it came."""

    issuer: str
    audience: str
    acs_url: str
    at: datetime


def check_response(root: etree._Element, expected: Expected, *, signed: bool) -> None:
    """Check the envelope; where it is signed its destination is required. Raises SamlRefused."""
    destination = root.get("Destination")
    if destination != expected.acs_url and (signed or destination is not None):
        raise SamlRefused("wrong_destination", received=destination, expected=expected.acs_url)
    _check_issuer(root, expected.issuer, required=False)
    instants.check_fresh(root.get("IssueInstant"), expected.at)


def check_assertion(assertion: etree._Element, expected: Expected) -> datetime:
    """Check issuer, age, audience and time of an assertion; return when it ends. Raises SamlRefused."""
    _check_issuer(assertion, expected.issuer, required=True)
    instants.check_fresh(assertion.get("IssueInstant"), expected.at)
    conditions = assertion.findall(tag(SAML, "Conditions"))
    if len(conditions) != 1 or any(child.tag not in KNOWN_CONDITIONS for child in conditions[0]):
        raise SamlRefused("conditions_form")
    _check_audience(conditions[0], expected.audience)
    return instants.check_window(conditions[0].get("NotBefore"), conditions[0].get("NotOnOrAfter"), expected.at)


def _check_issuer(node: etree._Element, issuer: str, *, required: bool) -> None:
    named = [_text(each) for each in node.findall(tag(SAML, "Issuer"))]
    if named != [issuer] and (named or required):
        raise SamlRefused("wrong_issuer", received=" ".join(named), expected=issuer)


def _check_audience(conditions: etree._Element, audience: str) -> None:
    """Every restriction must name us, and there must be one."""
    restrictions = conditions.findall(tag(SAML, "AudienceRestriction"))
    named = [{_text(node) for node in restriction.findall(tag(SAML, "Audience"))} for restriction in restrictions]
    if not named or not all(audience in names for names in named):
        raise SamlRefused("wrong_audience", received=" ".join(sorted(set().union(*named))), expected=audience)


def request_answered(assertion: etree._Element, expected: Expected) -> str:
    """Return the id of the request that the signed bearer confirmation answers; others say nothing to us. Raises SamlRefused."""
    confirmations = assertion.findall(f"{tag(SAML, 'Subject')}/{tag(SAML, 'SubjectConfirmation')}")
    bearers = [each for each in confirmations if each.get("Method") == BEARER]
    if len(bearers) != 1:
        raise SamlRefused("confirmation_form")
    data = bearers[0].findall(tag(SAML, "SubjectConfirmationData"))
    if len(data) != 1:
        raise SamlRefused("confirmation_form")
    if data[0].get("Recipient") != expected.acs_url:
        raise SamlRefused("wrong_recipient", received=data[0].get("Recipient"), expected=expected.acs_url)
    instants.check_window(data[0].get("NotBefore"), data[0].get("NotOnOrAfter"), expected.at)
    answered = data[0].get("InResponseTo")
    if not answered:
        raise SamlRefused("no_request")
    return answered


def session_of(assertion: etree._Element, at: datetime) -> tuple[str, datetime | None]:
    """Return the index of the session at the provider ("" when it names none), and when it wants it over. Raises SamlRefused."""
    statements = assertion.findall(tag(SAML, "AuthnStatement"))
    index = statements[0].get("SessionIndex", "") if len(statements) == 1 else ""
    if len(statements) != 1 or len(index) > LONGEST_INDEX:
        raise SamlRefused("statement_form")
    end = statements[0].get("SessionNotOnOrAfter")
    return index, None if end is None else instants.check_window(None, end, at)


def _text(node: etree._Element) -> str:
    if len(node):
        raise SamlRefused("text_expected")
    return (node.text or "").strip()
