"""Reads on mentorship: the only door to look at pairs, sessions, concerns and closings."""

from .closing import certificate_by_code, certificate_of_pair, certificates_of_user, has_review
from .concerns import concern_count, concerns_for, concerns_open, concerns_waiting, opening_hours, programme_by_code
from .facts import HourFact, PairFact, hour_rows, pair_rows
from .mentees import mentee_for, mentees_without_pair, missing_gates
from .pairs import (
    Load,
    PairRow,
    pair_for,
    pair_of_user,
    pair_rows_of,
    pairs_needing_attention,
    pairs_of_user,
    pairs_seen_by,
    referent_loads,
)
from .sessions import Totals, lines_to_erase, session_of_user, sessions_of_pair, sessions_of_user, totals_of_user, undoable_session

__all__ = (
    "HourFact",
    "Load",
    "PairFact",
    "PairRow",
    "Totals",
    "certificate_by_code",
    "certificate_of_pair",
    "certificates_of_user",
    "concern_count",
    "concerns_for",
    "concerns_open",
    "concerns_waiting",
    "has_review",
    "hour_rows",
    "lines_to_erase",
    "mentee_for",
    "mentees_without_pair",
    "missing_gates",
    "opening_hours",
    "pair_for",
    "pair_of_user",
    "pair_rows",
    "pair_rows_of",
    "pairs_needing_attention",
    "pairs_of_user",
    "pairs_seen_by",
    "programme_by_code",
    "referent_loads",
    "session_of_user",
    "sessions_of_pair",
    "sessions_of_user",
    "totals_of_user",
    "undoable_session",
)
