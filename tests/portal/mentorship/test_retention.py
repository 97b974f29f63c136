"""What the register says is kept for one year, two, three or ten goes then, and not a day before."""

from datetime import UTC, date, datetime, timedelta

import pytest

from portal.accounts.actors import SYSTEM
from portal.core.models import AuditEntry, Transition
from portal.core.months import add_months
from portal.mentorship import operations, queries
from portal.mentorship.enums import NOBODY, PairState
from portal.mentorship.models import (
    Concern,
    EngagementCertificate,
    Mentee,
    MenteeGate,
    Pair,
    PairAgreement,
    PairClosure,
    Review,
    Session,
    SpecialistReferral,
)
from tests.factories.mentorship import (
    AT,
    MenteeFactory,
    a_closed_pair,
    a_minor,
    a_proposed_pair,
    a_protector,
    a_referral,
    an_active_pair,
    staff,
)
from tests.factories.programmes import ProgrammeFactory

pytestmark = pytest.mark.django_db


def months_after(pair: Pair, months: int) -> datetime:
    """The last day on which what is kept so long after the closing is still there."""
    assert pair.closed_on is not None
    day: date = add_months(pair.closed_on, months)
    return datetime(day.year, day.month, day.day, 9, tzinfo=UTC)


def a_young_person_s_closed_pair() -> Pair:
    programme = ProgrammeFactory.create()
    mentee = a_minor(association=programme.association, alias="Lila", reference="D-12", departement="69")
    return a_closed_pair(programme=programme, mentee=mentee)


def test_a_year_after_nothing_says_who_the_young_person_was() -> None:
    pair, alive = a_young_person_s_closed_pair(), an_active_pair()
    operations.purge_closed(by=SYSTEM, at=months_after(pair, 12))
    assert Mentee.objects.get(pk=pair.mentee_id).alias == "Lila"
    operations.purge_closed(by=SYSTEM, at=months_after(pair, 12) + timedelta(days=1))
    mentee = Mentee.objects.get(pk=pair.mentee_id)
    assert (mentee.alias, mentee.reference, mentee.departement, mentee.age_band) == (NOBODY, "", "", "12-15")
    assert not MenteeGate.objects.filter(mentee=mentee).exists()
    assert Mentee.objects.get(pk=alive.mentee_id).alias == alive.mentee.alias
    assert operations.purge_closed(by=SYSTEM, at=months_after(pair, 13)) == 0, "nothing twice"


def test_whoever_is_accompanied_again_keeps_their_name() -> None:
    pair = a_young_person_s_closed_pair()
    assert pair.closed_on is not None
    a_proposed_pair(programme=pair.programme, mentee=pair.mentee, at=months_after(pair, 3))
    operations.purge_closed(by=SYSTEM, at=months_after(pair, 20))
    assert Mentee.objects.get(pk=pair.mentee_id).alias == "Lila"


def test_a_year_after_who_wanted_the_end_and_why_goes_and_a_new_match_stays_possible() -> None:
    pair = a_closed_pair()
    operations.record_interview(pair=pair, on=months_after(pair, 0).date(), by=staff(pair.referent), at=months_after(pair, 0))
    operations.purge_closed(by=SYSTEM, at=months_after(pair, 12) + timedelta(days=1))
    closure = PairClosure.objects.get(pair=pair)
    assert (closure.reason, closure.closed_by, closure.interviewed_by) == ("", "", None)
    assert queries.pair_without_interview(volunteer_id=pair.volunteer_id, mentee=pair.mentee) is None
    operations.purge_over(by=SYSTEM, at=months_after(pair, 37))
    assert queries.pair_without_interview(volunteer_id=pair.volunteer_id, mentee=pair.mentee) is None


def test_a_year_after_referrals_go() -> None:
    referral = a_referral()
    Pair.objects.filter(pk=referral.pair_id).update(state=PairState.CLOSED, closed_on=AT.date())
    operations.purge_closed(by=SYSTEM, at=AT + timedelta(days=365))
    assert SpecialistReferral.objects.exists()
    operations.purge_closed(by=SYSTEM, at=AT + timedelta(days=367))
    assert not SpecialistReferral.objects.exists()


def test_a_pair_that_never_came_about_goes_after_a_year_with_its_steps() -> None:
    pair = a_proposed_pair()
    operations.decline_pair(pair=pair, by=staff(pair.referent), at=AT)
    operations.purge_closed(by=SYSTEM, at=AT + timedelta(days=365))
    assert Transition.objects.filter(subject_id=pair.id).count() == Pair.objects.count() == 1
    operations.purge_closed(by=SYSTEM, at=AT + timedelta(days=367))
    assert not Pair.objects.exists()
    assert not Transition.objects.filter(subject_id=pair.id).exists()


def test_a_young_person_who_never_had_a_pair_goes_after_two_years() -> None:
    MenteeFactory.create()
    operations.purge_closed(by=SYSTEM, at=AT + timedelta(days=729))
    assert Mentee.objects.exists()
    operations.purge_closed(by=SYSTEM, at=AT + timedelta(days=733))
    assert not Mentee.objects.exists()


def test_three_years_after_a_pair_goes_and_what_its_certificate_says_stays() -> None:
    pair = a_closed_pair()
    bare = a_closed_pair()
    EngagementCertificate.objects.filter(pair=bare).delete()
    assert operations.purge_over(by=SYSTEM, at=months_after(pair, 36)) == 0
    assert operations.purge_over(by=SYSTEM, at=months_after(pair, 36) + timedelta(days=1)) > 0
    assert [row.pk for row in Pair.objects.all()] == [pair.pk]
    for model in (Session, Review, PairAgreement, PairClosure):
        assert not model._default_manager.exists()
    certificate = queries.certificate_of_pair(pair_id=pair.id)
    assert certificate is not None
    assert queries.certificate_by_code(code=certificate.code) == certificate
    assert operations.purge_over(by=SYSTEM, at=months_after(pair, 37)) == 0


def test_ten_years_after_the_certificate_goes_and_its_pair_with_it() -> None:
    pair = a_young_person_s_closed_pair()
    operations.purge_closed(by=SYSTEM, at=months_after(pair, 13))
    operations.purge_over(by=SYSTEM, at=months_after(pair, 120))
    assert Pair.objects.exists()
    operations.purge_over(by=SYSTEM, at=months_after(pair, 120) + timedelta(days=1))
    assert not Pair.objects.exists()
    assert not EngagementCertificate.objects.exists()
    assert not Mentee.objects.filter(pk=pair.mentee_id).exists()


def test_a_pair_that_a_concern_is_about_is_the_association_s_to_keep() -> None:
    pair = a_closed_pair()
    EngagementCertificate.objects.all().delete()
    operations.raise_concern(
        programme=pair.programme, pair=pair, raised_by="staff", category="school", urgency="standard",
        by=staff(pair.referent), at=AT,
    )  # fmt: skip
    a_protector(pair.programme)
    operations.purge_over(by=SYSTEM, at=months_after(pair, 200))
    assert Concern.objects.get().pair_id == pair.pk
    assert not Session.objects.exists()


def test_many_go_in_slices_and_it_is_written_down_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.core.slices.SLICE", 2)
    pairs = [a_closed_pair() for _ in range(3)]
    EngagementCertificate.objects.all().delete()
    operations.purge_over(by=SYSTEM, at=months_after(pairs[-1], 40))
    assert not Pair.objects.exists()
    entry = AuditEntry.objects.get(action="mentorship.purge_over")
    assert entry.facts.keys() == {"rows"}
