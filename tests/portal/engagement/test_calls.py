"""Please call: under the permission of one application, to whoever accompanied the person before, and never a word of it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from portal.accounts.actors import SYSTEM, Actor
from portal.core.models import AuditEntry, OutboxMessage
from portal.engagement import operations, queries
from portal.engagement.enums import ApplicationState, CallAnswer
from portal.engagement.errors import CallRefused
from portal.engagement.models import Application, CallRequest
from portal.programmes.models import TeamMember
from tests.factories.engagement import AT, VolunteerFactory, a_candidate_waiting, a_programme, coordinator, person

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def an_old_friend(*, permits: bool = True, before: int = 1) -> Application:
    """Somebody who was in a pair at other associations applies here; `permits`: these may be asked to call."""
    volunteer = VolunteerFactory.create()
    for _ in range(before):
        old = a_candidate_waiting(volunteer=volunteer, programme=a_programme(), at=AT - 400 * DAY)
        Application.objects.filter(pk=old.pk).update(state=ApplicationState.COMPLETED, deadline_on=None)
    return a_candidate_waiting(volunteer=volunteer, programme=a_programme(), contact_previous=permits)


def ours(application: Application) -> Actor:
    return coordinator(application.programme.association)


def theirs(request: CallRequest) -> Actor:
    return coordinator(request.association)


def told() -> list[tuple[str, str]]:
    rows = OutboxMessage.objects.filter(kind="engagement.please_call")
    found = list(rows.values_list("kind", "recipient_kind"))
    rows.delete()
    return found


def test_each_association_of_before_is_asked_once_with_who_and_when() -> None:
    application = an_old_friend(before=2)
    by = ours(application)
    assert [operations.ask_previous(application=application, by=by, at=AT), len(told())] == [2, 2]
    assert [operations.ask_previous(application=application, by=by, at=AT + DAY), told()] == [0, []]
    for request in queries.calls_of(application=application):
        assert (request.asked_by, request.asked_at, request.answer) == (by.id, AT, "")
        assert request.association_id != application.programme.association_id
    assert AuditEntry.objects.filter(action="engagement.ask_previous").count() == 2


def test_without_the_permission_nobody_is_asked() -> None:
    application = an_old_friend(permits=False)
    with pytest.raises(CallRefused, match="not_permitted"):
        operations.ask_previous(application=application, by=ours(application), at=AT)
    assert not CallRequest.objects.exists()
    assert told() == []


def test_a_permission_is_of_one_application_and_ends_with_it() -> None:
    application = an_old_friend()
    operations.revoke_handover(application=application, by=person(application.volunteer), at=AT)
    application.refresh_from_db()
    with pytest.raises(CallRefused):
        operations.ask_previous(application=application, by=ours(application), at=AT)


@pytest.mark.parametrize("who", ["the person", "another association", "nobody"])
def test_only_the_association_that_studies_the_application_asks(who: str) -> None:
    application = an_old_friend()
    by = {
        "the person": person(application.volunteer),
        "another association": coordinator(a_programme().association),
        "nobody": Actor(None, frozenset()),
    }[who]
    with pytest.raises(CallRefused, match="not_yours"):
        operations.ask_previous(application=application, by=by, at=AT)


def test_who_never_was_in_a_pair_elsewhere_has_nobody_to_ask() -> None:
    application = a_candidate_waiting()
    assert operations.ask_previous(application=application, by=ours(application), at=AT) == 0


@pytest.mark.parametrize("answer", [CallAnswer.CALLED, CallAnswer.CANNOT])
def test_the_association_answers_once_and_only_for_itself(answer: str) -> None:
    application = an_old_friend()
    operations.ask_previous(application=application, by=ours(application), at=AT)
    request = queries.calls_asked_of(actor=theirs(CallRequest.objects.get())).get()
    with pytest.raises(CallRefused, match="not_yours"):
        operations.answer_call(request=request, answer=answer, by=ours(application), at=AT)
    for code in ("", "gossip", CallAnswer.NO_ANSWER):
        with pytest.raises(CallRefused, match="unknown_code"):
            operations.answer_call(request=request, answer=code, by=theirs(request), at=AT)
    operations.answer_call(request=request, answer=answer, by=theirs(request), at=AT + DAY)
    assert (request.answer, request.due_on, request.answered_by) == (answer, None, theirs(request).id)
    with pytest.raises(CallRefused, match="already_answered"):
        operations.answer_call(request=request, answer=answer, by=theirs(request), at=AT + DAY)
    assert not queries.calls_asked_of(actor=theirs(request)).exists()


def test_it_is_asked_again_each_week_and_left_in_peace_after_four() -> None:
    application = an_old_friend()
    operations.ask_previous(application=application, by=ours(application), at=AT)
    told()
    asked = []
    for day in range(60):
        operations.remind_of_calls(by=SYSTEM, at=AT + day * DAY)
        asked += [day] * len(told())
    assert asked == [7, 14, 21]
    request = CallRequest.objects.get()
    assert (request.answer, request.due_on, request.answered_by) == (CallAnswer.NO_ANSWER, None, None)


def test_many_are_asked_again_at_the_cost_of_one(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    """Each at its own association, by its own permission, in a number of SQL queries that the requests do not change."""
    first = an_old_friend(before=2)
    operations.ask_previous(application=first, by=ours(first), at=AT)
    told()
    with CaptureQueriesContext(connection) as few:
        operations.remind_of_calls(by=SYSTEM, at=AT + 7 * DAY)
    assert len(told()) == 2
    others = [an_old_friend(before=3) for _ in range(3)]
    for one in others:
        operations.ask_previous(application=one, by=ours(one), at=AT + 7 * DAY)
    operations.revoke_handover(application=others[0], by=person(others[0].volunteer), at=AT + 8 * DAY)
    OutboxMessage.objects.all().delete()
    with django_assert_num_queries(len(few) + 1):  # those nobody may ask any more are ended, in one more
        assert operations.remind_of_calls(by=SYSTEM, at=AT + 14 * DAY) == 11
    rows = OutboxMessage.objects.filter(kind="engagement.please_call").values_list("subject_id", "recipient_id")
    asked = {row.pk: row.association_id for row in CallRequest.objects.exclude(due_on=None)}
    assert {subject for subject, _ in rows} == set(asked)
    assert len(rows) == 8
    for subject, recipient in rows:
        assert subject is not None
        assert TeamMember.objects.get(pk=recipient).association_id == asked[subject]
    assert set(CallRequest.objects.filter(due_on=None).values_list("application_id", flat=True)) == {others[0].pk}


def test_a_team_that_nobody_coordinates_any_more_is_not_written_to() -> None:
    application = an_old_friend()
    operations.ask_previous(application=application, by=ours(application), at=AT)
    told()
    TeamMember.objects.filter(association=CallRequest.objects.get().association).update(active=False)
    assert operations.remind_of_calls(by=SYSTEM, at=AT + 7 * DAY) == 1
    assert told() == []
    assert CallRequest.objects.get().due_on is not None


def test_nobody_is_reminded_once_the_permission_is_taken_back() -> None:
    application = an_old_friend()
    operations.ask_previous(application=application, by=ours(application), at=AT)
    request, _ = CallRequest.objects.get(), told()
    operations.revoke_handover(application=application, by=person(application.volunteer), at=AT + DAY)
    assert not queries.calls_asked_of(actor=theirs(request)).exists()
    operations.remind_of_calls(by=SYSTEM, at=AT + 8 * DAY)
    assert told() == []
    assert CallRequest.objects.get().due_on is None


def test_three_years_after_an_application_is_over_nothing_says_who_was_asked_even_where_a_pair_keeps_it() -> None:
    application = an_old_friend()
    operations.ask_previous(application=application, by=ours(application), at=AT)
    Application.objects.filter(pk=application.pk).update(state=ApplicationState.COMPLETED, state_since=AT, deadline_on=None)
    kept = Application.objects.values_list("pk", flat=True)
    volunteers = Application.objects.values_list("volunteer_id", flat=True)
    for years, left in ((2, 1), (4, 0)):
        at = AT + years * 365 * DAY
        operations.purge_over(kept_applications=kept, kept_volunteers=volunteers, by=SYSTEM, at=at)
        assert CallRequest.objects.count() == left
    assert Application.objects.filter(pk=application.pk).exists()


def test_there_is_no_field_for_what_was_said() -> None:
    texts = [field.name for field in CallRequest._meta.concrete_fields if isinstance(field, models.CharField | models.TextField)]
    assert texts == ["answer"]


@pytest.mark.parametrize("of", [{"answer": "called"}, {"due_on": None}, {"answer": "gossip", "due_on": None, "answered_at": AT}])
def test_the_database_refuses_a_call_that_neither_waits_nor_is_answered(of: dict[str, object]) -> None:
    application = an_old_friend()
    operations.ask_previous(application=application, by=ours(application), at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        CallRequest.objects.update(**of)
