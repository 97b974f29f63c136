"""Writes on "please call": under the permission of one application, the portal passes the request on, and nothing else."""

from datetime import datetime, timedelta

from django.db import transaction

from portal.accounts.actors import Actor
from portal.core import audit
from portal.core.clock import local_day
from portal.engagement import notifications, queries
from portal.engagement.enums import LIVE, CallAnswer
from portal.engagement.errors import CallRefused
from portal.engagement.models import Application, CallRequest
from portal.engagement.reach import within_reach

AGAIN_DAYS, LEFT_DAYS = 7, 28
"""Asked again each week, left in peace after four (own judgement)."""


@transaction.atomic
def ask_previous(*, application: Application, by: Actor, at: datetime) -> int:
    """Ask the associations that the person helped before, as this deployment knows them, to call. Returns how many were asked now.

    Raises CallRefused: "not_yours", "not_permitted" (the person prefers to speak of them, or took the hand-over back),
    "application_over".
    """
    if by.association_id is None or not within_reach(application, by):
        raise CallRefused("not_yours")
    if application.state not in LIVE:
        raise CallRefused("application_over")
    if not queries.may_ask_previous(application=application):
        raise CallRefused("not_permitted")
    asked = 0
    for before in queries.previous_engagements(application=application):
        request, fresh = CallRequest.objects.get_or_create(
            application=application,
            association_id=before.programme.association_id,
            defaults={"asked_at": at, "asked_by": by.id, "due_on": local_day(at) + timedelta(days=AGAIN_DAYS)},
        )
        if fresh:
            notifications.please_call(request, before, at=at)
            asked += 1
    association_id = application.programme.association_id
    audit.record("engagement.ask_previous", by=by, at=at, subject=application.id, association=association_id, asked=asked)
    return asked


@transaction.atomic
def answer_call(*, request: CallRequest, answer: CallAnswer | str, by: Actor, at: datetime) -> CallRequest:
    """Say, as the association that was asked, that it called or that it cannot. Raises CallRefused: "not_yours", "unknown_code",
    "already_answered".
    """
    if by.association_id != request.association_id:
        raise CallRefused("not_yours")
    if answer not in {CallAnswer.CALLED, CallAnswer.CANNOT}:
        raise CallRefused("unknown_code")
    values = {"answer": str(answer), "answered_at": at, "answered_by": by.id, "due_on": None}
    if not CallRequest.objects.filter(pk=request.pk, answer="").update(**values):
        raise CallRefused("already_answered")
    request.refresh_from_db()
    audit.record("engagement.answer_call", by=by, at=at, subject=request.application_id, association=request.association_id)
    return request


@transaction.atomic
def remind_of_calls(*, by: Actor, at: datetime) -> int:
    """Ask again each week whoever did not call, and leave them in peace after four; nobody once the permission or the application
    is over. Returns how many requests were dealt with.
    """
    day = local_day(at)
    late = CallRequest.objects.select_for_update(of=("self",)).filter(due_on__lte=day).select_related("application__programme")
    rows = list(late.order_by("asked_at", "id"))
    allowed = queries.permitted(applications=[row.application_id for row in rows])
    again: list[CallRequest] = []
    over: list[CallRequest] = []
    for row in rows:
        wanted = row.application.state in LIVE and row.application_id in allowed
        (again if wanted and day < local_day(row.asked_at) + timedelta(days=LEFT_DAYS) else over).append(row)
    CallRequest.objects.filter(pk__in=[row.pk for row in over]).update(due_on=None, answer=CallAnswer.NO_ANSWER, answered_at=at)
    CallRequest.objects.filter(pk__in=[row.pk for row in again]).update(due_on=day + timedelta(days=AGAIN_DAYS))
    before = queries.engaged_before(volunteers=[row.application.volunteer_id for row in again])
    asked = [(row, before.get((row.application.volunteer_id, row.association_id))) for row in again]
    notifications.please_call_again([(row, engaged) for row, engaged in asked if engaged], at=at)
    if rows:
        audit.record("engagement.remind_of_calls", by=by, at=at, requests=len(rows))
    return len(rows)
