"""A run of the allocation: what went in (sealed, then purged), what came out, and the proof."""

from django.db import models
from django.db.models import Q

from portal.core.privacy import Basis, Controller, Erase, no_personal_data, personal_data
from portal.core.records import Record
from portal.programmes.models import Campaign
from portal.routing.enums import Method, RunState


@no_personal_data
class AllocationRun(Record):
    """The audit record of one run. `certificate` is the proof as in docs/routing.md; the hashes stay when the input is purged.

    `counts` and `report` (both methods side by side) are exact, for the portal and the command line alone; the company reads
    `released`, what passed disclosure control. Everything here is a sum; whoever got what is in Proposal and WaitingPlace.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="allocation_runs")
    method = models.CharField(max_length=10, choices=Method.choices, default=Method.FLOW)
    state = models.CharField(max_length=10, choices=RunState.choices, default=RunState.SCHEDULED)
    scheduled_on = models.DateField()
    seed = models.PositiveBigIntegerField()
    ruleset = models.CharField(max_length=64, blank=True)
    weights = models.JSONField(default=dict)
    tiers = models.JSONField(default=list)
    solver = models.CharField(max_length=40, blank=True)
    solver_version = models.CharField(max_length=40, blank=True)
    objective = models.BigIntegerField(null=True)
    bound = models.BigIntegerField(null=True)
    certificate = models.JSONField(default=dict)
    input_sha256 = models.CharField(max_length=64, blank=True)
    allocation_sha256 = models.CharField(max_length=64, blank=True)
    counts = models.JSONField(default=dict)
    report = models.JSONField(default=dict)
    released = models.JSONField(default=dict)
    failure = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    purged_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = (
            models.UniqueConstraint(fields=("campaign",), condition=Q(state=RunState.RUNNING), name="routing_one_run_at_a_time"),
            models.CheckConstraint(
                condition=~Q(state=RunState.DONE)
                | Q(objective__isnull=False, bound__isnull=False, objective__lte=models.F("bound")) & ~Q(input_sha256=""),
                name="routing_done_is_proven",
            ),
        )

    def __str__(self) -> str:
        return f"{self.campaign_id}: {self.state}"


@personal_data(
    subject="employee who looks for a place",
    purpose="to be able to check a run again: the sealed arrays it was computed from",
    basis=Basis.CONSENT,
    controller=Controller.COMPANY,
    seen_by=("nobody: the portal alone, to verify a run",),
    retention="6 months after the campaign; the hash stays",
    erase=Erase.DELETE,
    personal=("sealed",),
    not_personal=("run",),
)
class RunInput(Record):
    """The canonical instance and its allocation, encrypted under keys that are not in the database. No screen reads it."""

    run = models.OneToOneField(AllocationRun, on_delete=models.CASCADE, related_name="input")
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return str(self.run_id)
