"""Writes on soft skills, by subject."""

from .answers import answer, answer_looking_back, ask_again, decline, erase_answers, erase_unread, leave_in_peace
from .frameworks import load_framework
from .nightly import ask_waves, remind
from .retention import purge_over
from .sharing import end_shares, share, take_back

__all__ = (
    "answer",
    "answer_looking_back",
    "ask_again",
    "ask_waves",
    "decline",
    "end_shares",
    "erase_answers",
    "erase_unread",
    "leave_in_peace",
    "load_framework",
    "purge_over",
    "remind",
    "share",
    "take_back",
)
