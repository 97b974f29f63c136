"""A person's question, and a person's answer: one at a time, to the association asked, and it never decides by itself."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from portal.accounts.actors import Actor
from portal.accounts.enums import Role
from portal.core.ids import new_id
from portal.core.models import OutboxMessage
from portal.programmes.models import TeamMember
from portal.routing import operations, queries
from portal.routing.enums import ProposalState
from portal.routing.errors import ContestRefused
from portal.routing.models import Contest, Proposal, VolunteerProfile
from tests.factories.allocation import ProposalFactory
from tests.factories.engagement import coordinator
from tests.factories.programmes import AntennaFactory, ProgrammeFactory, TeamMemberFactory
from tests.factories.routing import VolunteerProfileFactory, WishFactory

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
QUESTION = "Je peux le samedi aussi, est-ce que cela change quelque chose ?"
pytestmark = pytest.mark.django_db


def person(profile: VolunteerProfile) -> Actor:
    return Actor(profile.user_id, frozenset({Role.EMPLOYEE}))


def proposed(**values: Any) -> Proposal:
    member: TeamMember = TeamMemberFactory.create()
    programme = ProgrammeFactory.create(association=member.association)
    made: Proposal = ProposalFactory.create(**{"reviewed": True, "programme": programme, **values})
    return made


def asked(proposal: Proposal | None = None, question: str = QUESTION) -> Contest:
    one = proposal or proposed()
    return operations.contest(profile=one.profile, question=question, by=person(one.profile), at=AT, proposal=one)


def refusal(**arguments: Any) -> str:
    with pytest.raises(ContestRefused) as refused:
        operations.contest(**{"at": AT, "question": QUESTION, **arguments})
    return refused.value.code


def test_a_question_goes_to_the_association_of_the_proposal_with_a_day_to_answer_by() -> None:
    proposal = proposed()
    contest = asked(proposal)
    assert (contest.association_id, contest.deadline_on) == (proposal.programme.association_id, date(2026, 3, 12))
    seen = queries.contest_for(association_id=contest.association_id, contest_id=contest.pk)
    assert seen is not None
    assert (seen.pseudonym, seen.programme_title, seen.question) == (proposal.pseudonym, proposal.programme.title, QUESTION)
    assert str(proposal.profile.user_id) not in repr(seen)
    assert list(OutboxMessage.objects.values_list("kind", "recipient_kind")) == [("routing.question_asked", "team")]


def test_asking_stops_nothing_and_decides_nothing() -> None:
    proposal = proposed()
    asked(proposal)
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.REVIEWED
    assert proposal.deadline_on is not None


def test_who_has_no_proposal_asks_the_association_of_the_first_wish() -> None:
    profile, first = VolunteerProfileFactory.create(), ProgrammeFactory.create()
    WishFactory.create(profile=profile, programme=ProgrammeFactory.create(), rank=2)
    WishFactory.create(profile=profile, programme=first, rank=1)
    contest = operations.contest(profile=profile, question=QUESTION, by=person(profile), at=AT)
    assert contest.association_id == first.association_id
    seen = queries.contest_for(association_id=first.association_id, contest_id=contest.pk)
    assert seen is not None
    assert (seen.pseudonym, seen.programme_title) == ("", "")


def test_what_cannot_be_asked_says_why() -> None:
    proposal, profile = proposed(), VolunteerProfileFactory.create()
    own = person(proposal.profile)
    assert refusal(profile=proposal.profile, question="  \n ", by=own, proposal=proposal) == "empty"
    assert refusal(profile=proposal.profile, by=person(profile), proposal=proposal) == "not_yours"
    assert refusal(profile=profile, by=person(profile), proposal=proposal) == "not_yours"
    assert refusal(profile=profile, by=person(profile)) == "nothing_to_contest"
    assert refusal(profile=proposal.profile, by=coordinator(proposal.programme.association), proposal=proposal) == "not_yours"
    assert not Contest.objects.exists()
    assert not OutboxMessage.objects.exists()


def test_one_question_at_a_time_and_another_after_the_answer() -> None:
    proposal = proposed()
    contest = asked(proposal)
    assert refusal(profile=proposal.profile, by=person(proposal.profile), proposal=proposal) == "already_asked"
    by = coordinator(proposal.programme.association)
    operations.answer_contest(contest=contest, answer="Oui.", by=by, at=AT + timedelta(days=2))
    again = asked(proposal, "Et le mercredi ?")
    assert queries.question_of(user_id=proposal.profile.user_id) in {again, contest}
    assert Contest.objects.filter(answered_at=None).get() == again


def test_an_answer_is_a_persons_kept_and_told_to_who_asked() -> None:
    contest = asked()
    by = coordinator(contest.association)
    OutboxMessage.objects.all().delete()
    operations.answer_contest(contest=contest, answer="  Oui : nous ouvrons le samedi en mai.  ", by=by, at=AT)
    kept = Contest.objects.get()
    assert (kept.answer, kept.answered_by, kept.answered_at) == ("Oui : nous ouvrons le samedi en mai.", by.id, AT)
    [(kind, recipient)] = OutboxMessage.objects.values_list("kind", "recipient_id")
    assert (kind, str(recipient)) == ("routing.question_answered", str(contest.profile.user_id))
    assert not queries.contests_for(association_id=contest.association_id).exists()


@pytest.mark.parametrize("who", ["another association", "the person", "a referent", "twice", "empty"])
def test_an_answer_that_cannot_be_is_refused(who: str) -> None:
    contest = asked()
    by = {
        "another association": coordinator(ProgrammeFactory.create().association),
        "the person": person(contest.profile),
        "a referent": Actor(contest.profile.user_id, frozenset({Role.REFERENT}), association_id=contest.association_id),
    }.get(who, coordinator(contest.association))
    if who == "twice":
        operations.answer_contest(contest=contest, answer="Oui.", by=by, at=AT)
    with pytest.raises(ContestRefused) as refused:
        operations.answer_contest(contest=contest, answer="" if who == "empty" else "Non.", by=by, at=AT)
    assert refused.value.code == {"twice": "answered", "empty": "empty"}.get(who, "not_yours")
    assert Contest.objects.get().answer == ("Oui." if who == "twice" else "")


def test_a_coordinator_of_an_antenna_is_asked_about_its_programmes_only() -> None:
    antenna = AntennaFactory.create()
    here = asked(proposed(programme=ProgrammeFactory.create(association=antenna.association, antenna=antenna)))
    asked(proposed(programme=ProgrammeFactory.create(association=antenna.association)))
    mine = queries.contests_for(association_id=antenna.association.pk, antenna_ids=frozenset({antenna.pk}))
    assert list(mine) == [here]
    assert queries.contests_for(association_id=antenna.association.pk).count() == 2


def test_neither_question_nor_answer_is_readable_in_the_database() -> None:
    contest = asked()
    operations.answer_contest(contest=contest, answer="Canari-Réponse", by=coordinator(contest.association), at=AT)
    with connection.cursor() as cursor:
        cursor.execute("SELECT question, answer FROM routing_contest")
        [row] = cursor.fetchall()
    assert all("Canari" not in str(text) and "samedi" not in str(text) for text in row)


def test_a_question_is_cut_where_the_form_ends() -> None:
    assert len(asked(question="é" * 900).question) == operations.contests.MOST_TEXT


def test_what_waits_for_a_review_is_counted_at_once(django_assert_num_queries: Any) -> None:
    """Proposals not yet answered with the first day due, questions not yet answered; of these antennas alone, if any."""
    first = ProposalFactory.create(deadline_on=date(2026, 3, 20))
    home = first.programme.association
    TeamMemberFactory.create(association=home)
    ProposalFactory.create(programme=first.programme, deadline_on=date(2026, 3, 9))
    asked(ProposalFactory.create(programme=first.programme, reviewed=True))
    ProposalFactory.create()
    with django_assert_num_queries(1):
        found = queries.reviews_waiting(association_id=home.pk)
    assert found == queries.Reviews(2, date(2026, 3, 9), 1)
    assert queries.reviews_waiting(association_id=home.pk, antenna_ids=frozenset({new_id()})) == queries.Reviews()
