"""While a campaign runs: what its places are worth is learnt again every few hours, from the rooms that know."""

from datetime import datetime

from portal.accounts.actors import Actor
from portal.routing import operations as routing
from portal.routing import queries

from .allocate import around


def learn_due(*, by: Actor, at: datetime) -> int:
    """Learn the prices of the campaign that runs, if they are due. Returns from how many people (0: nothing was learnt)."""
    campaign = queries.season_to_learn(at=at)
    if campaign is None:
        return 0
    learnt = routing.learn_season(campaign=campaign, around=around(at=at), by=by, at=at)
    return learnt.waiting if learnt else 0
