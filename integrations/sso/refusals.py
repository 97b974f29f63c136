"""Every code a sign-in or a logout is refused with, by the step of the verification that found it.

Codes are stable: the audit keeps them, and the help page for administrators explains each. A test holds this table against the
source.
"""

from enum import StrEnum


class Step(StrEnum):
    """The steps of a verification, in the order in which they are made."""

    RECEIVED = "received"
    XML = "xml"
    SHAPE = "shape"
    DECRYPTION = "decryption"
    SIGNATURE = "signature"
    ADDRESS = "address"
    TIME = "time"
    STATEMENTS = "statements"
    REQUEST = "request"
    SUBJECT = "subject"
    PERSON = "person"
    LOGOUT = "logout"


STEPS: dict[str, Step] = {
    # What the browser posted.
    "too_large": Step.RECEIVED,
    "not_one_message": Step.RECEIVED,
    "not_base64": Step.RECEIVED,
    # Plain XML: no declaration of types, no comment, no instruction, not too deep, not too many elements.
    "not_xml": Step.XML,
    "forbidden_xml": Step.XML,
    # The one shape an answer may have, and the algorithms it may name.
    "not_a_response": Step.SHAPE,
    "status_not_success": Step.SHAPE,
    "not_one_assertion": Step.SHAPE,
    "wrong_version": Step.SHAPE,
    "duplicate_id": Step.SHAPE,
    "schema": Step.SHAPE,
    "assertion_not_signed": Step.SHAPE,
    "signature_misplaced": Step.SHAPE,
    "signature_form": Step.SHAPE,
    "canonicalization_not_allowed": Step.SHAPE,
    "signature_algorithm_not_allowed": Step.SHAPE,
    "reference_elsewhere": Step.SHAPE,
    "transform_not_allowed": Step.SHAPE,
    "digest_not_allowed": Step.SHAPE,
    # An encrypted assertion.
    "encryption_form": Step.DECRYPTION,
    "encryption_not_allowed": Step.DECRYPTION,
    "no_own_key": Step.DECRYPTION,
    "decryption": Step.DECRYPTION,
    # By a certificate pinned at registration.
    "metadata_expired": Step.SIGNATURE,
    "signature": Step.SIGNATURE,
    # From the provider, to us.
    "wrong_destination": Step.ADDRESS,
    "wrong_issuer": Step.ADDRESS,
    "wrong_audience": Step.ADDRESS,
    "wrong_recipient": Step.ADDRESS,
    # Now.
    "instant_malformed": Step.TIME,
    "not_fresh": Step.TIME,
    "no_end": Step.TIME,
    "too_early": Step.TIME,
    "expired": Step.TIME,
    # What an assertion must hold.
    "conditions_form": Step.STATEMENTS,
    "confirmation_form": Step.STATEMENTS,
    "statement_form": Step.STATEMENTS,
    "text_expected": Step.STATEMENTS,
    # In answer to a sign-in begun in this browser, once.
    "no_request": Step.REQUEST,
    "unknown_request": Step.REQUEST,
    "replayed": Step.REQUEST,
    # Who it speaks of.
    "name_id_form": Step.SUBJECT,
    "name_id_format": Step.SUBJECT,
    "attribute_form": Step.SUBJECT,
    "attribute_twice": Step.SUBJECT,
    "no_employee_number": Step.SUBJECT,
    # An employee of one of the provider's legal entities, employed today, whose account is open.
    "unknown_employee": Step.PERSON,
    "not_employed": Step.PERSON,
    "account_closed": Step.PERSON,
    "employee_taken": Step.PERSON,
    "user_taken": Step.PERSON,
    # A logout: signed, of a session that it names.
    "logout_not_signed": Step.LOGOUT,
    "not_a_logout_message": Step.LOGOUT,
    "not_deflated": Step.LOGOUT,
    "other_session": Step.LOGOUT,
}
