"""A referral to a professional: each state has its next day, people alone move it, and nothing says why."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.actors import SYSTEM, Actor
from portal.accounts.enums import Role
from portal.core.errors import StepRefused
from portal.core.models import AuditEntry, OutboxMessage
from portal.mentorship import operations, queries, rules
from portal.mentorship.enums import Meanwhile, ReferralEnd, ReferralState, SpecialistKind
from portal.mentorship.errors import ReferralRefused
from portal.mentorship.models import Pair, SpecialistReferral
from portal.mentorship.states import REFERRAL
from tests.factories.mentorship import (
    AT,
    a_closed_pair,
    a_pair_to_close,
    a_protector,
    a_referral,
    a_referral_to_its_end,
    an_accepted_pair,
    an_active_pair,
    mentor_of,
    staff,
)
from tests.factories.programmes import AntennaFactory, ProgrammeFactory, TeamMemberFactory

TODAY = AT.date()
db = pytest.mark.django_db
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("since", "count", "expected"),
    [
        (date(2026, 3, 2), 2, date(2026, 3, 4)),
        (date(2026, 3, 5), 2, date(2026, 3, 9)),
        (date(2026, 3, 7), 1, date(2026, 3, 9)),
        (date(2026, 4, 3), 1, date(2026, 4, 7)),
        (date(2026, 4, 30), 2, date(2026, 5, 5)),
        (date(2026, 3, 2), 0, date(2026, 3, 2)),
    ],
    ids=["monday", "over a week-end", "from a saturday", "over Easter Monday", "over the first of May", "none"],
)
def test_working_days_after_leave_out_week_ends_and_holidays(since: date, count: int, expected: date) -> None:
    assert rules.working_days_after(since, count) == expected


@given(DAYS, st.integers(1, 30))
def test_so_many_working_days_on_and_back_is_the_same_working_day(day: date, count: int) -> None:
    reached = rules.working_days_after(day, count)
    assert reached.weekday() < 5
    assert reached not in rules.public_holidays(reached.year)
    assert rules.working_days_after(rules.working_days_before(reached, count), count) == reached


@pytest.mark.parametrize("state", list(ReferralState))
def test_every_state_but_the_last_has_its_next_day(state: ReferralState) -> None:
    due = rules.referral_due_on(state=state, since=TODAY)
    assert (due is None) == (state == ReferralState.CLOSED)
    assert due is None or due > TODAY


def test_the_indicator_counts_two_working_days() -> None:
    friday = date(2026, 3, 6)
    answered = [rules.acknowledged_in_time(transmitted_on=friday, acknowledged_on=friday + timedelta(days=n)) for n in (0, 3, 4, 5)]
    assert answered == [True, True, True, False]


@db
def test_from_a_thought_to_a_professional_each_step_leaves_its_day_and_sets_the_next() -> None:
    pair = an_active_pair()
    by = staff(pair.referent)
    referral = a_referral(pair, kind=SpecialistKind.SCHOOL, professional=" CIO de Lyon ", meanwhile=Meanwhile.PAUSES)
    assert (referral.state, referral.due_on, referral.professional) == ("proposed", date(2026, 3, 9), "CIO de Lyon")
    for step, day, due in (("agree", 3, 5), ("transmit", 4, 6), ("acknowledge", 5, 38)):
        on = date(2026, 3, day)
        operations.move_referral(referral=referral, step=step, on=on, by=by, at=AT + timedelta(days=10))
        assert (referral.since, referral.due_on) == (on, date(2026, 3, 1) + timedelta(days=due - 1))
    operations.close_referral(referral=referral, end=ReferralEnd.SUPPORTED, by=by, at=AT + timedelta(days=20))
    kept = SpecialistReferral.objects.get()
    assert (kept.agreed_on, kept.transmitted_on, kept.acknowledged_on) == tuple(date(2026, 3, day) for day in (3, 4, 5))
    assert (kept.state, kept.end, kept.due_on, kept.closed_on) == ("closed", "supported", None, date(2026, 3, 22))
    acts = AuditEntry.objects.filter(subject_id=kept.id, action__contains="referral").order_by("at", "id")
    assert {act.action.split(".")[1] for act in acts} == {
        "propose_referral", "agree_referral", "transmit_referral", "acknowledge_referral", "close_referral",
    }  # fmt: skip


@db
@pytest.mark.parametrize("until", ["", "agree", "transmit", "acknowledge"])
def test_a_referral_can_be_left_there_from_anywhere(until: str) -> None:
    referral = a_referral(until=until)
    by = staff(referral.pair.referent)
    operations.close_referral(referral=referral, end=ReferralEnd.LEFT_THERE, by=by, at=AT)
    with pytest.raises(StepRefused, match="wrong_state"):
        operations.close_referral(referral=referral, end=ReferralEnd.SUPPORTED, by=by, at=AT)


@db
def test_no_step_is_jumped() -> None:
    referral = a_referral()
    for step in ("transmit", "acknowledge"):
        with pytest.raises(StepRefused, match="wrong_state"):
            operations.move_referral(referral=referral, step=step, on=TODAY, by=staff(referral.pair.referent), at=AT)


@db
def test_only_people_of_the_pairs_own_antenna_see_or_move_it() -> None:
    pair = an_active_pair(programme=ProgrammeFactory.create())
    antenna = AntennaFactory.create(association=pair.programme.association)
    Pair.objects.get(pk=pair.pk).mentee.__class__.objects.filter(pk=pair.mentee_id).update(antenna=antenna)
    type(pair.programme).objects.filter(pk=pair.programme_id).update(antenna=antenna)
    pair = Pair.objects.select_related("mentee", "programme", "referent", "volunteer").get(pk=pair.pk)
    referral = a_referral(pair)
    beside = AntennaFactory.create(association=pair.programme.association)
    machine = Actor(None, frozenset({Role.API_CLIENT}), pair.programme.association_id)
    strangers = [
        staff(TeamMemberFactory.create(association=pair.programme.association, antenna=beside)),
        staff(TeamMemberFactory.create()),
        mentor_of(pair),
        machine,
        SYSTEM,
        Actor(None, frozenset({Role.CSR, Role.HR, Role.DPO, Role.PLATFORM_ADMIN})),
    ]
    for stranger in strangers:
        with pytest.raises(ReferralRefused, match="not_theirs"):
            operations.propose_referral(pair=pair, kind=SpecialistKind.LEGAL, by=stranger, at=AT)
        with pytest.raises(ReferralRefused, match="not_theirs"):
            operations.move_referral(referral=referral, step="agree", on=TODAY, by=stranger, at=AT)
        with pytest.raises(ReferralRefused, match="not_theirs"):
            operations.close_referral(referral=referral, end=ReferralEnd.ELSEWHERE, by=stranger, at=AT)
        assert queries.referral_for(actor=stranger, referral_id=referral.id) is None
        assert not queries.referrals_open(actor=stranger).exists()
    assert queries.referral_for(actor=a_protector(pair.programme), referral_id=referral.id) == referral


@db
@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"kind": "astrology"}, "unknown_code"),
        ({"meanwhile": "vanishes"}, "unknown_code"),
        ({"professional": "x" * 81}, "text_length"),
        ({"kind": SpecialistKind.SOCIAL}, "already_open"),
    ],
)
def test_a_referral_that_cannot_be_leaves_nothing(fields: dict[str, Any], code: str) -> None:
    pair = a_referral().pair
    given: dict[str, Any] = {"kind": SpecialistKind.HEALTH, **fields}
    with pytest.raises(ReferralRefused, match=code):
        operations.propose_referral(pair=pair, by=staff(pair.referent), at=AT, **given)
    assert SpecialistReferral.objects.count() == 1


@db
def test_another_kind_beside_it_or_the_same_after_it_is_fine() -> None:
    referral = a_referral()
    a_referral(referral.pair, kind=SpecialistKind.LEGAL)
    operations.close_referral(referral=referral, end=ReferralEnd.NOT_NEEDED, by=staff(referral.pair.referent), at=AT)
    a_referral(referral.pair)
    assert SpecialistReferral.objects.count() == 3


@db
@pytest.mark.parametrize("pair_of", [an_accepted_pair, a_closed_pair], ids=["nobody has met", "it is over"])
def test_before_the_introduction_and_after_the_end_there_is_no_referral(pair_of: Any) -> None:
    pair = pair_of()
    with pytest.raises(ReferralRefused, match="not_meeting"):
        operations.propose_referral(pair=pair, kind=SpecialistKind.LEGAL, by=staff(pair.referent), at=AT)


@db
def test_a_pair_that_ends_may_still_be_handed_on() -> None:
    assert a_referral(a_pair_to_close(), at=AT + timedelta(days=91)).state == ReferralState.PROPOSED


@db
@pytest.mark.parametrize(
    ("step", "days", "code"), [("agree", 1, "in_future"), ("agree", -1, "before_last_step"), ("fly", 0, "unknown_code")]
)
def test_a_day_or_a_step_that_cannot_be(step: str, days: int, code: str) -> None:
    referral = a_referral()
    with pytest.raises(ReferralRefused, match=code):
        operations.move_referral(
            referral=referral, step=step, on=TODAY + timedelta(days=days), by=staff(referral.pair.referent), at=AT
        )
    with pytest.raises(ReferralRefused, match="unknown_code"):
        operations.close_referral(referral=referral, end="miracle", by=staff(referral.pair.referent), at=AT)
    assert SpecialistReferral.objects.get().state == ReferralState.PROPOSED


@db
def test_the_referent_is_reminded_once_a_state_and_told_nothing_of_it() -> None:
    referral = a_referral(professional="Maison des adolescents")
    pair = referral.pair
    assert operations.remind_of_referrals(by=SYSTEM, at=AT + timedelta(days=7)) == 0, "the last day is not late"
    assert [operations.remind_of_referrals(by=SYSTEM, at=AT + timedelta(days=n)) for n in (8, 9)] == [1, 0]
    told = OutboxMessage.objects.get(kind="mentorship.referral_waiting")
    assert (told.recipient_kind, told.recipient_id, told.subject_id) == ("team", pair.referent_id, pair.id)
    referral.refresh_from_db()
    operations.move_referral(referral=referral, step="agree", on=TODAY, by=staff(pair.referent), at=AT + timedelta(days=9))
    assert operations.remind_of_referrals(by=SYSTEM, at=AT + timedelta(days=10)) == 1, "the next state has its own reminder"
    operations.close_referral(referral=referral, end=ReferralEnd.ELSEWHERE, by=staff(pair.referent), at=AT + timedelta(days=11))
    assert operations.remind_of_referrals(by=SYSTEM, at=AT + timedelta(days=99)) == 0


@db
def test_those_under_way_come_with_the_one_to_move_first() -> None:
    programme = ProgrammeFactory.create()
    slow, urgent = (
        a_referral(an_active_pair(programme=programme)),
        a_referral(an_active_pair(programme=programme), until="transmit"),
    )
    a_referral_to_its_end(programme)
    a_referral()
    actor = staff(slow.pair.referent)
    assert list(queries.referrals_open(actor=actor)) == [urgent, slow]
    assert [one.state for one in queries.referrals_of_pair(pair_id=slow.pair_id)] == ["proposed"]


@db
def test_the_rhythm_counts_what_was_answered_and_what_is_late_and_not_what_may_still_come() -> None:
    programme = ProgrammeFactory.create()
    actor = staff(a_referral(an_active_pair(programme=programme), until="acknowledge").pair.referent)
    a_referral(an_active_pair(programme=programme), until="transmit")
    a_referral(an_active_pair(programme=programme))
    for on, expected in ((TODAY, (1, 1)), (TODAY + timedelta(days=2), (1, 1)), (TODAY + timedelta(days=3), (1, 2))):
        assert queries.referral_rhythm(actor=actor, since=TODAY, on=on) == expected
    assert queries.referral_rhythm(actor=actor, since=TODAY + timedelta(days=1), on=TODAY) == (0, 0)


@db
def test_neither_the_kind_nor_the_name_is_readable_at_rest() -> None:
    a_referral(kind=SpecialistKind.PSYCHOLOGICAL, professional="Maison des adolescents")
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, professional FROM mentorship_specialistreferral")
        stored = " ".join(cursor.fetchone())
    assert "psycho" not in stored
    assert "Maison" not in stored
    assert SpecialistReferral.objects.get().get_kind_display() == "Écoute psychologique"


@db
@pytest.mark.parametrize(
    "wrong", [{"due_on": None}, {"state": "closed"}, {"state": "lost"}, {"end": "supported"}, {"meanwhile": "?"}]
)
def test_the_database_refuses_a_state_without_a_next_day_and_an_end_without_its_day(wrong: dict[str, Any]) -> None:
    referral = a_referral()
    with pytest.raises(IntegrityError), transaction.atomic():
        SpecialistReferral.objects.filter(pk=referral.pk).update(**wrong)


def test_no_machine_moves_a_young_persons_way_to_a_professional() -> None:
    people = {Role.COORDINATOR, Role.REFERENT, Role.ASSOCIATION_ADMIN, Role.SAFEGUARDING}
    assert {role for step in REFERRAL.steps for role in step.who} == people
