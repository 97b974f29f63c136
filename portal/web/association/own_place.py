"""The place of whoever acts, in the team they act for."""

from uuid import UUID

from portal.ui.access import PortalRequest


def member_id(request: PortalRequest) -> UUID | None:
    """Return the place in its team of whoever acts, or None for who has none."""
    ours = (team.member_id for team in request.teams if team.association_id == request.actor.association_id)
    return next(ours, None)
