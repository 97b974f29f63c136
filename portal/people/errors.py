"""What the room says no to."""

from portal.core.errors import Refusal


class RunRefused(Refusal):
    """A run that may not be planned or applied: "base_moved", "run_unfinished", "gave_way", "not_approved", "reason_missing"."""

    code = "run_refused"


class LinkRefused(Refusal):
    """An account that may not be linked: "employee_taken" or "user_taken"."""

    code = "link_refused"


class SettingRefused(Refusal):
    """A threshold outside its bounds; `facts["field"]` names it. "past_year": a rule of a year that is over is history."""

    code = "out_of_bounds"


class LetterRefused(Refusal):
    """A letter that cannot be printed: "nobody", "several_people", "company_account", "not_employed"."""

    code = "nobody"


class AccessRefused(Refusal):
    """Own means that open nothing.

    "no_such_letter" (unknown number, wrong code or one called back, all alike), "letter_locked", "letter_used", "letter_expired",
    "not_employed", "company_account"; "wrong_code", "code_over"; "unknown_passkey", "passkey_taken".
    """

    code = "no_such_letter"


class PushRefused(Refusal):
    """A pushed user who could be more than one employee: "ambiguous_number"."""

    code = "ambiguous_number"
