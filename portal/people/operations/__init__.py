"""Writes on people, by subject: the organisation, employees, letters and own access, runs."""

from .allowance import drop_allowance, set_allowance
from .applying import apply_run
from .decisions import approve_run, confirm_run, fail_run, note_refused_file, record_download, reject_run
from .employees import link_user, note_move_seen_to, note_offboarded, note_welcomed_back, reevaluate_dates
from .letters import A_BATCH, Letter, Printed, cancel_letters, print_letters, print_one_letter
from .organisation import change_settings, import_entities, import_sites, set_brakes, set_up_company
from .own_access import (
    NewMeans,
    ask_phone_code,
    count_passkey,
    forget_leavers,
    keep_means,
    send_phone_code,
    take_letter,
    try_letter,
    try_phone_code,
)
from .planning import begin_run, plan_begun, plan_run
from .pushing import push, withdraw
from .retention import erase_leaver, purge

__all__ = [
    "A_BATCH",
    "Letter",
    "NewMeans",
    "Printed",
    "apply_run",
    "approve_run",
    "ask_phone_code",
    "begin_run",
    "cancel_letters",
    "change_settings",
    "confirm_run",
    "count_passkey",
    "drop_allowance",
    "erase_leaver",
    "fail_run",
    "forget_leavers",
    "import_entities",
    "import_sites",
    "keep_means",
    "link_user",
    "note_move_seen_to",
    "note_offboarded",
    "note_refused_file",
    "note_welcomed_back",
    "plan_begun",
    "plan_run",
    "print_letters",
    "print_one_letter",
    "purge",
    "push",
    "record_download",
    "reevaluate_dates",
    "reject_run",
    "send_phone_code",
    "set_allowance",
    "set_brakes",
    "set_up_company",
    "take_letter",
    "try_letter",
    "try_phone_code",
    "withdraw",
]
