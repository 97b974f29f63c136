"""`manage.py metrics publish`: what it shows beforehand, what it publishes, what it refuses."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from portal.core import clock
from portal.core.models import AuditEntry
from portal.metrics import queries
from portal.metrics.models import Cell, LedgerEntry, Release
from portal.metrics.periods import Quarter, quarter_named
from tests.factories.metrics import Q1, a_small_company, noon

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _spring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: noon(Q1.end + timedelta(days=20)))


def publish(*options: str) -> str:
    out = StringIO()
    call_command("metrics", "publish", *options, stdout=out)
    return out.getvalue()


def test_a_dry_run_says_what_would_not_be_shown_and_why_and_no_value() -> None:
    a_small_company().save()
    said = publish("--period", "2026-Q1", "--dry-run")
    assert said.splitlines()[0] == "2026-T1: 21 of 41 cells would be shown, k = 10. Nothing was published."
    assert "  banded       Est: too few people, or a subtraction would isolate some" in said
    assert "participation: 2 of 4" in said
    assert "35" not in said  # Nord's share
    assert not Release.objects.exists()
    assert not LedgerEntry.objects.exists()
    assert not AuditEntry.objects.filter(action__startswith="metrics").exists()


def test_a_quarter_is_published_and_sealed() -> None:
    a_small_company().save()
    said = publish("--period", "2026-T1")
    release = Release.objects.get()
    assert said == f"2026-T1: release 1 published (k = 10, seal {release.digest}).\n"
    assert queries.broken_seals() == []
    assert AuditEntry.objects.get(action="metrics.publish_release").actor_role == "system"


def test_the_same_again_is_refused_and_a_correction_says_what_it_corrects() -> None:
    a_small_company().save()
    publish("--period", "2026-Q1")
    before = Cell.objects.count()
    with pytest.raises(CommandError, match="it has its release already"):
        publish("--period", "2026-Q1")
    with pytest.raises(CommandError, match="a later period"):
        publish("--period", "2025-Q4")
    assert Cell.objects.count() == before
    publish("--period", "2026-Q1", "--note", "Fifteen sessions came late")
    assert [one.revision for one in queries.releases()] == [2, 1]


@pytest.mark.parametrize(
    ("period", "said"),
    [
        ("2026-Q2", "not over yet"),
        ("2026-Q5", "no period"),
        ("2026", "not over yet"),
        ("2025", "only a small company publishes a year"),
        ("2026-Q1 ", "no period"),
        ("", "no period"),
    ],
)
def test_what_is_no_closed_period_of_this_company_is_refused(period: str, said: str) -> None:
    with pytest.raises(CommandError, match=said):
        publish("--period", period, "--dry-run")


def test_a_note_that_is_too_long_is_refused() -> None:
    with pytest.raises(CommandError, match="200 signs"):
        publish("--period", "2026-Q1", "--note", "x" * 201)


def test_a_quarter_by_its_name_in_either_language() -> None:
    assert quarter_named("2026-Q3") == quarter_named("2026-T3") == Quarter(2026, 3)
