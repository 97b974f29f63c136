"""A quarterly release published after a run of the allocation: together they give away no group of 1 to 9 people."""

from datetime import UTC, date, datetime, timedelta

import pytest

from portal.accounts.actors import SYSTEM
from portal.accounts.enums import Door
from portal.accounts.models import SignIn
from portal.journeys import allocate
from portal.metrics import operations, queries
from portal.metrics.disclosure.families import PersonSet
from portal.metrics.disclosure.families import people as as_set
from portal.metrics.enums import CellState
from portal.metrics.models import Cell, Release
from portal.metrics.periods import Quarter
from portal.people.models import Employee
from portal.routing import operations as routing
from portal.routing.models import AllocationRun
from tests.factories.engagement import a_programme
from tests.factories.metrics import Q1, Q2, World, noon
from tests.factories.programmes import CampaignFactory
from tests.factories.routing import VolunteerProfileFactory, WishFactory
from tests.portal.metrics.brute_force import attack, isolated_group

SHOWN, HIDDEN = CellState.SHOWN, CellState.HIDDEN
SIGNED_IN = date(2026, 1, 20)
DAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def company(signed_in: int) -> tuple[World, list[Employee]]:
    """180 people, of whom so many signed in during the first quarter; sixty have an account."""
    world = World()
    people = world.employees(180, "Nord")
    for one in people[:signed_in]:
        world.sign_in(one, SIGNED_IN)
    for one in people[signed_in:60]:
        world.account(one)
    world.save()
    return world, people


def run_of(people: list[Employee], at: datetime = DAY) -> AllocationRun:
    """A run in which these take part, beside those of runs before; all of them find a place."""
    programme = a_programme(places=1)
    programme.intakes.update(
        places_funded=200, staff_capacity=200, places_offered=200, opens_on=at.date(), closes_on=date(2026, 12, 1)
    )
    for one in people:
        WishFactory.create(profile=VolunteerProfileFactory.create(user=one.user), programme=programme)
    run = routing.schedule_run(campaign=CampaignFactory.create(), on=at.date(), by=SYSTEM, at=at)
    return allocate.run_now(run=run, by=SYSTEM, at=at)


def publish(quarter: Quarter = Q1) -> Release:
    return operations.publish_release(period=quarter, by=SYSTEM, at=noon(quarter.end + timedelta(days=5)))


def signed_in(release: Release) -> tuple[str, int | None]:
    cell = Cell.objects.get(figure__release=release, figure__code="funnel", key="signed_in")
    return cell.state, cell.value


@pytest.mark.parametrize("others", [1, 3, 9])
def test_a_count_that_holds_everyone_of_a_run_and_a_few_more_is_hidden(others: int) -> None:
    _, people = company(30 + others)
    assert run_of(people[:30]).released["people"] == 30
    assert signed_in(publish()) == (HIDDEN, None)


@pytest.mark.parametrize("missing", [1, 3, 9])
def test_so_is_one_that_lacks_a_few_of_them(missing: int) -> None:
    _, people = company(30 - missing)
    assert run_of(people[:30]).released["people"] == 30
    assert signed_in(publish()) == (HIDDEN, None)


def test_without_the_run_the_same_count_is_shown() -> None:
    company(33)
    assert signed_in(publish()) == (SHOWN, 35)


@pytest.mark.parametrize("number", [30, 20, 40])
def test_the_same_people_or_ten_between_hide_nothing(number: int) -> None:
    _, people = company(number)
    assert run_of(people[:30]).released["people"] == 30
    assert signed_in(publish())[0] == SHOWN


def test_what_the_run_itself_did_not_show_hides_nothing_in_the_release() -> None:
    _, people = company(12)
    assert run_of(people[:9]).released["people"] is None
    assert signed_in(publish())[0] == SHOWN


def test_no_combination_of_releases_and_runs_isolates_a_few() -> None:
    """Two runs and two releases about people who overlap by ones and twos, attacked with every coefficient from −2 to 2."""
    _, people = company(33)
    runs = [run_of(people[:30]), run_of(people[30:47], DAY + timedelta(days=2))]
    SignIn.objects.bulk_create(SignIn(user=one.user, door=Door.COMPANY, at=noon(date(2026, 5, 4))) for one in people[2:50])
    releases = [publish(), publish(Q2)]
    told = [queries.published_sets(release=one) for one in releases]
    beside = [one for one in queries.remembered_sets() if one.code.startswith(tuple(str(run.pk) for run in runs))]
    assert beside
    assert any(one.code.endswith("people") for one in beside)
    assert attack([*told, [*beside, *told[0]], [*beside, *told[1]]], count=400) == []


def test_the_attack_would_find_it() -> None:
    """The same sets, had the release not been held against the run: so the test above can fail."""
    _, people = company(33)
    run_of(people[:30])
    everyone = queries.remembered_sets()
    numbers = queries.person_numbers(people={one.user_id: one.id for one in people[:33] if one.user_id})
    unheld = PersonSet("funnel:signed_in", as_set(numbers.values()))
    counted = next(one for one in everyone if one.code.endswith("people"))
    leak = isolated_group([counted, unheld], 10)
    assert leak is not None
    assert leak.size == 3
