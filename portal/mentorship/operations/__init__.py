"""Writes on mentorship: the only door to change a pair, its sessions, a concern, a closing."""

from .closing import close_pair, issue_certificate, record_review, start_closing
from .concerns import acknowledge_concern, close_concern, escalate_overdue, link_concern, raise_concern, read_concern
from .mentees import add_mentee, record_mentee_gate
from .pairs import (
    accept_pair,
    activate_pair,
    change_referent,
    decline_pair,
    introduce_pair,
    pause_pair,
    propose_pair,
    reinstate_pair,
    resume_pair,
    suspend_pair,
)
from .sessions import log_session, nudge_quiet_pairs, set_goal, undo_session

__all__ = (
    "accept_pair",
    "acknowledge_concern",
    "activate_pair",
    "add_mentee",
    "change_referent",
    "close_concern",
    "close_pair",
    "decline_pair",
    "escalate_overdue",
    "introduce_pair",
    "issue_certificate",
    "link_concern",
    "log_session",
    "nudge_quiet_pairs",
    "pause_pair",
    "propose_pair",
    "raise_concern",
    "read_concern",
    "record_mentee_gate",
    "record_review",
    "reinstate_pair",
    "resume_pair",
    "set_goal",
    "start_closing",
    "suspend_pair",
    "undo_session",
)
