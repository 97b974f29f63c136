"""What this room refuses, as codes."""

from portal.core.errors import Refusal


class PairRefused(Refusal):
    """A pair that may not be: "other_association", "mentor_busy", "mentee_busy", "mentor_suspended", "not_theirs",
    "no_application", "interview_missing", "under_way".
    """

    code = "pair_refused"


class MenteeRefused(Refusal):
    """A mentee that may not be added or a gate that may not be noted: "alias_length", "reference_taken", "in_future"."""

    code = "mentee_refused"


class FrameRefused(Refusal):
    """An agreement, a contact of the network, a goal or an interview that may not be: "in_future", "before_signature",
    "before_closing", "no_agreement", "not_theirs", "unknown_code", "text_length", "not_closing", "already_ended", "over".
    """

    code = "frame_refused"


class SessionRefused(Refusal):
    """A session that may not be logged: "not_meeting", "in_future", "before_introduction", "minutes", "already_logged",
    "unknown_code", "line_length", "undo_too_late", "not_theirs", "in_past", "too_far", "already_planned", "not_planned".
    """

    code = "session_refused"


class ConcernRefused(Refusal):
    """A concern that may not be raised or opened: "not_theirs", "unknown_code", "text_length", "empty",
    "in_future", "not_taken", "before_raised", "already_transmitted", "not_transmitted".
    """

    code = "concern_refused"


class ReviewRefused(Refusal):
    """A review or a certificate that may not be: "not_closing", "not_asked", "not_meeting", "not_closed",
    "revoked", "already_revoked", "not_revoked", "already_recorded", "not_theirs", "scale", "unknown_code", "missing", "misfit",
    "unknown_question" (question).
    """

    code = "review_refused"


class ReviewFormRefused(ReviewRefused):
    """Questions that may not be published: "not_theirs", "unknown_code", "too_many", "code_twice", "text", "unknown_kind",
    "choices", "protected_topic" (each with the question's place), "unchanged", "version_exists".
    """


class AgendaRefused(Refusal):
    """An agenda that may not be published: "not_theirs", "unknown_code", "empty", "too_many", "text", "protected_topic" (with the
    line's place), "names_young_person" (with the word), "unchanged", "version_exists".
    """

    code = "not_theirs"


class FollowUpRefused(Refusal):
    """A check-in, a contact or a number that may not be: "already_answered", "scale", "unknown_code", "not_theirs", "not_meeting",
    "in_future", "before_introduction", "undo_too_late", "numbers" (fields).
    """

    code = "follow_up_refused"


class ReferralRefused(Refusal):
    """A referral that may not be: "not_theirs", "unknown_code", "text_length", "in_future", "before_last_step", "not_meeting",
    "already_open".
    """

    code = "referral_refused"
