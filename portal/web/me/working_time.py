"""Working time on a mentor's own pages: what is left, and a word when a session goes beyond it."""

from django.contrib import messages
from django.utils.translation import gettext as _

from portal.core import clock
from portal.journeys.working_time import working_time_of
from portal.mentorship.enums import TimeBasis
from portal.people.rules import WorkingTime
from portal.ui.access import PortalRequest
from portal.ui.dates import hours_and_minutes


def own_working_time(request: PortalRequest) -> WorkingTime | None:
    """Return what is left of the working time of whoever acts, this year; None where there is no such rule."""
    return working_time_of(user_id=request.actor.id, on=clock.today()) if request.actor.id else None


def say_what_is_left(request: PortalRequest, *, time_basis: str) -> None:
    """After a session on working time, say what is left of it. It is noted all the same: nothing that was done is blocked."""
    found = own_working_time(request) if time_basis == TimeBasis.WORK_TIME else None
    if found is None:
        return
    if found.over:
        sentence = _("Vous avez pris %(over)s de plus que ce que donne l’entreprise cette année. La séance est bien notée.")
        messages.warning(request, sentence % {"over": hours_and_minutes(found.over)})
    else:
        left = hours_and_minutes(found.left)
        messages.info(request, _("Il vous reste %(left)s sur le temps de travail accordé cette année.") % {"left": left})
