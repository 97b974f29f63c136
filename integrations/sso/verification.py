"""The seam: from what a browser posted to who is signing in. Everything a provider sends goes through `verify`."""

from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from portal.journeys.sign_in import VerifiedIdentity

from . import addresses, conditions, encryption, safe_xml, shape, signatures
from .attributes import attributes_of, employee_number_of, name_id_of
from .errors import SamlRefused
from .models import IdentityProvider
from .own_keys import own_keys
from .pending import PendingRequest, PendingRequests


@dataclass(frozen=True)
class Answer:
    """A verified answer: who, to which of our requests, and what keeps it from being used twice."""

    identity: VerifiedIdentity
    request: PendingRequest
    assertion_id: str
    expires_at: datetime


def verify(raw_response: str, idp: IdentityProvider, request: PendingRequests, at: datetime) -> Answer:
    """Return who signs in, from the base64 of a Response posted by a browser that has begun the sign-ins of `request`.

    In this order: form, signature by a pinned certificate, then what it says. What is read is the very tree that was verified.
    Raises SamlRefused, whose code says which rule was broken.
    """
    root = safe_xml.parse(safe_xml.decode(raw_response))
    assertion, whole = _signed(root, idp, at)
    expected = conditions.Expected(idp.entity_id, addresses.entity_id(idp.slug), addresses.acs_url(idp.slug), at)
    conditions.check_response(root, expected, signed=whole)
    ends = conditions.check_assertion(assertion, expected)
    answered = request.find(conditions.request_answered(assertion, expected), idp.slug)
    if answered is None or root.get("InResponseTo", answered.id) != answered.id:
        raise SamlRefused("unknown_request")
    name_id, attributes = name_id_of(assertion), attributes_of(assertion, idp.employee_number_attribute)
    index, session_ends = conditions.session_of(assertion, at)
    identity = VerifiedIdentity(
        idp=idp.slug,
        name_id=name_id[0],
        session_index=index,
        employee_number=employee_number_of(attributes, idp.employee_number_attribute, name_id),
        attributes=attributes,
        session_ends=session_ends,
    )
    return Answer(identity, answered, assertion.get("ID", ""), ends)


def _signed(root: etree._Element, idp: IdentityProvider, at: datetime) -> tuple[etree._Element, bool]:
    """Return the assertion of an answer, decrypted where it was encrypted, once its form and signatures have been checked.

    Also whether the envelope is signed; it is signed as it came, so before anything is decrypted. Raises SamlRefused.
    """
    held = shape.held_by(root)
    if held.tag == shape.ASSERTION:
        shape.check_assertion(held)
    signatures.check_schema(root)
    if idp.metadata_valid_until is not None and idp.metadata_valid_until <= at:
        raise SamlRefused("metadata_expired", received=idp.metadata_valid_until.isoformat())
    whole = root.find(shape.SIGNATURE) is not None
    if whole:
        signatures.check(root, idp.certificates)
    if held.tag == shape.ENCRYPTED:
        held = encryption.opened(held, own_keys())
        shape.check_assertion(held)
        signatures.check_schema(held)
    signatures.check(held, idp.certificates)
    return held, whole
