"""Each brake holds on its own, and a first load or a quiet night is let through."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from portal.people.enums import ChangeEvent, HoldReason
from portal.people.rules.brakes import BOUNDS, Arrival, Brakes, LastGood, Tally, reasons
from tests.factories.workforce_files import AT

EVERYBODY = ("all", "")


def tally(**said: Any) -> Tally:
    return Tally(**{"rows": 1000, "population": 1000, "employed": Counter({EVERYBODY: 1000, ("site", "LIL"): 100}), **said})


def held(found: Tally, *, last: int | None = 1000, sha: str = "new", days: int = 1, **brakes: int) -> list[str]:
    good = None if last is None else LastGood(last, "old", AT)
    at = AT + timedelta(days=days)
    return [hold.code for hold in reasons(tally=found, brakes=Brakes(**brakes), last=good, arrival=Arrival(sha, at))]


def held_delta(found: Tally, *, days_since: int | None = 1, **brakes: int) -> list[str]:
    """What holds a list of differences that comes so many days after the last run applied."""
    since = None if days_since is None else AT - timedelta(days=days_since)
    arrival = Arrival("new", AT, partial=True, since=since)
    return [hold.code for hold in reasons(tally=found, brakes=Brakes(**brakes), last=None, arrival=arrival)]


def test_a_quiet_night_goes_through() -> None:
    assert held(tally()) == []


def test_a_first_load_goes_through_whatever_its_size() -> None:
    assert held(Tally(rows=3, population=3), last=None) == []


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"going": Counter({EVERYBODY: 51})}, HoldReason.TOO_MANY_ENDED),
        ({"going": Counter({("site", "LIL"): 21})}, HoldReason.TOO_MANY_ENDED_AT_SITE),
        ({"going": Counter({("entity", "FR01"): 11})}, HoldReason.TOO_MANY_ENDED_IN_ENTITY),
        ({"population": 799}, HoldReason.POPULATION_DROP),
        ({"rejected": 21}, HoldReason.TOO_MANY_REJECTS),
        ({"empty": Counter({"site_code": 51})}, HoldReason.COLUMN_EMPTY),
        ({"events": Counter({ChangeEvent.EMAIL_CHANGED: 101})}, HoldReason.TOO_MANY_EMAILS),
        ({"events": Counter({ChangeEvent.MANAGER_CHANGED: 251})}, HoldReason.TOO_MANY_MANAGERS),
        ({"events": Counter({ChangeEvent.RENAMED: 101})}, HoldReason.TOO_MANY_RENAMED),
        ({"events": Counter({ChangeEvent.MOVED_SITE: 301})}, HoldReason.TOO_MANY_MOVED),
        ({"events": Counter({ChangeEvent.MOVED_DEPARTMENT: 301})}, HoldReason.TOO_MANY_MOVED),
        ({"events": Counter({ChangeEvent.MOVED_ENTITY: 301})}, HoldReason.TOO_MANY_MOVED),
        ({"events": Counter({ChangeEvent.UPDATED: 501})}, HoldReason.TOO_MANY_UPDATED),
        ({"events": Counter({ChangeEvent.DATES_CHANGED: 501})}, HoldReason.TOO_MANY_UPDATED),
        ({"lost_zeros": 1}, HoldReason.LOST_ZEROS),
        ({"duplicate_ids": 1}, HoldReason.DUPLICATE_ID),
        ({"duplicate_emails": 1}, HoldReason.DUPLICATE_EMAIL),
    ],
)
def test_each_brake_holds_alone(said: dict[str, Any], reason: str) -> None:
    assert held(tally(**said)) == [reason]


@pytest.mark.parametrize(
    "said",
    [
        {"going": Counter({EVERYBODY: 50, ("site", "LIL"): 20, ("entity", "FR01"): 10})},
        {"population": 800},
        {"rejected": 20},
        {"empty": Counter({"site_code": 50})},
        {"events": Counter({ChangeEvent.EMAIL_CHANGED: 100, ChangeEvent.MANAGER_CHANGED: 250})},
    ],
)
def test_at_the_threshold_nothing_holds(said: dict[str, Any]) -> None:
    assert held(tally(**said)) == []


def test_a_few_people_may_always_go_from_a_small_company() -> None:
    assert held(Tally(rows=5, population=5), last=15) == []
    assert held(Tally(rows=4, population=4), last=15) == [HoldReason.POPULATION_DROP]


def test_the_same_file_and_an_older_one_are_held() -> None:
    assert held(tally(), sha="old") == [HoldReason.IDENTICAL_FILE]
    assert held(tally(), days=-1) == [HoldReason.OLDER_FILE]
    assert held(tally(), sha="old", same_file=0) == [] == held(tally(), days=-1, older_file=0)


def test_duplicates_are_held_beyond_what_a_company_admits() -> None:
    twice = tally(duplicate_ids=3, duplicate_emails=2)
    assert held(twice, duplicate_ids_max=3, duplicate_emails_max=2) == []
    assert held(twice, duplicate_ids_max=2, duplicate_emails_max=2) == [HoldReason.DUPLICATE_ID]


@pytest.mark.parametrize(("days", "codes"), [(None, []), (0, []), (7, []), (8, [HoldReason.CURSOR_TOO_OLD])])
def test_differences_that_reach_too_far_back_are_held(days: int | None, codes: list[str]) -> None:
    assert held_delta(tally(rows=3), days_since=days) == codes
    assert held_delta(tally(rows=3), days_since=days, cursor_days=30) == []


def test_one_bad_row_of_a_short_list_of_differences_is_weighed_against_everybody() -> None:
    found = tally(rows=3, rejected=1, empty=Counter({"site_code": 1}))
    assert held_delta(found) == []
    assert set(held(found)) == {HoldReason.TOO_MANY_REJECTS, HoldReason.COLUMN_EMPTY}
    assert held_delta(tally(rows=30, rejected=21)) == [HoldReason.TOO_MANY_REJECTS]


def test_differences_hold_for_those_who_go_as_files_do() -> None:
    assert held_delta(tally(rows=60, going=Counter({EVERYBODY: 51}))) == [HoldReason.TOO_MANY_ENDED]


def test_a_company_sets_its_own_thresholds() -> None:
    assert Brakes.of({"ended_min": 3, "of_another_time": 1}) == Brakes(ended_min=3)
    assert held(tally(going=Counter({EVERYBODY: 60})), ended_percent=10) == []
    assert BOUNDS.keys() == vars(Brakes()).keys()


def test_reasons_carry_what_a_person_needs_to_judge() -> None:
    hold = reasons(tally=tally(going=Counter({("site", "LIL"): 30})), brakes=Brakes(), last=None, arrival=Arrival("", AT))[0]
    assert hold.as_data() == {"code": "too_many_ended_at_site", "count": 30, "of": 100, "percent": 20, "where": "LIL"}
