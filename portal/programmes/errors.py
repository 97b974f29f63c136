"""What this room says no to."""

from collections.abc import Sequence

from portal.core.errors import Refusal

from .rules.exchange import RowError


class PlaceRefused(Refusal):
    """A place cannot be taken or given back: "no_place_left", "no_place_taken"."""

    code = "no_place_left"


class PlacesRefused(Refusal):
    """The places of an intake do not add up: "more_than_funded", "more_than_staff", "fewer_than_taken", "dates_reversed"."""

    code = "more_than_funded"


class OpeningRefused(Refusal):
    """A programme or an intake may not open: "safeguarding_not_ready", "programme_closed", "intake_exists",
    "association_leaving".
    """

    code = "safeguarding_not_ready"


class ProgrammeRefused(Refusal):
    """Something given cannot be kept: "code_taken", "unknown_code", "dates_reversed", "role_unknown", "already_in_team",
    "out_of_bounds", "same_antenna", "antenna_in_use", "antenna_closed", "antenna_open", "name_of_closed", "leaving", "not_leaving",
    "nobody_answers".
    """

    code = "code_taken"


class NotYours(Refusal):
    """The actor's association or antenna does not hold this."""

    code = "not_yours"


class TeamRefused(Refusal):
    """A place in a team that may not be so: "company_account", "last_administrator", "last_safeguarding", "is_backup",
    "carries_pairs", "has_come", "does_not_wait".
    """

    code = "company_account"


class FilterRefused(Refusal):
    """A filter that cannot be kept: "name_length", "unknown_code", "too_many", "not_yours"."""

    code = "name_length"


class FeedRefused(Refusal):
    """A calendar address that cannot be made or ended: "not_yours"."""

    code = "not_yours"


class ImportRefused(Refusal):
    """A catalogue file with something wrong: `errors` says each row, field and rule. Nothing was written."""

    code = "import_refused"

    def __init__(self, errors: Sequence[RowError]) -> None:
        self.errors = tuple(errors)
        super().__init__(rows=len({error.row for error in errors}))
