"""What this room refuses, as codes."""

from portal.core.errors import Refusal


class PairRefused(Refusal):
    """A pair that may not be: "other_association", "mentor_busy", "mentee_busy", "not_theirs"."""

    code = "pair_refused"


class MenteeRefused(Refusal):
    """A mentee that may not be added or a gate that may not be noted: "alias_length", "reference_taken", "in_future"."""

    code = "mentee_refused"


class SessionRefused(Refusal):
    """A session that may not be logged: "not_meeting", "in_future", "before_introduction", "minutes", "already_logged",
    "unknown_code", "line_length", "undo_too_late", "not_theirs".
    """

    code = "session_refused"


class ConcernRefused(Refusal):
    """A concern that may not be raised or opened: "not_theirs", "text_length", "empty", "in_future"."""

    code = "concern_refused"


class ReviewRefused(Refusal):
    """A review that may not be recorded: "not_closing", "already_recorded", "not_theirs", "scale", "unknown_code"."""

    code = "review_refused"
