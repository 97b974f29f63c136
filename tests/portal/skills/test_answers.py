"""A person's own answers: theirs alone to give, to leave, to look back on, to share and to erase."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from portal.accounts.actors import SYSTEM, Actor
from portal.accounts.enums import Role
from portal.core.models import AuditEntry
from portal.skills import operations, queries
from portal.skills.enums import Wave
from portal.skills.errors import SkillsRefused
from portal.skills.models import Questionnaire, Share
from tests.factories.engagement import VolunteerFactory, coordinator
from tests.factories.programmes import AssociationFactory
from tests.factories.skills import ACCEPTED, a_mentor_at_the_end, all_of, answered, asked_at_the_start, paired, who

pytestmark = pytest.mark.django_db
LATE = ACCEPTED + timedelta(days=30 + 366)


def refusal(found: Questionnaire, *, by: Actor, days: int = 0, **given: int | None) -> str:
    answers = {**all_of(found.instrument.framework, found.wave), **given}
    with pytest.raises(SkillsRefused) as refused:
        operations.answer(questionnaire=found, answers=answers, by=by, at=ACCEPTED + timedelta(days=days))
    return refused.value.code


def test_an_answer_is_kept_whole_with_one_audit_row_that_says_none_of_it() -> None:
    found = answered(asked_at_the_start(), 4)
    assert set(found.answers.values()) == {4}
    row = AuditEntry.objects.get(action="skills.answer")
    assert row.facts == {"wave": "t0"}


def test_answers_are_refused_with_their_code() -> None:
    found = asked_at_the_start()
    assert refusal(found, by=who(found), M1a=6) == "scale"
    assert refusal(found, by=who(found), days=61) == "over"
    with pytest.raises(SkillsRefused) as refused:
        operations.answer(questionnaire=found, answers={"M1a": 3}, by=who(found), at=ACCEPTED)
    assert refused.value.code == "incomplete"
    assert len(refused.value.facts["items"]) == 23
    answered(found)
    assert refusal(found, by=who(found)) == "already_answered"


def test_two_answers_at_once_keep_the_first() -> None:
    found = asked_at_the_start()
    stale = Questionnaire.objects.get(pk=found.pk)
    answered(found, 5)
    assert refusal(stale, by=who(found)) == "already_answered"
    assert set(Questionnaire.objects.get(pk=found.pk).answers.values()) == {5}


@pytest.mark.parametrize("role", [Role.HR, Role.CSR, Role.DPO, Role.WORKS_COUNCIL, Role.PLATFORM_ADMIN, Role.SYSTEM])
def test_no_role_of_the_company_answers_erases_or_shares_for_somebody(role: Role) -> None:
    found = answered(asked_at_the_start())
    other = Actor(VolunteerFactory.create().user_id, frozenset({role}))
    association = found.application.programme.association
    for act in (
        lambda: operations.erase_answers(volunteer=found.volunteer, by=other, at=ACCEPTED),
        lambda: operations.share(volunteer=found.volunteer, association=association, by=other, at=ACCEPTED),
        lambda: operations.leave_in_peace(volunteer=found.volunteer, by=other, at=ACCEPTED),
        lambda: operations.decline(questionnaire=found, by=other, at=ACCEPTED),
    ):
        with pytest.raises(SkillsRefused) as refused:
            act()
        assert refused.value.code == "not_theirs"
    assert refusal(found, by=SYSTEM) == "not_theirs"


def test_the_profile_shows_both_waves_and_their_difference() -> None:
    last = a_mentor_at_the_end(before=2, after=4)
    (profile,) = queries.profiles_of(volunteer_id=last.volunteer_id)
    assert {line.change for line in profile.lines} == {2}
    assert set(profile.on) == {Wave.START, Wave.END}


def test_what_was_not_observed_has_no_mean_and_no_change() -> None:
    last = a_mentor_at_the_end(before=2, after=None)
    answers = all_of(last.instrument.framework, Wave.END, 4)
    operations.answer(questionnaire=last, answers={**answers, "M1a": None, "M1b": None}, by=who(last), at=LATE)
    (profile,) = queries.profiles_of(volunteer_id=last.volunteer_id)
    assert profile.lines[0].end is None
    assert profile.lines[0].change is None
    assert profile.lines[1].change == 2


def test_looking_back_comes_a_fortnight_later_once_and_apart() -> None:
    last = a_mentor_at_the_end()
    answers, by = all_of(last.instrument.framework, Wave.THEN, 1), who(last)
    user_id = last.volunteer.user_id
    assert user_id is not None
    assert queries.look_back_of(user_id=user_id, on=LATE.date() + timedelta(days=13)) is None
    with pytest.raises(SkillsRefused, match="over"):
        operations.answer_looking_back(last=last, answers=answers, by=by, at=LATE + timedelta(days=13))
    later = LATE + timedelta(days=14)
    assert queries.look_back_of(user_id=user_id, on=later.date()) == last
    operations.answer_looking_back(last=last, answers=answers, by=by, at=later)
    assert queries.look_back_of(user_id=user_id, on=later.date()) is None
    with pytest.raises(SkillsRefused, match="already_answered"):
        operations.answer_looking_back(last=last, answers=answers, by=by, at=later)
    (profile,) = queries.profiles_of(volunteer_id=last.volunteer_id)
    assert {(line.start, line.then, line.change) for line in profile.lines} == {(2, 1, 2)}


def test_looking_back_ends_with_its_window_and_follows_a_last_wave_alone() -> None:
    last = a_mentor_at_the_end()
    answers, by = all_of(last.instrument.framework, Wave.THEN, 1), who(last)
    assert last.volunteer.user_id is not None
    assert queries.look_back_of(user_id=last.volunteer.user_id, on=LATE.date() + timedelta(days=91)) is None
    with pytest.raises(SkillsRefused, match="over"):
        operations.answer_looking_back(last=last, answers=answers, by=by, at=LATE + timedelta(days=91))
    first = Questionnaire.objects.get(application=last.application, wave=Wave.START)
    with pytest.raises(SkillsRefused, match="over"):
        operations.answer_looking_back(last=first, answers=answers, by=by, at=LATE + timedelta(days=20))
    with pytest.raises(SkillsRefused, match="not_theirs"):
        operations.answer_looking_back(last=last, answers=answers, by=SYSTEM, at=LATE + timedelta(days=20))
    assert not Questionnaire.objects.filter(wave=Wave.THEN).exists()


def test_the_third_month_says_how_three_items_moved_and_nothing_of_the_others() -> None:
    first = answered(asked_at_the_start(), 2)
    paired(first, introduced=ACCEPTED)
    operations.ask_waves(by=SYSTEM, at=ACCEPTED + timedelta(days=92))
    early = Questionnaire.objects.select_related("volunteer", "instrument").get(wave=Wave.EARLY)
    answered(early, 5, at=ACCEPTED + timedelta(days=93))
    (profile,) = queries.profiles_of(volunteer_id=first.volunteer_id)
    assert profile.pulse == (("M1b", 2, 5), ("M6a", 2, 5), ("M7b", 2, 5))
    assert {(line.start, line.end, line.change) for line in profile.lines} == {(2, None, None)}


def test_somebody_elses_wave_does_not_exist_and_a_waiting_one_has_its_days() -> None:
    found = asked_at_the_start()
    mine, other = found.volunteer.user_id, VolunteerFactory.create().user_id
    assert mine is not None
    assert other is not None
    assert queries.questionnaire_of(user_id=other, questionnaire_id=found.id) is None
    assert queries.questionnaire_of(user_id=mine, questionnaire_id=found.id) == found
    for day, waits in (
        (found.due_on - timedelta(days=1), False),
        (found.closes_on, True),
        (found.closes_on + timedelta(days=1), False),
    ):
        assert queries.waiting(user_id=mine, on=day).exists() is waits
    operations.decline(questionnaire=found, by=who(found), at=ACCEPTED)
    assert not queries.waiting(user_id=mine, on=found.due_on).exists()
    found.refresh_from_db()
    assert refusal(found, by=who(found)) == "over", "declined is declined, whatever a screen still shows"


@pytest.mark.parametrize(
    "wrong",
    [{"wave": "t9"}, {"closes_on": ACCEPTED.date() - timedelta(days=99)}, {"answered_at": ACCEPTED, "declined_at": ACCEPTED}],
    ids=["no such wave", "closes before it opens", "answered and declined"],
)
def test_the_database_refuses_a_wave_that_cannot_be(wrong: dict[str, Any]) -> None:
    found = asked_at_the_start()
    with pytest.raises(IntegrityError), transaction.atomic():
        Questionnaire.objects.filter(pk=found.pk).update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        Questionnaire.objects.create(
            volunteer=found.volunteer, application=found.application, instrument=found.instrument, wave=found.wave,
            due_on=found.due_on, closes_on=found.closes_on, asked_at=ACCEPTED,
        )  # fmt: skip


def test_sharing_is_the_persons_act_and_is_taken_back() -> None:
    found = answered(asked_at_the_start())
    association, by = found.application.programme.association, who(found)
    desk = coordinator(association)
    assert queries.shared_with(actor=desk) == []
    shared = operations.share(volunteer=found.volunteer, association=association, by=by, at=ACCEPTED)
    assert operations.share(volunteer=found.volunteer, association=association, by=by, at=ACCEPTED) == shared
    assert queries.shared_with(actor=desk) == [shared]
    assert queries.shared_with(actor=coordinator(AssociationFactory.create())) == []
    operations.take_back(share=shared, by=by, at=ACCEPTED)
    assert queries.shared_with(actor=desk) == []


def test_only_an_association_that_knows_the_person_can_be_chosen() -> None:
    found = answered(asked_at_the_start())
    with pytest.raises(SkillsRefused, match="no_handover"):
        operations.share(volunteer=found.volunteer, association=AssociationFactory.create(), by=who(found), at=ACCEPTED)


def test_nothing_is_shared_before_there_is_something() -> None:
    found = asked_at_the_start()
    association = found.application.programme.association
    with pytest.raises(SkillsRefused, match="nothing_to_share"):
        operations.share(volunteer=found.volunteer, association=association, by=who(found), at=ACCEPTED)


def test_erasing_leaves_no_answer_no_share_and_no_fact() -> None:
    last = a_mentor_at_the_end()
    by, association = who(last), last.application.programme.association
    operations.share(volunteer=last.volunteer, association=association, by=by, at=LATE)
    facts = list(queries.change_facts(start=LATE.date(), end=LATE.date()))
    assert [(fact.before["M1"], fact.after and fact.after["M1"]) for fact in facts] == [(2, 4)]
    assert operations.erase_answers(volunteer=last.volunteer, by=by, at=LATE) == 2
    assert not Questionnaire.objects.exclude(answers={}).exists()
    assert not Share.objects.exists()
    assert queries.profiles_of(volunteer_id=last.volunteer_id) == []
    assert list(queries.change_facts(start=LATE.date(), end=LATE.date() + timedelta(days=400))) == []


def test_facts_count_who_did_not_answer_when_the_window_closes() -> None:
    last = a_mentor_at_the_end(after=None)
    assert list(queries.change_facts(start=LATE.date(), end=last.closes_on - timedelta(days=1))) == []
    (fact,) = queries.change_facts(start=last.closes_on, end=last.closes_on)
    assert fact.after is None
    assert fact.volunteer_user_id == last.volunteer.user_id
