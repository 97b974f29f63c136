"""Who somebody is to the outbox: one person may be written to as a mentor and as a member of several teams."""

from dataclasses import dataclass
from uuid import UUID

from portal.core import wanted
from portal.core.wanted import Recipient
from portal.engagement import queries as engagement
from portal.programmes import queries as programmes

GROUPS_OF = {"volunteer": ("reminders", "questions", "news"), "team": ("team_reminders", "digest")}
"""Which groups (settings.MESSAGE_GROUPS) a kind of recipient is written to."""


@dataclass(frozen=True)
class OwnMessages:
    """One group as its recipient has it. `where` is the association, "" for a mentor's own."""

    recipient: Recipient
    group: str
    where: str
    stopped: bool


def own_messages(*, user_id: UUID) -> list[OwnMessages]:
    """Return the groups of messages that somebody receives and may stop, as a mentor and in each team. Three SQL queries."""
    names: dict[Recipient, str] = {}
    volunteer = engagement.volunteer_of(user_id=user_id)
    if volunteer is not None:
        names[Recipient("volunteer", volunteer.id)] = ""
    for team in programmes.teams_of(user_id=user_id):
        if team.member_id is not None:
            names[Recipient("team", team.member_id)] = team.association_name
    stopped = wanted.stopped_groups(recipients=names)
    return [
        OwnMessages(recipient, group, where, group in stopped[recipient])
        for recipient, where in names.items()
        for group in GROUPS_OF[recipient.kind]
    ]
