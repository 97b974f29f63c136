"""Intakes and their places."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from portal.accounts.actors import Actor
from portal.core import audit
from portal.programmes import rules
from portal.programmes.enums import ProgrammeStatus
from portal.programmes.errors import OpeningRefused, PlaceRefused, PlacesRefused
from portal.programmes.models import Intake, Programme

from .programmes import require_safeguarding


@transaction.atomic
def open_intake(  # noqa: PLR0913  three dates and three numbers make an intake
    *,
    programme: Programme,
    opens_on: date,
    closes_on: date,
    starts_on: date,
    places_funded: int,
    staff_capacity: int,
    places_offered: int,
    by: Actor,
    at: datetime,
) -> Intake:
    """Offer places from a day to a day, for pairs that start together.

    Raises OpeningRefused "safeguarding_not_ready", "programme_closed" or "intake_exists" (one a start), PlacesRefused
    "more_than_funded", "more_than_staff" or "dates_reversed".
    """
    require_safeguarding(programme)
    if programme.status == ProgrammeStatus.CLOSED:
        raise OpeningRefused("programme_closed", programme=str(programme.id))
    if Intake.objects.filter(programme=programme, starts_on=starts_on).exists():
        raise OpeningRefused("intake_exists", programme=str(programme.id))
    if closes_on < opens_on:
        raise PlacesRefused("dates_reversed")
    _check(places_funded, staff_capacity, places_offered, 0)
    made = Intake.objects.create(
        programme=programme,
        opens_on=opens_on,
        closes_on=closes_on,
        starts_on=starts_on,
        places_funded=places_funded,
        staff_capacity=staff_capacity,
        places_offered=places_offered,
    )
    audit.record(
        "programmes.open_intake", by=by, at=at, subject=made.id, association=programme.association_id, offered=places_offered
    )
    return made


@transaction.atomic
def change_places(
    *, intake: Intake, places_funded: int, staff_capacity: int, places_offered: int, by: Actor, at: datetime
) -> Intake:
    """Change what an intake offers. Raises PlacesRefused "more_than_funded", "more_than_staff" or "fewer_than_taken"."""
    locked = Intake.objects.select_for_update().get(pk=intake.pk)
    _check(places_funded, staff_capacity, places_offered, locked.places_taken)
    locked.places_funded, locked.staff_capacity, locked.places_offered = places_funded, staff_capacity, places_offered
    locked.save(update_fields=("places_funded", "staff_capacity", "places_offered"))
    audit.record("programmes.change_places", by=by, at=at, subject=intake.id, offered=places_offered, funded=places_funded)
    return locked


@transaction.atomic
def take_place(*, intake: Intake, by: Actor, at: datetime) -> Intake:
    """Take one place, in one conditional UPDATE: of two on the last place one wins. Raises PlaceRefused "no_place_left"."""
    if not Intake.objects.filter(pk=intake.pk, places_taken__lt=F("places_offered")).update(places_taken=F("places_taken") + 1):
        raise PlaceRefused("no_place_left", intake=str(intake.pk))
    return _moved(intake, "programmes.take_place", by, at)


@transaction.atomic
def release_place(*, intake: Intake, by: Actor, at: datetime) -> Intake:
    """Give one place back. Raises PlaceRefused "no_place_taken"."""
    if not Intake.objects.filter(pk=intake.pk, places_taken__gt=0).update(places_taken=F("places_taken") - 1):
        raise PlaceRefused("no_place_taken", intake=str(intake.pk))
    return _moved(intake, "programmes.release_place", by, at)


def _moved(intake: Intake, action: str, by: Actor, at: datetime) -> Intake:
    intake.refresh_from_db(fields=("places_taken", "places_offered"))
    audit.record(action, by=by, at=at, subject=intake.pk, left=intake.places_left)
    return intake


def _check(funded: int, staff: int, offered: int, taken: int) -> None:
    if code := rules.places_objection(funded=funded, staff=staff, offered=offered, taken=taken):
        raise PlacesRefused(code, funded=funded, staff=staff, offered=offered, taken=taken)
