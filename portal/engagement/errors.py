"""What this room says no to. Steps of an application are refused by `portal.core.errors.StepRefused`."""

from portal.core.errors import Refusal


class ApplyRefused(Refusal):
    """An application cannot be opened or handed over: "programme_closed", "already_applied", "too_many_applications",
    "unknown_field", "needed_fields_missing".
    """

    code = "already_applied"


class ContactRefused(Refusal):
    """A contact cannot be kept: "work_address" (not a personal one), "already_volunteer" (this account has one)."""

    code = "work_address"


class HandoverRefused(Refusal):
    """A hand-over cannot be revoked: "not_yours", "nothing_handed_over", "paired"."""

    code = "nothing_handed_over"


class CallRefused(Refusal):
    """Nobody may be asked to call, or an answer cannot be kept: "not_yours", "not_permitted", "application_over", "unknown_code",
    "already_answered".
    """

    code = "not_permitted"


class GateRefused(Refusal):
    """A gate cannot be asked for or recorded: "outside_legal_scope", "inside_legal_scope", "not_asked", "not_at_the_desk",
    "in_the_future", "already_ended", "checker_unknown", "not_yours", "not_allowed", "application_over", "no_charter",
    "needed_gates_missing", "kind_twice", "unknown_code", "needed", "training_too_short", "validity", "in_the_past",
    "version_exists", "already_in_force", "not_exemptible", "too_long", "undo_too_late", "relied_on".
    """

    code = "not_asked"


class TrainingRefused(Refusal):
    """A module, a date or an attendance cannot be kept: "title_taken", "not_yet_held", "not_yours", "unknown_volunteer",
    "session_past", "session_full", "already_booked", "not_booked", "link_not_safe", "unknown_code", "choices", "not_all_right",
    "places", "in_the_future", "not_allowed", "not_welcomed", "already_trained", "already_invited".
    """

    code = "not_yet_held"


class DepartureRefused(Refusal):
    """A departure that is no longer open: "not_open"."""

    code = "not_open"


class MessageRefused(Refusal):
    """A template cannot be kept, sent or taken back: "not_theirs", "unknown_template", "changed_since", "name_length",
    "name_taken", "too_many", "subject_length", "text_length", "subject_placeholder", "subject_names", "unknown_placeholder",
    "brace", "names_young_person", "unknown_mailing", "already_left".
    """

    code = "not_theirs"
