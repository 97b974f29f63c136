"""Filters of the mentoring screens."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.core import clock
from portal.mentorship.enums import SessionOutcome
from portal.mentorship.models import Session
from portal.ui.templatetags.mentorship import became


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
