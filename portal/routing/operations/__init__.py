"""Writes on routing, by subject."""

from .contests import answer_contest, contest
from .deadlines import follow_proposals
from .policies import set_policy, set_priorities
from .profiles import declare_profile, record_decision, set_wishes
from .proposals import confirm, consent, decline, follow_application, override
from .runs import cancel_run, purge_inputs, schedule_run

__all__ = [
    "answer_contest",
    "cancel_run",
    "confirm",
    "consent",
    "contest",
    "declare_profile",
    "decline",
    "follow_application",
    "follow_proposals",
    "override",
    "purge_inputs",
    "record_decision",
    "schedule_run",
    "set_policy",
    "set_priorities",
    "set_wishes",
]
