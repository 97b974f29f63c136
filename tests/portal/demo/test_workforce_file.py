"""The demo's staff list is made again byte for byte, and from nothing that the portal refuses."""

import csv
from datetime import date

import pytest

from portal.demo import workforce_file as source

REFUSED = ("Age", "Gender", "MaritalStatus", "MonthlyIncome", "Education", "DistanceFromHome", "PerformanceRating")


def rows() -> list[dict[str, str]]:
    with source.WORKFORCE.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=";"))


def extract() -> list[dict[str, str]]:
    with source.EXTRACT.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_committed_file_is_what_the_script_makes() -> None:
    assert source.WORKFORCE.read_bytes() == source.content()


def test_the_thirty_five_columns_stay_as_they_were() -> None:
    original = extract()
    assert [{key: row[key] for key in original[0]} for row in rows()] == original


@pytest.mark.parametrize("column", REFUSED)
def test_no_added_column_follows_from_a_refused_one(column: str) -> None:
    changed = [{**row, column: "99"} for row in extract()]
    added = [[row[name] for name in source.ADDED] for row in source.workforce(changed)]
    assert added == [[row[name] for name in source.ADDED] for row in rows()]


def test_leavers_leave_within_the_demo_and_after_they_came() -> None:
    leavers = [row for row in rows() if row["date de sortie"]]
    assert len(leavers) == 237 and all(row["Attrition"] == "Yes" for row in leavers)
    last_days = [date.fromisoformat(row["date de sortie"]) for row in leavers]
    assert min(last_days) > source.DEMO_START and max(last_days) <= source.DEMO_END
    assert len({(day.year, day.month) for day in last_days}) == 24
    assert all(date.fromisoformat(row["date d'entrée"]) < date.fromisoformat(row["date de sortie"]) for row in leavers)


def test_everyone_is_told_apart_and_has_a_manager_who_exists() -> None:
    people = rows()
    ids = {row["identifiant"] for row in people}
    assert len(ids) == len({(row["prénom"], row["nom"]) for row in people}) == 1470
    assert [row["responsable"] for row in people].count("") == 1
    assert {row["responsable"] for row in people} <= ids | {""}
    assert all(row["courriel"].endswith("@example.org") for row in people if row["courriel"])


def test_about_one_person_in_eight_has_no_account_and_most_of_them_work_shifts() -> None:
    without = [row for row in rows() if row["compte SSO"] == "non"]
    assert 0.10 < len(without) / 1470 < 0.14
    assert sum(row["rythme"] != "journée" for row in without) > len(without) * 0.7


def test_sites_and_entities_are_all_known() -> None:
    for column, name in (("site", "sites"), ("entité", "entities")):
        with (source.FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
            known = {row["code"] for row in csv.DictReader(stream)}
        assert {row[column] for row in rows()} == known
