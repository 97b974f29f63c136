"""Every cell that can be wrong, one by one: the field and the rule are told, the value never."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.hris.csv_drop.mapping import FieldMapping
from integrations.hris.csv_drop.rows import RowReader
from portal.people.enums import EmployeeStatus, EmploymentType, RowRule, StaffCategory, WorkPattern
from portal.people.ports import Rejected
from portal.people.rules.record import ALLOWED, LONGEST, EmployeeRecord
from portal.ui.workforce_words import field_name, rule_name
from tests.factories.workforce_files import AT, DAY

MAPPING = FieldMapping(
    source="trial",
    title="Essai",
    file="",
    required=frozenset({"external_id", "family_name"}),
    columns={name: (name,) for name in ALLOWED},
    constants={},
    values={"work_pattern": {"nuit": "night"}},
    reference={},
    departments={},
)
READER = RowReader(MAPPING, {name: place for place, name in enumerate(ALLOWED)}, len(ALLOWED), AT, DAY)
PLAIN = {"external_id": "P1", "family_name": "Exemple", "status": "active"}


def read(**cells: str) -> EmployeeRecord | Rejected:
    values = PLAIN | cells
    row = READER.read(7, [values.get(name, "") for name in ALLOWED])
    return row if isinstance(row, Rejected) else row[1]


def value(name: str, cell: str) -> Any:
    found = read(**{name: cell})
    assert isinstance(found, EmployeeRecord), found
    return getattr(found, name)


BAD_DATES = [
    "31/02/2020", "29/02/2019", "00/01/2020", "01/00/2020", "32/01/2020", "01/13/2020", "13/13/2020", "2020-13-01", "2020-02-30",
    "2020-00-10", "2020-1-6", "20-01-06", "06/01/20", "6/1/20", "06-01/2020", "06/01-2020", "2020-0106", "202001-06", "2020010",
    "311221", "010620", "2020", "2020-01", "01/2020", "janvier 2020", "6 janvier 2020", "Jan 6, 2020", "hier",
    "N/A", "-", "0", "null", "?", "2020-01-06x", "2020-01-061", "2020-01-06 x", "06/01/2020/1", "//", "--", "١٢/٠١/٢٠٢٠",
    "2020W011", "1,5", "0000-01-01", "01/01/0000", "2020-01-06T", "le 06/01/2020", "06/01/2020 au 07/01/2020",
]  # fmt: skip


@pytest.mark.parametrize("field", ["start_date", "end_date"])
@pytest.mark.parametrize("cell", BAD_DATES)
def test_what_is_no_date_is_refused_and_never_guessed(field: str, cell: str) -> None:
    assert read(**{field: cell}) == Rejected(7, field, RowRule.BAD_DATE)


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2020-01-06", date(2020, 1, 6)),
        ("2020/01/06", date(2020, 1, 6)),
        ("2020.01.06", date(2020, 1, 6)),
        ("20200106", date(2020, 1, 6)),
        ("06/01/2020", date(2020, 1, 6)),
        ("6/1/2020", date(2020, 1, 6)),
        ("06-01-2020", date(2020, 1, 6)),
        ("6.1.2020", date(2020, 1, 6)),
        ("2020-01-06 00:00:00", date(2020, 1, 6)),
        ("2020-01-06T23:59:59.000Z", date(2020, 1, 6)),
        ("06/01/2020 00:00", date(2020, 1, 6)),
        ("06/01/2020 0:00:00", date(2020, 1, 6)),
        ("  06/01/2020\u00a0", date(2020, 1, 6)),
        ("29/02/2020", date(2020, 2, 29)),
        ("12/11/2020", date(2020, 11, 12)),
        ("31/12/9999", date(9999, 12, 31)),
        ("01/01/0001", date(1, 1, 1)),
        ("", None),
        ("   ", None),
    ],
)
def test_a_date_is_read_day_first_as_in_france_or_year_first(cell: str, day: date | None) -> None:
    assert value("end_date" if day is None or day.year > 2000 else "start_date", cell) == day


BAD_ADDRESSES = [
    "sans arobase", "sans-arobase", "@", "@example.org", "a@", "a@b", "a@.", "a@.org", "a@b.", "a@example..org", "a@@example.org",
    "a@b@example.org", "a b@example.org", "a@exa mple.org", "a@example.org, b@example.org", "Camille <camille@example.org> Exemple",
]  # fmt: skip


@pytest.mark.parametrize("cell", BAD_ADDRESSES)
def test_what_is_no_address_is_refused(cell: str) -> None:
    assert read(work_email=cell) == Rejected(7, "work_email", RowRule.BAD_EMAIL)


@pytest.mark.parametrize(
    "cell", ["a@example.org", "prenom.nom+binome@sous.domaine.example.org", "d'arc@example.org", "é@exämple.org"]
)
def test_addresses_as_people_have_them_are_taken(cell: str) -> None:
    assert value("work_email", f" {cell} ") == cell


@pytest.mark.parametrize("name", sorted(LONGEST))
def test_a_text_fits_its_column_to_the_letter(name: str) -> None:
    fits = "a@" + "b" * (LONGEST[name] - 5) + ".fr" if name == "work_email" else "é" * LONGEST[name]
    assert len(fits) == LONGEST[name]
    assert value(name, fits) == fits
    assert read(**{name: fits + "r"}) == Rejected(7, name, RowRule.TOO_LONG)


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("status", ["", "actif", "Active", "ACTIVE", "1", "parti"]),
        ("employment_type", ["CDI", "Permanent", "fixed term", "0"]),
        ("staff_category", ["Cadre", "employe", "ETAM", "manager"]),
        ("work_pattern", ["Nuit", "3X8", "2x8", "jour"]),
        ("sso", ["peut-être", "2", "ouiii", "vrai", "-"]),
    ],
)
def test_a_value_that_no_list_knows_is_refused(name: str, cells: list[str]) -> None:
    for cell in cells:
        assert read(**{name: cell}) == Rejected(7, name, RowRule.BAD_CHOICE), cell


@pytest.mark.parametrize(
    ("name", "choices"),
    [
        ("status", EmployeeStatus),
        ("employment_type", EmploymentType),
        ("staff_category", StaffCategory),
        ("work_pattern", WorkPattern),
    ],
)
def test_every_value_of_a_list_is_taken(name: str, choices: Any) -> None:
    for code in choices.values:
        assert isinstance(read(**{name: code}), EmployeeRecord), code


def test_a_status_is_what_the_dates_say_on_the_day() -> None:
    assert value("status", "on_leave") == EmployeeStatus.ON_LEAVE
    for cells, expected in (
        ({"start_date": "2026-03-03"}, EmployeeStatus.PENDING),
        ({"end_date": "2026-03-01"}, EmployeeStatus.ENDED),
        ({"end_date": "2026-03-02"}, EmployeeStatus.ACTIVE),
    ):
        found = read(**cells)
        assert isinstance(found, EmployeeRecord) and found.status == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("oui", True),
        ("OUI", True),
        ("o", True),
        ("Yes", True),
        ("1", True),
        ("", True),
        ("non", False),
        ("No", False),
        ("0", False),
    ],
)
def test_yes_and_no_in_two_languages_and_silence_is_yes(cell: str, expected: bool) -> None:
    assert value("sso", cell) is expected


@pytest.mark.parametrize("name", sorted(MAPPING.required))
@pytest.mark.parametrize("cell", ["", " ", "\t", "\u00a0", "\u2003 "])
def test_what_is_required_is_not_empty(name: str, cell: str) -> None:
    assert read(**{name: cell}) == Rejected(7, name, RowRule.EMPTY)


@pytest.mark.parametrize(
    ("start", "end", "good"), [("2020-01-06", "2020-01-06", True), ("2020-01-06", "2020-01-05", False), ("", "2020-01-05", True)]
)
def test_a_contract_ends_on_its_first_day_at_the_earliest(start: str, end: str, good: bool) -> None:
    found = read(start_date=start, end_date=end)
    assert isinstance(found, EmployeeRecord) if good else found == Rejected(7, "end_date", RowRule.DATES_INVERTED)


@pytest.mark.parametrize("width", [0, 1, len(ALLOWED) - 1, len(ALLOWED) + 1, len(ALLOWED) * 2])
def test_a_row_of_another_width_than_its_header_is_no_row(width: int) -> None:
    assert READER.read(7, ["P1"] * width) == Rejected(7, "", RowRule.SHORT_ROW)


@pytest.mark.parametrize(
    ("cell", "kept"),
    [("  Anne   Marie ", "Anne Marie"), ("E\u0301lise", "Élise"), ("Le\u00a0Goff", "Le Goff"), ("a\nb", "a b")],
)
def test_a_text_is_kept_composed_and_with_single_spaces(cell: str, kept: str) -> None:
    assert value("family_name", cell) == kept


def test_constants_hold_for_everyone_and_values_are_those_of_the_mapping() -> None:
    reader = replace(
        READER, mapping=replace(MAPPING, constants={"country": "FR"}), places={"external_id": 0, "work_pattern": 1}, width=2
    )
    row = reader.read(2, ["P1", "nuit"])
    assert isinstance(row, tuple)
    assert (row[1].country, row[1].work_pattern, row[1].source, row[1].observed_at) == ("FR", "night", "trial", AT)


@pytest.mark.parametrize("rule", RowRule)
def test_every_rule_and_every_field_has_words(rule: RowRule) -> None:
    assert rule_name(rule) and rule_name(rule) != rule
    assert all(field_name(name) != name for name in ("", *ALLOWED))


@given(name=st.sampled_from(ALLOWED), cell=st.text(max_size=300))
def test_whatever_stands_in_a_cell_gives_a_record_that_fits_or_the_field_that_does_not(name: str, cell: str) -> None:
    found = read(**{name: cell})
    if isinstance(found, Rejected):
        assert found.field in {name, "end_date"} and cell not in {found.field, found.rule}
    else:
        assert all(len(getattr(found, column)) <= most for column, most in LONGEST.items())
        assert found.external_id and found.family_name
