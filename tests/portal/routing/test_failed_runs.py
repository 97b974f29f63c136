"""A run that fails proposes nothing to anybody, and whoever started it hears of it."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from portal.accounts.actors import SYSTEM, Actor
from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.core.models import OutboxMessage
from portal.journeys import allocate
from portal.routing import operations
from portal.routing.enums import RunState
from portal.routing.models import AllocationRun, Proposal
from portal.routing.notifications import addition
from tests.factories.accounts import UserFactory, grant
from tests.factories.allocation import AllocationRunFactory
from tests.factories.programmes import CampaignFactory

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
KIND = "routing.run_failed"
pytestmark = pytest.mark.django_db


def failed(by: Actor) -> AllocationRun:
    """A run in which nobody takes part: it fails."""
    run = operations.schedule_run(campaign=CampaignFactory.create(), on=AT.date(), by=by, at=AT)
    return allocate.run_now(run=run, by=SYSTEM, at=AT)


def told() -> list[tuple[str, UUID]]:
    rows = OutboxMessage.objects.order_by("recipient_id").values_list("recipient_kind", "recipient_id")
    return list(rows.filter(kind=KIND))


def scheduler() -> tuple[User, Actor]:
    user = UserFactory.create()
    return user, Actor(user.pk, frozenset({str(Role.CSR)}))


def test_who_scheduled_it_is_told_even_where_the_portal_started_it() -> None:
    user, by = scheduler()
    run = failed(by)
    assert (run.state, Proposal.objects.count()) == (RunState.FAILED, 0)
    assert told() == [("employee", user.pk)]
    assert OutboxMessage.objects.get(kind=KIND).subject_id == run.pk


def test_so_is_everyone_who_looks_after_campaigns_each_once() -> None:
    user, by = scheduler()
    grant(user, Role.CSR)
    other = grant(UserFactory.create(), Role.CSR)
    grant(UserFactory.create(), Role.HR)
    failed(by)
    assert {who for _, who in told()} == {user.pk, other.pk}
    assert len(told()) == 2


def test_who_scheduled_another_run_is_not() -> None:
    user, by = scheduler()
    operations.schedule_run(campaign=CampaignFactory.create(), on=AT.date(), by=by, at=AT)
    failed(SYSTEM)
    assert user.pk not in {who for _, who in told()}


def test_a_run_that_is_cancelled_writes_to_nobody() -> None:
    _, by = scheduler()
    run = operations.schedule_run(campaign=CampaignFactory.create(), on=AT.date(), by=by, at=AT)
    operations.cancel_run(run=run, by=by, at=AT)
    assert told() == []


def test_the_mail_leads_to_the_page_of_the_run_that_failed() -> None:
    run = failed(SYSTEM)
    found = addition(kind=KIND, subject_id=run.pk)
    assert found is not None
    assert found.page == f"company/campaigns/{run.campaign_id}/runs/{run.pk}/"


def test_it_does_not_leave_once_the_run_is_cancelled_or_unknown() -> None:
    run = failed(SYSTEM)
    operations.cancel_run(run=run, by=SYSTEM, at=AT)
    assert addition(kind=KIND, subject_id=run.pk) is None
    assert addition(kind=KIND, subject_id=AllocationRunFactory.create(state=RunState.CANCELLED).pk) is None
    assert addition(kind=KIND, subject_id=uuid4()) is None
    assert addition(kind=KIND, subject_id=None) is None
