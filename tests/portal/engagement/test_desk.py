"""Opening, sending, accepting, waiting, redirecting, stopping: places, mails, limits and words."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from portal.core.errors import StepRefused
from portal.core.models import AuditEntry, OutboxMessage
from portal.core.transitions import history
from portal.engagement import operations, queries
from portal.engagement.enums import ApplicationState, GateKind
from portal.engagement.errors import ApplyRefused
from portal.engagement.models import Application
from portal.programmes.errors import PlaceRefused
from tests.factories.engagement import (
    AT,
    VolunteerFactory,
    a_candidate_accepted,
    a_candidate_waiting,
    a_draft,
    a_programme,
    a_volunteer_cleared,
    coordinator,
    in_state,
    person,
)
from tests.factories.programmes import CampaignFactory, ProgrammeFactory
from tests.factories.routing import VolunteerProfileFactory, WishFactory

pytestmark = pytest.mark.django_db


def mails_of(application: Application) -> set[tuple[str, str]]:
    rows = OutboxMessage.objects.filter(subject_id=application.id)
    return set(rows.values_list("kind", "recipient_kind"))


def test_a_draft_tells_nobody_and_keeps_the_campaign() -> None:
    campaign, volunteer = CampaignFactory.create(), VolunteerFactory.create()
    application = operations.open_application(
        volunteer=volunteer, programme=ProgrammeFactory.create(), rank=2, campaign=campaign, by=person(volunteer), at=AT
    )
    assert (application.state, application.rank, application.campaign) == (ApplicationState.DRAFT, 2, campaign)
    assert application.deadline_on == (AT + timedelta(days=30)).date()
    assert mails_of(application) == set()


def test_sending_tells_the_person_and_one_coordinator() -> None:
    application = a_candidate_waiting()
    assert mails_of(application) == {
        ("engagement.application_received", "volunteer"),
        ("engagement.candidate_new", "team"),
    }
    member = application.programme.association.team.get()
    assert OutboxMessage.objects.get(recipient_kind="team").recipient_id == member.id
    application.refresh_from_db()
    assert (application.submitted_at, application.intake) == (AT, application.programme.intakes.get())


def test_one_application_to_a_programme_at_a_time_and_again_after() -> None:
    application = a_candidate_waiting()
    volunteer, programme = application.volunteer, application.programme
    with pytest.raises(ApplyRefused, match="already_applied"):
        a_draft(volunteer, programme)
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.create(volunteer=volunteer, programme=programme, opened_at=AT, state_since=AT, deadline_on=AT.date())
    operations.withdraw(application=application, by=person(volunteer), at=AT)
    assert a_draft(volunteer, programme).state == ApplicationState.DRAFT


def test_three_applications_at_most() -> None:
    volunteer = VolunteerFactory.create()
    for _ in range(3):
        a_draft(volunteer, ProgrammeFactory.create())
    with pytest.raises(ApplyRefused, match="too_many_applications"):
        a_draft(volunteer, ProgrammeFactory.create())


def test_accepting_takes_a_place_and_the_last_one_is_the_last() -> None:
    programme = a_programme(places=1)
    first, second = a_candidate_waiting(programme=programme), a_candidate_waiting(programme=programme)
    by = coordinator(programme.association)
    for application in (first, second):
        operations.invite(application=application, by=by, at=AT)
    operations.accept_candidate(application=first, by=by, at=AT)
    assert programme.intakes.get().places_left == 0
    with pytest.raises(PlaceRefused, match="no_place_left"):
        operations.accept_candidate(application=second, by=by, at=AT)
    second.refresh_from_db()
    assert second.state == ApplicationState.INVITED
    assert queries.preview_step(application=second, step="accept", by=by, at=AT).refusal == "no_place_left"


def test_without_an_intake_nobody_is_accepted() -> None:
    application = a_candidate_waiting(programme=ProgrammeFactory.create())
    by = coordinator(application.programme.association)
    operations.start_review(application=application, by=by, at=AT)
    with pytest.raises(StepRefused, match="no_open_intake"):
        operations.accept_candidate(application=application, by=by, at=AT)


@pytest.mark.parametrize("stop", ["withdraw", "do_not_continue"])
@pytest.mark.parametrize("state", ["accepted", "ready"])
def test_stopping_gives_the_place_back(stop: str, state: str) -> None:
    application = in_state(state)
    intake = application.programme.intakes.get()
    assert intake.places_taken == 1
    if stop == "withdraw":
        operations.withdraw(application=application, by=person(application.volunteer), at=AT)
    else:
        operations.do_not_continue(application=application, by=coordinator(application.programme.association), at=AT)
    intake.refresh_from_db()
    assert intake.places_taken == 0


def test_stopping_before_a_place_was_taken_gives_none_back() -> None:
    application = a_candidate_waiting()
    operations.withdraw(application=application, by=person(application.volunteer), at=AT)
    assert application.programme.intakes.get().places_taken == 0


def test_a_pair_keeps_its_place() -> None:
    application = in_state("paired")
    assert application.programme.intakes.get().places_taken == 1


def test_who_is_paired_or_over_is_not_stopped_again() -> None:
    for state in ("paired", "withdrawn", "redirected"):
        application = in_state(state)
        with pytest.raises(StepRefused, match="wrong_state"):
            operations.do_not_continue(application=application, by=coordinator(application.programme.association), at=AT)


def test_redirecting_opens_a_draft_at_the_next_wish_that_nobody_else_sees() -> None:
    volunteer = VolunteerFactory.create()
    profile = VolunteerProfileFactory.create(user=volunteer.user)
    first, second = a_programme(), a_programme()
    WishFactory.create(profile=profile, programme=first, rank=1)
    WishFactory.create(profile=profile, programme=second, rank=2)
    application = a_candidate_waiting(volunteer, first)
    draft = operations.redirect(application=application, by=coordinator(first.association), at=AT)
    assert draft is not None
    assert (draft.programme, draft.rank, draft.state) == (second, 2, ApplicationState.DRAFT)
    assert not queries.candidates(association_id=second.association_id).exists()
    assert ("engagement.application_redirected", "volunteer") in mails_of(application)


def test_with_no_further_wish_redirecting_opens_nothing() -> None:
    application = a_candidate_waiting()
    assert operations.redirect(application=application, by=coordinator(application.programme.association), at=AT) is None
    assert Application.objects.count() == 1


def test_a_waiting_list_has_an_order() -> None:
    programme = a_programme()
    by = coordinator(programme.association)
    listed = [a_candidate_waiting(programme=programme) for _ in range(3)]
    for day, application in enumerate(listed):
        operations.put_on_waiting_list(application=application, by=by, at=AT + timedelta(days=day))
    assert [queries.waiting_position(application=application) for application in listed] == [1, 2, 3]


def test_the_life_of_an_application_reads_as_a_list() -> None:
    application = a_volunteer_cleared().application
    steps = list(history(application.id).values_list("step", "from_state", "to_state", "reason"))
    assert steps == [
        ("submit", "draft", "submitted", ""),
        ("invite", "submitted", "invited", ""),
        ("accept", "invited", "accepted", ""),
        ("clear", "accepted", "ready", ""),
    ]
    actions = AuditEntry.objects.filter(subject_id=application.id).values_list("action", flat=True)
    assert {"engagement.submit", "engagement.invite", "engagement.accept", "engagement.clear"} < set(actions)


def test_a_preview_says_what_a_step_will_do() -> None:
    application = in_state("invited")
    by = coordinator(application.programme.association)
    accept = queries.preview_step(application=application, step="accept", by=by, at=AT)
    assert (accept.place, accept.tells_volunteer, accept.refusal) == ("taken", True, None)
    assert accept.deadline_on == AT.date() + timedelta(days=60)
    stop = queries.preview_step(application=in_state("accepted"), step="do_not_continue", by=by, at=AT)
    assert (stop.place, stop.refusal, stop.deadline_on) == ("given_back", "not_yours", None)
    clear = queries.preview_step(application=application, step="clear", by=by, at=AT)
    assert GateKind.CHARTER in clear.missing
    assert application.state == ApplicationState.INVITED


def test_clearing_is_offered_once_every_gate_is_met() -> None:
    accepted = a_candidate_accepted()
    by = coordinator(accepted.programme.association)
    names = {step.name for step in queries.open_steps(application=accepted, by=by, on=AT.date())}
    assert names == {"do_not_continue", "redirect"}


def test_the_inbox_asks_as_much_for_thirty_as_for_three(django_assert_num_queries: Any) -> None:
    programme = a_programme()
    for count in (3, 27):
        for _ in range(count):
            a_candidate_waiting(programme=programme)
        with django_assert_num_queries(5):
            listed = queries.candidates(association_id=programme.association_id)
            rows = queries.candidate_rows(applications=listed, on=AT.date())
    assert len(rows) == 30
    assert {len(row.gates) for row in rows} == {6}
    assert {row.gates_met for row in rows} == {0}


def test_the_most_urgent_comes_first() -> None:
    programme = a_programme()
    late = a_candidate_waiting(programme=programme, at=AT - timedelta(days=5))
    soon = a_candidate_waiting(programme=programme, at=AT - timedelta(days=9))
    assert list(queries.candidates(association_id=programme.association_id)) == [soon, late]
    assert list(queries.candidates(association_id=programme.association_id, states=["ready"])) == []
    assert list(queries.candidates(association_id=programme.association_id, programme_id=a_programme().id)) == []
