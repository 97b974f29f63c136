"""What the company reads of a run: by method, under control, beside every release and every earlier run."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from django.db import Error, connection, transaction

from portal.accounts.actors import SYSTEM
from portal.core.errors import Refusal
from portal.journeys import allocate
from portal.metrics import operations as publishing
from portal.metrics import queries as metrics
from portal.metrics.enums import SetKind
from portal.metrics.ledger import pack
from portal.metrics.models import LedgerEntry, Release, ShownBeside
from portal.people import queries as employees
from portal.programmes.models import Campaign, Programme
from portal.routing import operations, queries
from portal.routing.enums import Method
from portal.routing.models import AllocationRun, Proposal, VolunteerProfile, WaitingPlace
from tests.factories.engagement import a_programme, coordinator
from tests.factories.people import EmployeeFactory
from tests.factories.programmes import CampaignFactory
from tests.factories.routing import VolunteerProfileFactory, WishFactory

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
COUNTS = ("placed", "first_wish", "any_wish", "waiting")
pytestmark = pytest.mark.django_db


def with_places(number: int, **fields: Any) -> Programme:
    """A programme that funders and staff would let grow to a hundred."""
    programme = a_programme(places=1, **fields)
    programme.intakes.update(places_funded=100, staff_capacity=100, places_offered=number)
    return programme


def wishing(number: int, *programmes: Programme, employed: bool = False, **declared: Any) -> list[VolunteerProfile]:
    made = [VolunteerProfileFactory.create(**declared) for _ in range(number)]
    for profile in made:
        for rank, programme in enumerate(programmes, start=1):
            WishFactory.create(profile=profile, programme=programme, rank=rank)
        if employed:
            EmployeeFactory.create(user=profile.user)
    return made


def ran(campaign: Campaign | None = None, days: int = 0) -> AllocationRun:
    at = AT + timedelta(days=days)
    run = operations.schedule_run(campaign=campaign or CampaignFactory.create(), on=at.date(), by=SYSTEM, at=at)
    return allocate.run_now(run=run, by=SYSTEM, at=at)


def number_of(profile: VolunteerProfile) -> int:
    employee = employees.employee_ids_by_user().get(profile.user_id)
    return metrics.person_numbers(people={profile.user_id: employee})[profile.user_id]


def published(numbers: list[int], kind: str = SetKind.PUBLISHED) -> None:
    """A release that shows a count of exactly these persons."""
    release = Release.objects.create(
        number=1, period_start=date(2025, 10, 1), period_end=date(2025, 12, 31), catalogue_version=1, k=10,
        eligible=500, published_at=AT, digest="d" * 64,
    )  # fmt: skip
    members = np.unique(np.array(numbers, dtype=np.uint64))
    LedgerEntry.objects.create(release=release, kind=kind, code="applications:", members=pack(members), keep_until=date(2031, 1, 1))


def test_both_methods_stand_side_by_side_and_the_runs_own_is_the_headline() -> None:
    wishing(25, with_places(12))
    run = ran()
    released = run.released
    assert set(released["methods"]) == set(Method.values)
    assert (released["people"], released["placed"], released["waiting"]) == (25, 10, 15)
    figures, exact = released["methods"]["flow"], run.report["methods"]["flow"]
    assert [figures[name] for name in ("placed", "waiting")] == [10, 15]
    assert figures["welfare_percent"] == round(exact["welfare_percent"], 1)
    assert figures["worst_association_fill_percent"] == 100
    assert {name: released[name] for name in COUNTS} == {name: released["methods"]["flow"][name] for name in COUNTS}
    assert released["price_of_fairness_percent"] == 0


def test_few_people_are_shown_nowhere_by_no_method_and_no_percentage_says_it_instead() -> None:
    wishing(9, with_places(4))
    released = ran().released
    assert set(released) == {"people", *COUNTS}
    assert set(released.values()) == {None}


def test_after_deferred_acceptance_nobody_envies_anybody_and_that_is_said_even_of_few() -> None:
    wishing(25, with_places(12))
    envy = ran().released["methods"]["deferred"]["envy"]
    assert envy
    assert set(envy.values()) == {0}


def test_envy_is_shown_by_class_where_enough_people_feel_it() -> None:
    """The flow prefers the points of others to a first priority that is worth a little: those who had it would rather be there."""
    programme = with_places(12, causes=["culture", "orientation"], skills=["cv", "interview"])
    wishing(12, programme, causes=["culture", "orientation"], skills=["cv"])
    VolunteerProfile.objects.update(skills=["cv"])
    wishing(12, a_programme(slots=["saturday"]), programme, causes=[], skills=["cv", "interview"])
    by = coordinator(programme.association)
    operations.set_priorities(association_id=programme.association_id, criteria=["needed_skills"], by=by, at=AT)
    run = ran()
    exact = run.report["methods"]["flow"]["envy"]
    assert exact["0"] == 12
    assert run.released["methods"]["flow"]["envy"]["0"] == 10
    assert run.report["methods"]["deferred"]["envy"]["0"] == 0


def test_a_release_that_counts_all_of_them_but_one_hides_the_count() -> None:
    people = wishing(25, with_places(30), employed=True)
    published([number_of(one) for one in people[:-1]])
    released = ran().released
    assert released["people"] is None
    assert "methods" not in released


def test_so_does_a_headcount_that_everyone_at_hr_knows_and_only_in_the_same_numbers() -> None:
    people = wishing(25, with_places(30), employed=True)
    published([number_of(one) for one in people[:-1]], kind=SetKind.KNOWN)
    assert ran().released["people"] is None


def test_a_release_about_others_hides_nothing() -> None:
    wishing(25, with_places(30), employed=True)
    published(list(range(1, 60)))
    assert ran().released["people"] == 25


def test_the_numbers_are_those_of_the_employee_behind_the_account() -> None:
    [employed], [alone] = wishing(1, a_programme(), employed=True), wishing(1, a_programme())
    ids = employees.employee_ids_by_user()
    own = metrics.person_numbers(people={employed.user_id: ids[employed.user_id], alone.user_id: None})
    assert own[employed.user_id] == metrics.person_numbers(people={ids[employed.user_id]: None})[ids[employed.user_id]]
    assert len(set(own.values())) == 2
    assert queries.user_ids_of_profiles() == {employed.pk: employed.user_id, alone.pk: alone.user_id}


@pytest.mark.parametrize("same", [True, False])
def test_one_person_more_than_at_an_earlier_run_is_not_counted_out(same: bool) -> None:
    campaign, programme = CampaignFactory.create(), with_places(60)
    wishing(25, programme)
    assert ran(campaign).released["people"] == 25
    wishing(1, programme)
    assert ran(campaign if same else None, days=1).released["people"] is None
    wishing(14, programme)
    assert ran(campaign if same else None, days=2).released["people"] == 40


def numbers_of(profiles: Iterable[VolunteerProfile]) -> set[int]:
    return {number_of(one) for one in profiles}


def test_what_an_earlier_run_did_not_show_hides_nothing_later() -> None:
    campaign, programme = CampaignFactory.create(), with_places(60)
    wishing(9, programme)
    first = ran(campaign)
    assert first.released["people"] is None
    wishing(3, programme)
    second = ran(campaign, days=1)
    assert second.released["people"] == 10
    assert metrics.sets_beside(subject_id=first.pk) == {}
    assert {"people", "flow/placed", "deferred/placed"} <= metrics.sets_beside(subject_id=second.pk).keys()


def test_the_memory_of_a_run_is_what_it_counted_whatever_became_of_its_proposals() -> None:
    programme = with_places(12)
    people = wishing(25, programme)
    run = ran()
    placed = numbers_of(VolunteerProfile.objects.filter(proposals__run=run))
    everyone = numbers_of(people)
    Proposal.objects.all().delete()
    WaitingPlace.objects.all().delete()
    VolunteerProfile.objects.all().delete()
    sets = {code: set(members.tolist()) for code, members in metrics.sets_beside(subject_id=run.pk).items()}
    assert sets["people"] == everyone
    assert sets["flow/placed"] == placed
    assert sets["flow/waiting"] == everyone - placed


def test_every_number_of_a_run_has_its_set_remembered_and_no_other_has() -> None:
    wishing(25, with_places(12))
    run = ran()
    shown = {f"{method}/{name}" for method, row in run.released["methods"].items() for name in COUNTS if row[name] is not None}
    shown |= {f"flow/envy:{one}" for one, value in run.released["methods"]["flow"]["envy"].items() if value is not None}
    remembered = metrics.sets_beside(subject_id=run.pk)
    assert {code for code in remembered if "deferred/envy" not in code} == shown | {"people"}
    for code, members in remembered.items():
        assert len(members) >= 10, code


def test_a_run_whose_headline_is_hidden_remembers_only_what_it_still_says() -> None:
    """Where too few found a place the other method's figures are not said at all: nothing of it need be remembered."""
    wishing(25, with_places(3))
    run = ran()
    assert (run.released["people"], run.released["placed"]) == (25, None)
    assert metrics.sets_beside(subject_id=run.pk).keys() <= {"people", *(f"flow/{name}" for name in COUNTS)}


