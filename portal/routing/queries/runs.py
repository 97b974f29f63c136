"""Runs of the allocation, as the company follows them: no person is in any of these."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import models

from portal.programmes.models import Campaign
from portal.routing.enums import RunState
from portal.routing.models import AllocationRun

LONGEST = timedelta(hours=2)
"""A million people take minutes: a run still under way after this was stopped with its process."""


def runs_of(*, campaign: Campaign) -> models.QuerySet[AllocationRun]:
    """Return the runs of a campaign, the latest first."""
    return AllocationRun.objects.filter(campaign=campaign).order_by("-created_at", "-id")


def run(*, run_id: UUID) -> AllocationRun | None:
    """Return a run with its campaign, or None."""
    return AllocationRun.objects.select_related("campaign").filter(pk=run_id).first()


def last_run(*, campaign: Campaign) -> AllocationRun | None:
    """Return the last run of a campaign that came to its end, or None."""
    return runs_of(campaign=campaign).filter(state=RunState.DONE).first()


def next_run(*, campaign: Campaign) -> AllocationRun | None:
    """Return the run that is scheduled or running, or None."""
    return runs_of(campaign=campaign).filter(state__in=(RunState.SCHEDULED, RunState.RUNNING)).first()


def lost_runs(*, at: datetime) -> models.QuerySet[AllocationRun]:
    """Return the runs that began so long ago that whatever calculated them must have stopped."""
    return (
        AllocationRun.objects.filter(state=RunState.RUNNING, started_at__lt=at - LONGEST).select_related("campaign").order_by("id")
    )


def due_runs(*, on: date) -> models.QuerySet[AllocationRun]:
    """Return the scheduled runs whose day has come, the oldest first."""
    rows = AllocationRun.objects.filter(state=RunState.SCHEDULED, scheduled_on__lte=on)
    return rows.select_related("campaign").order_by("scheduled_on", "id")
