"""What the room says no to."""

from portal.core.errors import Refusal


class RunRefused(Refusal):
    """A run that may not be planned or applied: "base_moved", "run_unfinished", "not_approved"."""

    code = "run_refused"


class LinkRefused(Refusal):
    """An account that may not be linked: "employee_taken" or "user_taken"."""

    code = "link_refused"


class SettingRefused(Refusal):
    """A threshold outside its bounds; `facts["field"]` names it."""

    code = "out_of_bounds"
