"""Writes on published figures, by subject."""

from .costs import MOST_EUROS, set_cost
from .engagement_time import purge_engagement_time, read_engagement_time, send_engagement_time, take_back_engagement_time
from .pooled import publish_pooled
from .protection import choose_profile, purge_ledger, remember_beside, set_smallest_group
from .pushes import TOLD_AT, add_destination, note_push_failed, note_pushed, push_release, remove_destination
from .releases import PUBLISHERS, publish_release, record_reading

__all__ = [
    "MOST_EUROS",
    "PUBLISHERS",
    "TOLD_AT",
    "add_destination",
    "choose_profile",
    "note_push_failed",
    "note_pushed",
    "publish_pooled",
    "publish_release",
    "purge_engagement_time",
    "purge_ledger",
    "push_release",
    "read_engagement_time",
    "record_reading",
    "remember_beside",
    "remove_destination",
    "send_engagement_time",
    "set_cost",
    "set_smallest_group",
    "take_back_engagement_time",
]
