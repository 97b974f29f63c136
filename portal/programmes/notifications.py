"""What the room tells people."""

from datetime import datetime

from portal.core import outbox

from .models import TeamMember


def invited_to_team(member: TeamMember, at: datetime) -> None:
    """Tell somebody who has an account that another team would like them; they say yes or no on their own page."""
    outbox.put("programmes.team_invitation", recipient_kind="account", recipient=member.user_id, subject=member.id, at=at)
