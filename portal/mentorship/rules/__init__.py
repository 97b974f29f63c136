"""What the room decides, without the database and without the clock."""

from .agendas import MOST_LINES, AgendaLine, agenda_lines, agenda_moment, agenda_objection, stored_agenda
from .agreements import needs_agreement, review_due_on, review_reminder_due
from .appointments import LINK_LASTS, LONGEST, SHORTEST, ends_at
from .appointments import objection as appointment_objection
from .concerns import asked_again_at
from .follow_up import (
    LOW_SATISFACTION,
    MISSED_IN_A_ROW,
    REMIND_AFTER_DAYS,
    TAKE_UP_WORKING_DAYS,
    Care,
    PairFacts,
    check_in_due_on,
    health,
    is_low,
    objections,
    silence_from,
)
from .opening_hours import OpeningHours, due_at, parse_hours
from .pairs import UNDO_WITHIN, introduction_objection, missing_gates, required_gates, within_reach
from .referrals import REFERRAL_AGAIN, WITHIN, acknowledged_in_time, referral_due_on
from .review_forms import (
    LONGEST_TEXT,
    LONGEST_WORDS,
    MID_TERM_STALE_DAYS,
    MID_TERM_WITHIN_DAYS,
    MOST_QUESTIONS,
    Question,
    answers_objection,
    form_objection,
    mid_term_on,
    mid_term_reminder_due,
    questions_of,
    stored,
)
from .waits import PAIR_WAITS, PairWait, Whom, pair_deadline
from .working_days import public_holidays, working_days_after, working_days_before

APPOINTMENT_MINUTES = (SHORTEST, LONGEST)

__all__ = (
    "APPOINTMENT_MINUTES",
    "LINK_LASTS",
    "LONGEST_TEXT",
    "LONGEST_WORDS",
    "LOW_SATISFACTION",
    "MID_TERM_STALE_DAYS",
    "MID_TERM_WITHIN_DAYS",
    "MISSED_IN_A_ROW",
    "MOST_LINES",
    "MOST_QUESTIONS",
    "PAIR_WAITS",
    "REFERRAL_AGAIN",
    "REMIND_AFTER_DAYS",
    "TAKE_UP_WORKING_DAYS",
    "UNDO_WITHIN",
    "WITHIN",
    "AgendaLine",
    "Care",
    "OpeningHours",
    "PairFacts",
    "PairWait",
    "Question",
    "Whom",
    "acknowledged_in_time",
    "agenda_lines",
    "agenda_moment",
    "agenda_objection",
    "answers_objection",
    "appointment_objection",
    "asked_again_at",
    "check_in_due_on",
    "due_at",
    "ends_at",
    "form_objection",
    "health",
    "introduction_objection",
    "is_low",
    "mid_term_on",
    "mid_term_reminder_due",
    "missing_gates",
    "needs_agreement",
    "objections",
    "pair_deadline",
    "parse_hours",
    "public_holidays",
    "questions_of",
    "referral_due_on",
    "required_gates",
    "review_due_on",
    "review_reminder_due",
    "silence_from",
    "stored",
    "stored_agenda",
    "within_reach",
    "working_days_after",
    "working_days_before",
)
