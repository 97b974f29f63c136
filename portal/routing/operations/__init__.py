"""Writes on routing, by subject."""

from .allocating import Outcome, calculate_run, fail_run, finish_run, start_run
from .contests import answer_contest, contest
from .deadlines import follow_proposals
from .partner_exit import leave_programmes
from .policies import set_policy, set_priorities
from .profiles import declare_profile, record_decision, set_wishes
from .proposals import confirm, consent, decline, follow_application, override, step_aside
from .retention import erase_profile, forget_profile, purge_profiles
from .runs import cancel_run, drafted_run, purge_inputs, schedule_run
from .seasons import learn_season

__all__ = [
    "Outcome",
    "answer_contest",
    "calculate_run",
    "cancel_run",
    "confirm",
    "consent",
    "contest",
    "declare_profile",
    "decline",
    "drafted_run",
    "erase_profile",
    "fail_run",
    "finish_run",
    "follow_application",
    "follow_proposals",
    "forget_profile",
    "learn_season",
    "leave_programmes",
    "override",
    "purge_inputs",
    "purge_profiles",
    "record_decision",
    "schedule_run",
    "set_policy",
    "set_priorities",
    "set_wishes",
    "start_run",
    "step_aside",
]
