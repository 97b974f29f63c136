"""What mentoring gives: who stands behind each cell of duration, training, ratings and skills."""

from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pytest

from portal.engagement import queries as engagement
from portal.engagement.models import TrainingAttendance, TrainingModule, TrainingSession, Volunteer
from portal.mentorship import queries as mentorship
from portal.mentorship.enums import ReviewNext, ReviewSide
from portal.mentorship.models import Pair, Review
from portal.metrics import outcomes
from portal.metrics.enums import Band, Duration
from portal.metrics.facts import Facts, Numbers, facts_of
from portal.metrics.periods import Quarter
from portal.people.enums import StaffCategory
from portal.people.models import Employee
from portal.programmes import queries as programmes
from tests.factories.metrics import Q1, World, noon
from tests.factories.programmes import IntakeFactory, ProgrammeFactory
from tests.factories.skills import AT, a_mentor_at_the_end

pytestmark = pytest.mark.django_db


def behind(frame: pd.DataFrame, key: object = "") -> set[int]:
    return {int(person) for person in frame.loc[frame["key"] == str(key), "person"]}


def numbers(*employees: Employee) -> set[int]:
    known = Numbers()
    return {known.of(one.id) for one in employees}


def a_world(*lives: tuple[date, date | None]) -> tuple[World, list[Employee]]:
    """A company where each of some people met their young person and perhaps closed."""
    world = World()
    people = world.employees(len(lives), "Nord")
    for one, (met, closed) in zip(people, lives, strict=True):
        world.journey(one, applied=met - timedelta(days=90), ready=met - timedelta(days=20), introduced=met, closed=closed)
    world.save()
    return world, people


def test_the_cohort_is_of_two_years_and_a_pair_that_goes_on_is_seen_to_the_last_day() -> None:
    end = Q1.end
    _, (goes_on, over, _too_old) = a_world(
        (end - timedelta(days=200), None), (end - timedelta(days=300), end - timedelta(days=250)), (date(2024, 3, 31), None)
    )
    seen = outcomes.cohort(facts_of(quarter=Q1)).set_index("person")
    assert set(seen.index) == numbers(goes_on, over)
    assert (seen.loc[numbers(goes_on).pop(), "days"], seen.loc[numbers(goes_on).pop(), "over"]) == (200, False)
    assert (seen.loc[numbers(over).pop(), "days"], seen.loc[numbers(over).pop(), "over"]) == (50, True)


def test_who_is_not_there_yet_is_on_neither_side_of_a_point() -> None:
    end = Q1.end
    _, (young, old, short) = a_world(
        (end - timedelta(days=60), None), (end - timedelta(days=400), None), (end - timedelta(days=100), end - timedelta(days=90))
    )
    facts = facts_of(quarter=Q1)
    assert behind(outcomes.lasted(facts), Duration.MONTHS_3) == numbers(old)
    assert behind(outcomes.decided(facts), Duration.MONTHS_3) == numbers(old, short)
    assert behind(outcomes.lasted(facts), Duration.MONTHS_12) == numbers(old)
    assert numbers(young).isdisjoint(behind(outcomes.decided(facts), Duration.MONTHS_12))


def test_a_pair_closed_later_still_counts_as_going_on() -> None:
    _, (one,) = a_world((Q1.end - timedelta(days=100), Q1.end + timedelta(days=5)))
    assert behind(outcomes.lasted(facts_of(quarter=Q1)), Duration.MONTHS_3) == numbers(one)


def test_training_is_added_up_by_category_of_the_quarter() -> None:
    world = World()
    manager, nobody_knows = world.employees(2, "Nord")
    manager.staff_category = StaffCategory.MANAGER
    for one in (manager, nobody_knows):
        world.journey(one, applied=date(2026, 1, 5))
    world.save()
    module = TrainingModule.objects.create(
        association=world.programme.association, title="Posture", minutes=90, required=True, track="welcome"
    )
    for volunteer in Volunteer.objects.all():
        for on, minutes in ((Q1.start, 90), (Q1.end, 60), (Q1.end + timedelta(days=1), 500)):
            session = TrainingSession.objects.create(module=module, starts_at=noon(on), mode="remote")
            TrainingAttendance.objects.create(session=session, volunteer=volunteer, held_on=on, minutes=minutes)
    found = outcomes.training(facts_of(quarter=Q1))
    assert behind(found, StaffCategory.MANAGER) == numbers(manager)
    assert behind(found, "none") == numbers(nobody_knows)
    assert sorted(found["minutes"]) == [150, 150]
    sums = engagement.training_sums(start=Q1.start, end=Q1.start)
    assert [one.minutes for one in sums] == [90, 90]
    assert [key for key, _ in outcomes.staff_categories(facts_of(quarter=Q1))] == [*StaffCategory.values, "none"]


