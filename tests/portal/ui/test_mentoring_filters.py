"""Filters of the mentoring screens: durations, periods, numbers that one reads aloud."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.template import Context, Template
from django.utils import translation

from portal.core import clock
from portal.mentorship.enums import SessionOutcome
from portal.mentorship.models import Session
from portal.ui.templatetags.mentorship import became, duration, phone


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("0353010110", "03\u00a053\u00a001\u00a001\u00a010"),
        ("03 53 01 01 10", "03\u00a053\u00a001\u00a001\u00a010"),
        ("03.53.01.01.10", "03\u00a053\u00a001\u00a001\u00a010"),
        ("+33 3 53 01 01 10", "+33 3 53 01 01 10"),
        ("119", "119"),
        ("3919", "3919"),
        ("035301011", "035301011"),
        ("03530101101", "03530101101"),
        ("", ""),
    ],
)
def test_a_french_number_is_read_by_twos_and_others_as_written(written: str, read: str) -> None:
    assert phone(written) == read


@pytest.mark.parametrize(
    ("minutes", "words"), [(0, "0 min"), (45, "45 min"), (60, "1 h"), (61, "1 h 01"), (90, "1 h 30"), (1950, "32 h 30")]
)
def test_a_duration_in_words(minutes: int, words: str) -> None:
    assert duration(minutes).replace("\u00a0", " ") == words


@pytest.mark.parametrize(("language", "words"), [("fr", "du 3 mars au 9 avril 2026"), ("en", "from 3 March to 9 April 2026")])
def test_a_period_in_a_template(language: str, words: str) -> None:
    shown = Template("{% load mentorship %}{{ start|until:end }}")
    with translation.override(language):
        assert shown.render(Context({"start": date(2026, 3, 3), "end": date(2026, 4, 9)})) == words


@pytest.mark.parametrize(
    ("outcome", "hours", "words"),
    [
        (SessionOutcome.PLANNED, 1, "Prévue"),
        (SessionOutcome.PLANNED, 0, "Pas encore notée"),
        (SessionOutcome.PLANNED, -48, "Pas encore notée"),
        (SessionOutcome.HELD, -48, "Tenue"),
        (SessionOutcome.CANCELLED, 1, "Annulée ensemble"),
    ],
)
def test_a_planned_session_whose_time_has_come_is_still_to_be_told(
    monkeypatch: pytest.MonkeyPatch, outcome: str, hours: int, words: str
) -> None:
    now = datetime(2026, 3, 2, 9, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: now)
    assert became(Session(outcome=outcome, starts_at=now + timedelta(hours=hours), on=now.date())) == words
    assert became(Session(outcome=SessionOutcome.HELD, starts_at=None, on=now.date())) == "Tenue"
