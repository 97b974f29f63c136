"""Writes on engagement, by subject."""

from .applications import open_application, revoke_handover, submit_application, withdraw
from .bookings import (
    add_question,
    answer_quiz,
    book_session,
    cancel_booking,
    record_staff_training,
    remove_question,
)
from .calling_off import call_off_session, call_off_training, move_training
from .calls import answer_call, ask_previous, remind_of_calls
from .charters import accept_charter, publish_charter
from .deadlines import expire_overdue, remind
from .departures import keep_volunteer, note_departure, note_return, tell_of_erasure
from .desk import (
    accept_candidate,
    clear,
    complete,
    do_not_continue,
    invite,
    mark_paired,
    put_on_waiting_list,
    redirect,
    start_review,
)
from .endings import remind_of_gates
from .erased import finish_erasures
from .erasing import erase_at, nameless, unname_clearance
from .gates import exempt_from_gate, record_gate
from .invitations import invite_to_session, take_back_gate
from .messages import (
    LEAVES_AFTER,
    To,
    forget_mailings,
    keep_template,
    remove_template,
    send_to_several,
    take_back_mailing,
)
from .partner_exit import end_handovers, stop_candidates
from .policies import default_policy, set_policy, withdraw_policy
from .retention import purge_over
from .training import add_module, plan_session, record_attendance
from .volunteers import become_volunteer, update_contact

__all__ = [
    "LEAVES_AFTER",
    "To",
    "accept_candidate",
    "accept_charter",
    "add_module",
    "add_question",
    "answer_call",
    "answer_quiz",
    "ask_previous",
    "become_volunteer",
    "book_session",
    "call_off_session",
    "call_off_training",
    "cancel_booking",
    "clear",
    "complete",
    "default_policy",
    "do_not_continue",
    "end_handovers",
    "erase_at",
    "exempt_from_gate",
    "expire_overdue",
    "finish_erasures",
    "forget_mailings",
    "invite",
    "invite_to_session",
    "keep_template",
    "keep_volunteer",
    "mark_paired",
    "move_training",
    "nameless",
    "note_departure",
    "note_return",
    "open_application",
    "plan_session",
    "publish_charter",
    "purge_over",
    "put_on_waiting_list",
    "record_attendance",
    "record_gate",
    "record_staff_training",
    "redirect",
    "remind",
    "remind_of_calls",
    "remind_of_gates",
    "remove_question",
    "remove_template",
    "revoke_handover",
    "send_to_several",
    "set_policy",
    "start_review",
    "stop_candidates",
    "submit_application",
    "take_back_gate",
    "take_back_mailing",
    "tell_of_erasure",
    "unname_clearance",
    "update_contact",
    "withdraw",
    "withdraw_policy",
]
