"""A concern that is over is kept as long as its association chose, then nothing of it is left; one under way stays."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.actors import ANONYMOUS, SYSTEM
from portal.core.models import AuditEntry, Transition
from portal.core.months import add_months
from portal.mentorship import operations, queries
from portal.mentorship.enums import ABOUT_PROTECTION, Authority, ConcernOutcome
from portal.mentorship.models import Concern, CripTransmission, EngagementCertificate, Pair
from portal.programmes.models import Association, Programme
from tests.factories.mentorship import AT, a_closed_pair, a_protector
from tests.factories.programmes import ProgrammeFactory

pytestmark = pytest.mark.django_db
YEAR = timedelta(days=365)


def a_worry(programme: Programme, **of: Any) -> Concern:
    fields = {"raised_by": "family", "category": "school", "urgency": "standard", "text": "canari", "contact": "0600000000", **of}
    return operations.raise_concern(programme=programme, by=ANONYMOUS, at=AT, **fields)


def an_old_worry(programme: Programme | None = None, *, years: int = 5, **of: Any) -> Concern:
    """A concern that went to the authorities and is over since `AT`, at an association that keeps such for some years."""
    programme = programme or ProgrammeFactory.create()
    Association.objects.filter(pk=programme.association_id).update(concern_years=years)
    concern, by = a_worry(programme, **of), a_protector(programme)
    operations.acknowledge_concern(concern=concern, by=by, at=AT)
    operations.transmit_concern(concern=concern, authority=Authority.values[0], sent_on=AT.date(), by=by, at=AT)
    return operations.close_concern(concern=concern, outcome=ConcernOutcome.AUTHORITIES, by=by, at=AT)


def the_day(years: int, *, later: int = 0) -> datetime:
    day: date = add_months(AT.date(), 12 * years) + timedelta(days=later)
    return datetime(day.year, day.month, day.day, 2, tzinfo=UTC)


@pytest.mark.parametrize("years", [1, 5, 10])
def test_it_is_kept_to_the_last_day_and_nothing_of_it_after(years: int) -> None:
    concern = an_old_worry(years=years)
    assert queries.concern_kept_until(concern=Concern.objects.get(pk=concern.pk)) == the_day(years).date()
    assert operations.purge_concerns(by=SYSTEM, at=the_day(years)) == 0
    assert Concern.objects.get().text == "canari"
    assert operations.purge_concerns(by=SYSTEM, at=the_day(years, later=1)) == 1
    assert not Concern.objects.exists()
    assert not CripTransmission.objects.exists()
    assert not Transition.objects.filter(subject_id=concern.pk).exists()
    assert operations.purge_concerns(by=SYSTEM, at=the_day(years, later=2)) == 0, "nothing twice"


@pytest.mark.parametrize("taken", [False, True])
def test_one_that_is_not_over_is_kept_whatever_its_age(taken: bool) -> None:
    programme = ProgrammeFactory.create()
    concern = a_worry(programme)
    if taken:
        operations.acknowledge_concern(concern=concern, by=a_protector(programme), at=AT)
    assert queries.concern_kept_until(concern=concern) is None
    assert operations.purge_concerns(by=SYSTEM, at=AT + 60 * YEAR) == 0
    assert Concern.objects.get().text == "canari"


def test_each_association_s_own_choice_holds_for_its_own() -> None:
    brief, long = an_old_worry(years=1), an_old_worry(years=9)
    operations.purge_concerns(by=SYSTEM, at=the_day(2))
    assert [one.pk for one in Concern.objects.all()] == [long.pk]
    entry = AuditEntry.objects.get(action="mentorship.purge_concerns")
    assert (entry.association_id, entry.facts) == (brief.association_id, {"rows": 1})
    assert entry.action in ABOUT_PROTECTION, "the company's officer does not read that there was one"


def test_a_choice_made_longer_holds_from_then_on() -> None:
    concern = an_old_worry(years=1)
    Association.objects.filter(pk=concern.association_id).update(concern_years=10)
    assert operations.purge_concerns(by=SYSTEM, at=the_day(9)) == 0
    assert operations.purge_concerns(by=SYSTEM, at=the_day(10, later=1)) == 1


def test_the_pair_that_was_kept_for_it_goes_with_the_next_round() -> None:
    pair = a_closed_pair()
    EngagementCertificate.objects.all().delete()
    an_old_worry(pair.programme, pair=None)
    Concern.objects.update(pair=pair)
    operations.purge_over(by=SYSTEM, at=the_day(5))
    assert Pair.objects.exists()
    operations.purge_concerns(by=SYSTEM, at=the_day(5, later=1))
    operations.purge_over(by=SYSTEM, at=the_day(5, later=1))
    assert not Pair.objects.exists()


def test_many_go_in_slices_and_are_written_down_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.core.slices.SLICE", 2)
    programme = ProgrammeFactory.create()
    for _ in range(3):
        an_old_worry(programme)
    assert operations.purge_concerns(by=SYSTEM, at=the_day(6)) == 3
    assert AuditEntry.objects.filter(action="mentorship.purge_concerns").count() == 1


@given(closed=st.dates(date(2026, 1, 1), date(2032, 12, 31)), years=st.integers(1, 10), late=st.integers(-40, 40))
def test_what_the_page_promises_is_what_the_night_does(closed: date, years: int, late: int) -> None:
    """Of a concern closed on any day, leap days too: erased exactly on the nights after the day that its page names."""
    programme = ProgrammeFactory.create(association__concern_years=years)
    at = datetime(closed.year, closed.month, closed.day, 11, tzinfo=UTC)
    concern = a_worry(programme)
    Concern.objects.filter(pk=concern.pk).update(state="closed", acknowledged_at=at, closed_at=at, asks_at=None)
    concern.refresh_from_db()
    promised = queries.concern_kept_until(concern=concern)
    assert promised is not None
    night = promised + timedelta(days=late)
    over = queries.concerns_over(association_id=programme.association_id, years=years, on=night)
    if late > 3 or late <= 0:
        assert over.exists() is (late > 0)
