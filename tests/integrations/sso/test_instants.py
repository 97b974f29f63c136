"""Instants of others: one tolerance, nothing open-ended."""

from datetime import UTC, datetime, timedelta

import pytest

from integrations.sso import instants
from integrations.sso.errors import SamlRefused

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def text(seconds: int) -> str:
    return (AT + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.mark.parametrize(
    "form", ["2026-03-02T09:00:00Z", "2026-03-02T09:00:00.1Z", "2026-03-02T09:00:00.1234567Z", "2026-03-02T10:00:00+01:00"]
)
def test_forms_that_providers_write(form: str) -> None:
    assert instants.parse(form) == AT


@pytest.mark.parametrize(
    "form", [None, "", "2026-03-02", "2026-03-02T09:00:00", "2026-13-02T09:00:00Z", "2026-03-02 09:00:00Z", "x2026-03-02T09:00:00Z"]
)
def test_forms_that_say_no_instant(form: str | None) -> None:
    with pytest.raises(SamlRefused, match="instant_malformed"):
        instants.parse(form)


@pytest.mark.parametrize("seconds", [120, 100, 0, -100, -599])
def test_fresh(seconds: int) -> None:
    instants.check_fresh(text(seconds), AT)


@pytest.mark.parametrize("seconds", [121, 600, -600, -720, 3600, -86400])
def test_not_fresh(seconds: int) -> None:
    with pytest.raises(SamlRefused, match="not_fresh"):
        instants.check_fresh(text(seconds), AT)


@pytest.mark.parametrize(("start", "end"), [(0, 1), (120, 300), (-300, -119), (None, 60)])
def test_an_open_window(start: int | None, end: int) -> None:
    begins = None if start is None else text(start)
    assert instants.check_window(begins, text(end), AT) == AT + timedelta(seconds=end)


@pytest.mark.parametrize(("start", "end", "code"), [(121, 300, "too_early"), (-300, -120, "expired"), (0, None, "no_end")])
def test_a_window_that_is_shut(start: int, end: int | None, code: str) -> None:
    with pytest.raises(SamlRefused, match=code):
        instants.check_window(text(start), None if end is None else text(end), AT)
