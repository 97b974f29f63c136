"""What is published of a programme: mentors, hours and places, through the same control as everything else."""

from datetime import date, timedelta

import pytest

from portal.accounts.actors import SYSTEM
from portal.metrics import catalogue, operations, queries
from portal.metrics.drafts import draft
from portal.metrics.enums import BY_PROGRAMME, PROGRAMME_HOURS, PROGRAMME_PAIRS, PROGRAMME_PLACES, CellState
from portal.metrics.facts import Numbers, facts_of
from portal.metrics.models import Cell, LedgerEntry, Release
from portal.metrics.periods import Quarter, Year
from portal.people.models import Employee
from portal.programmes import queries as programmes
from portal.programmes.models import Programme
from tests.factories.metrics import PERSONAL, Q1, Q2, WORK, World, noon
from tests.factories.programmes import AssociationFactory, IntakeFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db
MET = [(date(2026, 2, 2), 60, WORK), (date(2026, 3, 2), 60, PERSONAL)]


def accompany(world: World, programme: Programme, people: list[Employee]) -> None:
    world.programme = programme
    for one in people:
        world.journey(one, applied=date(2025, 9, 1), ready=date(2025, 10, 1), introduced=date(2025, 11, 3), sessions=MET)


def two_programmes(*, one: int, other: int) -> tuple[Programme, Programme]:
    """So many mentors in one programme, so many in the other, of ninety people; each held two hours in the quarter.

    Fifteen others stopped early the summer before, so that not every pair lasts.
    """
    world = World()
    first, second = world.programme, ProgrammeFactory.create(title="Zones vives")
    there = world.employees(90, "Nord")
    accompany(world, first, there[:one])
    accompany(world, second, there[one : one + other])
    for gone in there[-15:]:
        met, left = date(2025, 6, 2), date(2025, 7, 15)
        world.journey(gone, applied=date(2025, 5, 5), ready=date(2025, 5, 20), introduced=met, closed=left)
    world.save()
    return first, second


def publish(quarter: Quarter = Q1, note: str = "") -> Release:
    return operations.publish_release(period=quarter, by=SYSTEM, at=noon(quarter.end + timedelta(days=5)), note=note)


def values(release: Release, programme: Programme) -> dict[str, int | None]:
    rows = Cell.objects.filter(figure__release=release, key=str(programme.id)).select_related("figure")
    return {cell.figure.code: cell.value for cell in rows}


def test_each_programme_has_its_mentors_its_hours_and_its_places() -> None:
    first, second = two_programmes(one=20, other=15)
    IntakeFactory.create(programme=first, opens_on=Q1.start, closes_on=Q1.end, places_offered=12, staff_capacity=30)
    IntakeFactory.create(programme=first, opens_on=Q1.end, closes_on=Q2.end, places_offered=7, staff_capacity=30)
    release = publish()
    assert values(release, first) == {PROGRAMME_PAIRS: 20, PROGRAMME_HOURS: 40, PROGRAMME_PLACES: 19}
    assert values(release, second) == {PROGRAMME_PAIRS: 15, PROGRAMME_HOURS: 30}
    labels = set(Cell.objects.filter(figure__release=release, figure__code__in=BY_PROGRAMME).values_list("label", flat=True))
    assert labels == {first.title, second.title}


def test_a_programme_of_few_is_not_shown_and_its_places_are() -> None:
    _, second = two_programmes(one=20, other=9)
    IntakeFactory.create(programme=second, opens_on=Q1.start, closes_on=Q1.end, places_offered=12, staff_capacity=30)
    release = publish()
    assert values(release, second) == {PROGRAMME_PAIRS: None, PROGRAMME_HOURS: None, PROGRAMME_PLACES: 12}
    assert not LedgerEntry.objects.filter(code__startswith=PROGRAMME_PLACES).exists()


def test_the_total_less_a_programme_does_not_give_the_small_one_away() -> None:
    first, _ = two_programmes(one=20, other=9)
    release = publish()
    total = Cell.objects.get(figure__release=release, figure__code="pairs_active", key="")
    assert (total.state, total.value) == (CellState.SHOWN, 30)  # 29, rounded
    assert values(release, first) == {PROGRAMME_PAIRS: None, PROGRAMME_HOURS: None}


def test_programmes_give_way_to_every_other_figure() -> None:
    two_programmes(one=20, other=15)
    tiers = {one.code: one.tier for one in catalogue.definitions(facts_of(quarter=Q1))}
    assert {tiers[PROGRAMME_PAIRS], tiers[PROGRAMME_HOURS]} == {2}
    assert max(tier for code, tier in tiers.items() if code not in BY_PROGRAMME) == 1


def test_who_accompanies_in_two_programmes_counts_in_both() -> None:
    world = World()
    first, second = world.programme, ProgrammeFactory.create()
    (one,) = world.employees(1, "Nord")
    accompany(world, first, [one])
    world.save()
    volunteer = one.user
    assert volunteer is not None
    found = catalogue.programme_pairs(facts_of(quarter=Q1))
    assert found.to_dict("records") == [{"person": Numbers().of(one.id), "key": str(first.id)}]
    assert str(second.id) not in set(found["key"])


def test_hours_are_added_up_over_both_time_bases() -> None:
    first, _ = two_programmes(one=2, other=1)
    hours = catalogue.programme_hours(facts_of(quarter=Q1))
    assert sorted(hours.loc[hours["key"] == str(first.id), "minutes"]) == [120, 120]


def test_programmes_that_share_a_title_are_told_apart_by_their_association() -> None:
    one = ProgrammeFactory.create(title="Cap", association=AssociationFactory.create(name="Relais"))
    other = ProgrammeFactory.create(title="Cap", association=AssociationFactory.create(name="Passerelle"))
    alone = ProgrammeFactory.create(title="Horizon")
    assert programmes.titles() == {one.id: "Cap (Relais)", other.id: "Cap (Passerelle)", alone.id: "Horizon"}


def test_what_releases_say_of_a_programme_is_the_newest_first_and_corrected() -> None:
    first, second = two_programmes(one=20, other=15)
    publish()
    publish(note="Séances arrivées en retard")
    later = publish(Q2)
    found = queries.of_programmes(keys=[str(first.id)])
    assert {cell.key for cell in found} == {str(first.id)}
    numbers = [cell.figure.release.number for cell in found]
    assert numbers == sorted(numbers, reverse=True)
    assert set(numbers) == {2, later.number}
    assert queries.of_programmes(keys=[]) == []
    assert len(queries.of_programmes(keys=[str(first.id), str(second.id)])) > len(found)


def test_a_draft_of_a_year_says_places_alone() -> None:
    two_programmes(one=20, other=15)
    codes = {definition.code for definition, _ in draft(quarter=Year(2026), k=10).figures}
    assert codes & set(BY_PROGRAMME) == {PROGRAMME_PLACES}
