"""What this room says no to. Steps of an application are refused by `portal.core.errors.StepRefused`."""

from portal.core.errors import Refusal


class ApplyRefused(Refusal):
    """An application cannot be opened or handed over: "already_applied", "too_many_applications", "unknown_field",
    "needed_fields_missing".
    """

    code = "already_applied"


class ContactRefused(Refusal):
    """An address is not a personal one: "work_address"."""

    code = "work_address"


class HandoverRefused(Refusal):
    """A hand-over cannot be revoked: "nothing_handed_over", "paired"."""

    code = "nothing_handed_over"


class GateRefused(Refusal):
    """A gate cannot be asked for or recorded: "outside_legal_scope", "inside_legal_scope", "not_asked", "not_at_the_desk",
    "in_the_future", "already_ended", "checker_unknown", "not_yours", "not_allowed", "application_over", "no_charter",
    "needed_gates_missing".
    """

    code = "not_asked"


class TrainingRefused(Refusal):
    """An attendance cannot be recorded: "not_yet_held", "not_yours", "unknown_volunteer"."""

    code = "not_yet_held"
