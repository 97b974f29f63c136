"""Places: never more offered than funded or carried, never more taken than offered, and of two on the last one, one wins."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from portal.accounts.actors import SYSTEM
from portal.core.models import AuditEntry
from portal.programmes import operations, queries, rules
from portal.programmes.errors import OpeningRefused, PlaceRefused, PlacesRefused
from portal.programmes.models import Intake
from tests.factories.programmes import AssociationFactory, IntakeFactory, ProgrammeFactory

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = date(2026, 3, 2)
DATES: dict[str, Any] = {"opens_on": DAY, "closes_on": date(2026, 4, 1), "starts_on": date(2026, 4, 15)}


@pytest.mark.parametrize(
    ("funded", "staff", "offered", "taken", "code"),
    [
        (10, 10, 10, 10, None),
        (10, 12, 11, 0, "more_than_funded"),
        (12, 10, 11, 0, "more_than_staff"),
        (12, 12, 5, 6, "fewer_than_taken"),
    ],
)
def test_places_add_up_or_say_why_not(funded: int, staff: int, offered: int, taken: int, code: str | None) -> None:
    assert rules.places_objection(funded=funded, staff=staff, offered=offered, taken=taken) == code


@pytest.mark.django_db
@pytest.mark.parametrize(
    "values",
    [
        {"places_offered": 13},
        {"places_offered": 11, "places_funded": 20},
        {"places_taken": 9},
        {"closes_on": date(2025, 1, 1)},
    ],
)
def test_the_database_refuses_places_that_do_not_exist(values: dict[str, Any]) -> None:
    intake = IntakeFactory.create()
    with pytest.raises(IntegrityError), transaction.atomic():
        Intake.objects.filter(pk=intake.pk).update(**values)


@pytest.mark.django_db
def test_two_coordinators_on_one_place_one_wins_and_the_other_is_told() -> None:
    intake = IntakeFactory.create(one_place_left=True)
    first, second = Intake.objects.get(pk=intake.pk), Intake.objects.get(pk=intake.pk)
    assert operations.take_place(intake=first, by=SYSTEM, at=AT).places_left == 0
    with pytest.raises(PlaceRefused) as refused:
        operations.take_place(intake=second, by=SYSTEM, at=AT)
    assert refused.value.code == "no_place_left"
    assert Intake.objects.get(pk=intake.pk).places_taken == 8
    assert AuditEntry.objects.filter(action="programmes.take_place").count() == 1


@pytest.mark.django_db
def test_a_place_given_back_can_be_taken_again_and_none_is_given_back_twice() -> None:
    intake = IntakeFactory.create(places_taken=1)
    assert operations.release_place(intake=intake, by=SYSTEM, at=AT).places_taken == 0
    with pytest.raises(PlaceRefused, match="no_place_taken"):
        operations.release_place(intake=intake, by=SYSTEM, at=AT)


@pytest.mark.django_db
def test_changing_places_keeps_those_that_were_taken() -> None:
    intake = IntakeFactory.create(places_taken=6)
    with pytest.raises(PlacesRefused, match="fewer_than_taken"):
        operations.change_places(intake=intake, places_funded=12, staff_capacity=12, places_offered=5, by=SYSTEM, at=AT)
    changed = operations.change_places(intake=intake, places_funded=20, staff_capacity=20, places_offered=15, by=SYSTEM, at=AT)
    assert changed.places_left == 9


@pytest.mark.django_db
def test_a_programme_opens_only_when_somebody_answers_a_worry() -> None:
    nobody = AssociationFactory.create(nobody_answers=True)
    with_minors = ProgrammeFactory.create(association=nobody, with_minors=True, in_preparation=True)
    with pytest.raises(OpeningRefused, match="safeguarding_not_ready"):
        operations.open_programme(programme=with_minors, by=SYSTEM, at=AT)
    places: dict[str, Any] = {"places_funded": 5, "staff_capacity": 5, "places_offered": 5}
    with pytest.raises(OpeningRefused, match="safeguarding_not_ready"):
        operations.open_intake(programme=with_minors, **DATES, **places, by=SYSTEM, at=AT)
    hours = {"mon": ["09:00", "18:00"]}
    operations.set_safeguarding(association=nobody, hours=hours, backup_phone="0199000000", by=SYSTEM, at=AT)
    with_minors.refresh_from_db()
    assert operations.open_programme(programme=with_minors, by=SYSTEM, at=AT).status == "open"
    assert operations.open_intake(programme=with_minors, **DATES, **places, by=SYSTEM, at=AT).places_left == 5


@pytest.mark.django_db
@pytest.mark.parametrize("with_minors", [True, False])
def test_hours_without_a_back_up_are_not_enough_whoever_is_accompanied(with_minors: bool) -> None:
    assert not rules.safeguarding_ready(hours={"mon": ["09:00", "18:00"]}, has_backup=False)
    assert not rules.safeguarding_ready(hours={"mon": ["18:00", "09:00"], "holiday": ["09:00", "18:00"]}, has_backup=True)
    home = AssociationFactory.create(safeguarding_phone="")
    programme = ProgrammeFactory.create(association=home, with_minors=with_minors, in_preparation=True)
    with pytest.raises(OpeningRefused, match="safeguarding_not_ready"):
        operations.open_programme(programme=programme, by=SYSTEM, at=AT)


@pytest.mark.django_db
def test_an_intake_is_one_a_start_and_never_of_a_closed_programme() -> None:
    programme = ProgrammeFactory.create()
    places: dict[str, Any] = {"places_funded": 5, "staff_capacity": 5, "places_offered": 5}
    operations.open_intake(programme=programme, **DATES, **places, by=SYSTEM, at=AT)
    with pytest.raises(OpeningRefused, match="intake_exists"):
        operations.open_intake(programme=programme, **DATES, **places, by=SYSTEM, at=AT)
    with pytest.raises(PlacesRefused, match="more_than_staff"):
        later = DATES | {"starts_on": date(2026, 9, 1)}
        operations.open_intake(programme=programme, **later, **(places | {"staff_capacity": 4}), by=SYSTEM, at=AT)
    operations.close_programme(programme=programme, by=SYSTEM, at=AT)
    with pytest.raises(OpeningRefused, match="programme_closed"):
        operations.open_intake(programme=programme, **DATES, **places, by=SYSTEM, at=AT)


@pytest.mark.django_db
def test_the_intake_of_a_new_application_is_the_next_with_a_place() -> None:
    programme = ProgrammeFactory.create()
    IntakeFactory.create(programme=programme, full=True, starts_on=date(2026, 5, 1))
    with_room = IntakeFactory.create(programme=programme, starts_on=date(2026, 6, 1))
    assert queries.open_intake(programme_id=programme.pk, on=DAY) == with_room
    assert queries.open_intake(programme_id=programme.pk, on=date(2030, 1, 1)) is None
    card = queries.card(programme_id=programme.pk, on=DAY)
    assert card is not None
    assert (card.places_left, card.places_offered, card.starts_on) == (8, 16, date(2026, 5, 1))
