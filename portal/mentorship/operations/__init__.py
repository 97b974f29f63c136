"""Writes on mentorship: the only door to change a pair, its sessions, a concern, a closing."""

from .agendas import publish_agenda
from .agreements import record_agreement, remind_of_agreements, review_agreement
from .appointments import ask_about_sessions, cancel_session, move_session, plan_session, settle_session
from .certificates import issue_certificate, note_badge, restore_certificate, revoke_certificate
from .closing import close_pair, start_closing
from .concern_clocks import escalate_overdue, remind_of_concerns
from .concern_retention import purge_concerns
from .concerns import (
    acknowledge_concern,
    close_concern,
    link_concern,
    raise_concern,
    read_concern,
    transmit_concern,
)
from .erasing import unname_pairs
from .follow_up import answer_check_in, record_contact, set_follow_up, undo_contact
from .goals import revise_goal, set_goal, settle_goal
from .interviews import record_interview
from .mentees import add_mentee, move_mentees, record_mentee_gate
from .mid_term import ask_mid_term, ask_mid_terms, remind_of_mid_terms, settle_mid_term
from .moves import ask_if_reachable
from .network import add_network_contact, remove_network_contact
from .nightly import ask_check_ins, escalate_help, nudge_quiet_pairs, remind_of_check_ins
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
from .partner_exit import close_pairs, wind_down_pairs
from .referrals import close_referral, move_referral, propose_referral, remind_of_referrals
from .retention import purge_closed, purge_over
from .review_forms import publish_review_form
from .reviews import keep_draft, record_review
from .sessions import log_session, undo_session
from .waits import remind_of_pairs

__all__ = (
    "accept_pair",
    "acknowledge_concern",
    "activate_pair",
    "add_mentee",
    "add_network_contact",
    "answer_check_in",
    "ask_about_sessions",
    "ask_check_ins",
    "ask_if_reachable",
    "ask_mid_term",
    "ask_mid_terms",
    "cancel_session",
    "change_referent",
    "close_concern",
    "close_pair",
    "close_pairs",
    "close_referral",
    "decline_pair",
    "escalate_help",
    "escalate_overdue",
    "introduce_pair",
    "issue_certificate",
    "keep_draft",
    "link_concern",
    "log_session",
    "move_mentees",
    "move_referral",
    "move_session",
    "note_badge",
    "nudge_quiet_pairs",
    "pause_pair",
    "plan_session",
    "propose_pair",
    "propose_referral",
    "publish_agenda",
    "publish_review_form",
    "purge_closed",
    "purge_concerns",
    "purge_over",
    "raise_concern",
    "read_concern",
    "record_agreement",
    "record_contact",
    "record_interview",
    "record_mentee_gate",
    "record_review",
    "reinstate_pair",
    "remind_of_agreements",
    "remind_of_check_ins",
    "remind_of_concerns",
    "remind_of_mid_terms",
    "remind_of_pairs",
    "remind_of_referrals",
    "remove_network_contact",
    "restore_certificate",
    "resume_pair",
    "review_agreement",
    "revise_goal",
    "revoke_certificate",
    "set_follow_up",
    "set_goal",
    "settle_goal",
    "settle_mid_term",
    "settle_session",
    "start_closing",
    "suspend_pair",
    "transmit_concern",
    "undo_contact",
    "undo_session",
    "unname_pairs",
    "wind_down_pairs",
)
