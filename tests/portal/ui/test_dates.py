"""Dates as they are read: « 1er décembre » in French, everywhere."""

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template
from django.utils import translation

from portal.ui.dates import date_format, hours_and_minutes, period
from tests.consistency.source import modules

FIRST, SECOND = date(2026, 12, 1), date(2026, 12, 2)


@pytest.mark.parametrize(
    ("day", "pattern", "words"),
    [
        (FIRST, "j F Y", "1er décembre 2026"),
        (FIRST, "l j F", "mardi 1er décembre"),
        (FIRST, "DATE_FORMAT", "1er décembre 2026"),
        (FIRST, "F Y", "décembre 2026"),
        (datetime(2026, 12, 1, 9, 30), "j F à G\\hi", "1er décembre à 9h30"),
        (SECOND, "j F Y", "2 décembre 2026"),
        (date(2026, 12, 11), "j F", "11 décembre"),
        (date(2026, 12, 31), "j F", "31 décembre"),
        (FIRST, "\\j F", "j décembre"),
    ],
)
def test_the_first_of_a_month_in_french(day: date, pattern: str, words: str) -> None:
    assert date_format(day, pattern) == words


def test_english_counts_it_like_any_other() -> None:
    with translation.override("en"):
        assert date_format(FIRST, "j F Y") == "1 December 2026"
    with translation.override(None):
        assert date_format(FIRST, "j F Y") == "1 December 2026"


def said(source: str, **names: object) -> str:
    return Template(source).render(Context(names))


def test_templates_say_it_without_asking() -> None:
    assert said('{{ day|date:"j F" }}', day=FIRST) == "1er décembre"
    assert said("{{ day|date }}", day=FIRST) == "1er décembre 2026"
    assert said('{{ day|date:"j F" }}', day=None) == ""
    assert said('{{ day|date:"j F" }}', day="1 2 3") == ""


def test_a_moment_is_dated_where_the_reader_is() -> None:
    """Half past eleven in the evening of 30 November in UTC is the first of December in Paris."""
    moment = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)
    assert said('{{ at|date:"j F, G\\hi" }}', at=moment) == "1er décembre, 0h30"


def test_nobody_goes_around_it() -> None:
    around = [path.name for path in modules() if "from django.utils.formats import date_format" in path.read_text(encoding="utf-8")]
    assert around == []


@pytest.mark.parametrize(
    ("language", "start", "end", "words"),
    [
        ("fr", date(2026, 3, 3), date(2026, 4, 9), "du 3 mars au 9 avril 2026"),
        ("fr", date(2025, 11, 1), date(2026, 4, 1), "du 1er novembre 2025 au 1er avril 2026"),
        ("fr", date(2026, 3, 3), date(2026, 3, 3), "le 3 mars 2026"),
        ("fr", FIRST, FIRST, "le 1er décembre 2026"),
        ("en", date(2026, 3, 3), date(2026, 4, 9), "from 3 March to 9 April 2026"),
        ("en", date(2026, 3, 3), date(2026, 3, 3), "on 3 March 2026"),
    ],
)
def test_a_period_says_a_year_once_and_a_day_once(language: str, start: date, end: date, words: str) -> None:
    with translation.override(language):
        assert period(start, end) == words


@pytest.mark.parametrize(
    ("minutes", "words"), [(0, "0 min"), (45, "45 min"), (60, "1 h"), (61, "1 h 01"), (90, "1 h 30"), (1950, "32 h 30")]
)
def test_a_duration_in_words(minutes: int, words: str) -> None:
    assert hours_and_minutes(minutes).replace("\u00a0", " ") == words
    assert Template("{{ minutes|duration }}").render(Context({"minutes": minutes})) == hours_and_minutes(minutes)


@pytest.mark.parametrize(("language", "words"), [("fr", "du 3 mars au 9 avril 2026"), ("en", "from 3 March to 9 April 2026")])
def test_a_period_in_a_template(language: str, words: str) -> None:
    shown = Template("{{ start|until:end }}")
    with translation.override(language):
        assert shown.render(Context({"start": date(2026, 3, 3), "end": date(2026, 4, 9)})) == words
