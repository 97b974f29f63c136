"""A place that was proposed becomes an application: the person agrees, which hands their profile over."""

from datetime import datetime

from django.db import transaction

from portal.accounts.actors import Actor
from portal.engagement import queries as engagement
from portal.engagement.enums import ApplicationState
from portal.engagement.models import Application
from portal.routing import operations as routing
from portal.routing.models import Proposal

from .applying import Handed, apply_to


@transaction.atomic
def agree(*, proposal: Proposal, handed: Handed, by: Actor, at: datetime) -> Application:
    """Say yes to a proposal: open, hand over and send the application to its programme, in one go. Returns the application.

    Somebody on the programme's own waiting list already has an application there: it stands, handed over as it was.
    Raises StepRefused, engagement.errors.ContactRefused and ApplyRefused.
    """
    waiting = _waiting(proposal, by)
    application = waiting or apply_to(
        programme=proposal.programme, handed=handed, by=by, at=at, campaign_reference=proposal.run.campaign.reference
    )
    routing.consent(proposal=proposal, application_id=application.id, by=by, at=at)
    return application


def _waiting(proposal: Proposal, by: Actor) -> Application | None:
    volunteer = engagement.volunteer_of(user_id=by.id) if by.id else None
    if volunteer is None:
        return None
    found = engagement.live_application(volunteer_id=volunteer.id, programme_id=proposal.programme_id)
    return found if found and found.state == ApplicationState.WAITING_LIST else None
