"""Every code an OpenID sign-in is refused with, by the step that found it; the help page for administrators explains each."""

from enum import StrEnum


class Step(StrEnum):
    """The steps, in the order in which they are made."""

    ANSWER = "answer"
    BROWSER = "browser"
    CODE = "code"
    TOKEN = "token"  # noqa: S105  the name of a step
    SIGNATURE = "signature"
    ADDRESS = "address"
    TIME = "time"
    REQUEST = "request"
    SUBJECT = "subject"
    PERSON = "person"


STEPS: dict[str, Step] = {
    # What the browser brought back.
    "answer_form": Step.ANSWER,
    # To a sign-in begun in this browser, from the provider it was begun at, once.
    "unknown_state": Step.BROWSER,
    "wrong_response_issuer": Step.BROWSER,
    "no_response_issuer": Step.BROWSER,
    "provider_says_no": Step.BROWSER,
    "replayed": Step.BROWSER,
    # The code, exchanged with the provider.
    "no_code": Step.CODE,
    "provider_not_reached": Step.CODE,
    "provider_redirects": Step.CODE,
    "provider_busy": Step.CODE,
    "provider_error": Step.CODE,
    "code_refused": Step.CODE,
    "client_refused": Step.CODE,
    "token_answer": Step.CODE,
    "no_id_token": Step.CODE,
    # The form of the ID token.
    "token_too_large": Step.TOKEN,
    "token_encrypted": Step.TOKEN,
    "token_form": Step.TOKEN,
    "algorithm_not_allowed": Step.TOKEN,
    "critical_header": Step.TOKEN,
    "wrong_type": Step.TOKEN,
    # By a key that the provider publishes.
    "unknown_key": Step.SIGNATURE,
    "signature": Step.SIGNATURE,
    "claims_form": Step.SIGNATURE,
    # From the provider, to us.
    "wrong_issuer": Step.ADDRESS,
    "wrong_audience": Step.ADDRESS,
    "wrong_party": Step.ADDRESS,
    # Now.
    "instant_malformed": Step.TIME,
    "expired": Step.TIME,
    "not_fresh": Step.TIME,
    "too_early": Step.TIME,
    # In answer to this very sign-in.
    "wrong_nonce": Step.REQUEST,
    "wrong_access_token": Step.REQUEST,
    # Who it speaks of.
    "subject_form": Step.SUBJECT,
    "userinfo_form": Step.SUBJECT,
    "userinfo_of_another": Step.SUBJECT,
    "no_employee_number": Step.SUBJECT,
    # An employee of one of the legal entities, or somebody of the association's team.
    "unknown_employee": Step.PERSON,
    "not_employed": Step.PERSON,
    "account_closed": Step.PERSON,
    "employee_taken": Step.PERSON,
    "user_taken": Step.PERSON,
    "no_second_factor": Step.PERSON,
    "not_linked": Step.PERSON,
    "linked_to_another": Step.PERSON,
    "not_in_team": Step.PERSON,
    "company_account": Step.PERSON,
    "invitation_unknown": Step.PERSON,
    "invitation_used": Step.PERSON,
    "invitation_expired": Step.PERSON,
}