def test_who_reviewed_and_who_closed_without_a_word() -> None:
    closed = Q1.end - timedelta(days=10)
    _, (said, silent, before) = a_world(
        (date(2025, 6, 1), closed), (date(2025, 6, 1), closed), (date(2025, 6, 1), Q1.start - timedelta(days=1))
    )
    pair = Pair.objects.get(volunteer__employee=said)
    Review.objects.create(
        pair=pair, side=ReviewSide.MENTOR, satisfaction=4, felt_supported=5, next_wish=ReviewNext.KEEP_IN_TOUCH, recorded_on=closed
    )
    Review.objects.create(
        pair=pair, side=ReviewSide.MENTEE, satisfaction=1, felt_supported=1, next_wish=ReviewNext.KEEP_IN_TOUCH, recorded_on=closed
    )
    rows = mentorship.review_rows(start=Q1.start, end=Q1.end)
    assert sorted(row.satisfaction or 0 for row in rows) == [0, 4]
    facts = facts_of(quarter=Q1)
    assert behind(outcomes.ratings(facts)) == numbers(said)
    assert behind(outcomes.asked_to_rate(facts)) == numbers(said, silent)
    assert numbers(before).isdisjoint(behind(outcomes.asked_to_rate(facts)))
    assert behind(outcomes.rating_bands(facts), Band.HIGH) == numbers(said)
    assert behind(outcomes.rating_bands(facts), Band.LOW) == set()
    assert behind(outcomes.rated(facts), Band.LOW) == numbers(said)


def test_skills_come_once_a_year_with_who_was_asked() -> None:
    last = a_mentor_at_the_end(before=2, after=4)
    year = last.answered_at.year if last.answered_at else 0
    facts = facts_of(quarter=Quarter(year, 4))
    found = outcomes.skills(facts)
    assert set(found["key"]) == {f"M{n}" for n in range(1, 9)}
    assert set(found["answer"]) == {2.0}
    assert len(outcomes.asked_about_skills(facts)) == 8
    assert facts.competences["M1"] == {"fr": "Écouter et questionner", "en": "Active listening and questioning"}
    assert [key for key, _ in outcomes.competences(facts)] == list(facts.competences)
    for earlier in (1, 2, 3):
        quarter = facts_of(quarter=Quarter(year, earlier))
        assert quarter.skills.empty
        assert quarter.competences == {}
    assert AT.year < year


def test_who_did_not_answer_was_asked_and_has_no_change() -> None:
    last = a_mentor_at_the_end(before=2, after=None)
    facts = facts_of(quarter=Quarter(last.closes_on.year, 4))
    assert outcomes.skills(facts).empty
    assert len(outcomes.asked_about_skills(facts)) == 8


def test_the_offer_counts_things_of_the_quarter() -> None:
    programme = ProgrammeFactory.create(departements=["69", "38"])
    IntakeFactory.create(programme=programme, opens_on=Q1.start, closes_on=Q1.start, starts_on=Q1.end, places_offered=7)
    other = ProgrammeFactory.create(association=programme.association, departements=["69"])
    IntakeFactory.create(programme=other, opens_on=date(2025, 12, 1), closes_on=Q1.end, starts_on=Q1.end, places_offered=5)
    later = Q1.end + timedelta(days=1)
    IntakeFactory.create(programme=ProgrammeFactory.create(), opens_on=later, closes_on=later, starts_on=later)
    found = programmes.offer(start=Q1.start, end=Q1.end)
    assert (found.associations, found.programmes, found.places, found.territories) == (1, 2, 12, 2)
    assert found.departements == ("38", "69")


def test_one_mentor_with_two_pairs_counts_once() -> None:
    a_world((Q1.end - timedelta(days=300), Q1.end - timedelta(days=200)))
    facts = facts_of(quarter=Q1)
    again = facts.pairs.assign(
        introduced=pd.Timestamp(Q1.end - timedelta(days=90)), closed=pd.Series(pd.NaT, index=facts.pairs.index)
    )
    twice: Facts = replace(facts, pairs=pd.concat([facts.pairs, again], ignore_index=True))
    assert outcomes.cohort(twice)["days"].to_list() == [100]


def test_a_mentor_who_did_not_observe_one_competence_is_behind_none() -> None:
    changes = pd.DataFrame({"person": [1, 1, 2, 2], "key": ["M1", "M2"] * 2, "change": [0.5, 1.0, 0.5, float("nan")]})
    facts = replace(facts_of(quarter=Q1), skills=changes)
    found = outcomes.skills(facts)
    assert behind(found, "M1") == behind(found, "M2") == {1}
    assert len(outcomes.asked_about_skills(facts)) == 4
