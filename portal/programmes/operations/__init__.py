"""Writes on programmes: associations and teams, programmes, intakes and places, campaigns, the catalogue file."""

from .antennas import add_antenna, change_antenna, close_antenna, move_antenna, place_programmes, reopen_antenna
from .associations import create_association, set_concern_years, set_safeguarding
from .campaigns import change_campaign, count_campaign, create_campaign, forget_arrivals, record_arrival
from .exchange import import_catalogue
from .feeds import end_feed, make_feed, read_feed
from .filters import forget_filter, save_filter
from .intakes import change_places, open_intake, release_place, take_place
from .leaving import announce_leaving, end_association
from .programmes import close_programme, create_programme, open_programme, set_need
from .quality import write_sheet
from .teams import (
    add_team_member,
    answer_team,
    change_team_member,
    invite_again,
    invite_team_member,
    leave_team,
    record_switch,
)

__all__ = [
    "add_antenna",
    "add_team_member",
    "announce_leaving",
    "answer_team",
    "change_antenna",
    "change_campaign",
    "change_places",
    "change_team_member",
    "close_antenna",
    "close_programme",
    "count_campaign",
    "create_association",
    "create_campaign",
    "create_programme",
    "end_association",
    "end_feed",
    "forget_arrivals",
    "forget_filter",
    "import_catalogue",
    "invite_again",
    "invite_team_member",
    "leave_team",
    "make_feed",
    "move_antenna",
    "open_intake",
    "open_programme",
    "place_programmes",
    "read_feed",
    "record_arrival",
    "record_switch",
    "release_place",
    "reopen_antenna",
    "save_filter",
    "set_concern_years",
    "set_need",
    "set_safeguarding",
    "take_place",
    "write_sheet",
]