def test_a_run_is_remembered_when_its_input_is_purged_and_until_the_ledgers_own_day() -> None:
    wishing(25, with_places(30))
    run = ran()
    operations.purge_inputs(on=date(2027, 3, 2), by=SYSTEM, at=AT)
    run.refresh_from_db()
    assert run.purged_at
    assert metrics.sets_beside(subject_id=run.pk)
    kept = ShownBeside.objects.count()
    assert publishing.purge_ledger(on=date(2031, 3, 2), by=SYSTEM, at=AT) == 0
    assert publishing.purge_ledger(on=date(2031, 3, 3), by=SYSTEM, at=AT) == kept
    assert metrics.sets_beside(subject_id=run.pk) == {}


def test_a_run_that_fails_while_it_is_kept_is_remembered_by_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    wishing(25, with_places(30))
    monkeypatch.setattr("portal.metrics.operations.remember_beside", lambda **_kwargs: 1 / 0)
    assert ran().state == "failed"
    assert (Proposal.objects.count(), ShownBeside.objects.count()) == (0, 0)


def test_the_memory_is_written_once() -> None:
    wishing(25, with_places(30))
    ran()
    with pytest.raises(Refusal):
        ShownBeside.objects.update(code="people")
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE metrics_shownbeside SET code = 'x'")
