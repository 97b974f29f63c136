"""Who has a place at the dates to come, on the last days of the demo; one has passed the quiz."""

from datetime import datetime

from portal.accounts.actors import Actor
from portal.engagement import operations as engagement
from portal.engagement import queries
from portal.engagement.enums import LIVE, WITH_PLACE, ApplicationState, TrainingTrack
from portal.engagement.models import Application, TrainingModule, TrainingSession, Volunteer

from .stage import Desk, Stage, mentor

ALONG_THE_WAY = (TrainingTrack.CIRCLE, TrainingTrack.OFFICE, TrainingTrack.ALONG)


def take_places(stage: Stage, desk: Desk, at: datetime) -> None:
    """Whom the association welcomes takes a place at the dates to come, as far as there is one; the first passes the quiz."""
    rows = Application.objects.within_reach(desk.association.id).filter(state__in=WITH_PLACE & LIVE)
    welcomed = rows.exclude(volunteer__user=None).select_related("volunteer").order_by("submitted_at")
    for number, application in enumerate(welcomed):
        volunteer = application.volunteer
        by = mentor(volunteer)
        paired = application.state == ApplicationState.PAIRED
        if number == 0:
            _pass_quiz(desk, volunteer, by, at)
        _take_one(stage, desk, volunteer, ALONG_THE_WAY[number % 3] if paired else TrainingTrack.WELCOME, by, at)


def _take_one(stage: Stage, desk: Desk, volunteer: Volunteer, track: str, by: Actor, at: datetime) -> None:
    dates = TrainingSession.objects.standing().filter(module__association=desk.association, module__track=track, starts_at__gt=at)
    date = dates.first()
    if date is not None and (date.places is None or len(queries.booked_ids(session_id=date.id)) < date.places):
        engagement.book_session(session=date, volunteer=volunteer, by=by, at=at)
        stage.count("places_at_dates")


def _pass_quiz(desk: Desk, volunteer: Volunteer, by: Actor, at: datetime) -> None:
    along = TrainingModule.objects.get(association=desk.association, track=TrainingTrack.ALONG)
    answers = {one.id: one.right for one in queries.questions_of(module_id=along.id)}
    engagement.answer_quiz(module=along, volunteer=volunteer, answers=answers, by=by, at=at)
