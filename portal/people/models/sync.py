"""A run of a source, its plan as rows, and the rows it could not take."""

from django.db import models

from portal.core.privacy import Basis, Controller, Erase, no_personal_data, personal_data
from portal.core.records import Record
from portal.people.enums import OPEN_RUNS, ChangeEvent, RowRule, RunState


@personal_data(
    subject="human resources",
    purpose="to know what each file changed, and who let it through",
    basis=Basis.LEGITIMATE_INTEREST,
    controller=Controller.COMPANY,
    seen_by=("human resources",),
    retention="3 years",
    erase=Erase.KEEP,
    personal=("decided_by", "decision_note", "applied_to"),
    not_personal=(
        "source", "state", "file_name", "file_sha256", "file_at", "as_of", "rows_read", "rows_rejected", "rows_long_gone",
        "population",
        "base_hash", "counts", "refused_columns", "held_for", "units", "partial", "cursor", "size", "created_at",
        "planned_at", "decided_at", "apply_started_at", "applied_at", "applied_count",
    ),
)  # fmt: skip
class SyncRun(Record):
    """One file of one source: what it holds, what it would change, what became of it.

    `counts` is {event: n}, `refused_columns` [{"name", "why"}], `held_for` [{"code", ...facts}]; `population` counts the people
    employed after it, `rows_long_gone` the rows of people gone for over a year whom nobody takes in, `units` the reference
    lists that came with it. A `partial` run is a delta; the next one begins at `cursor`. While it is read `rows_read` goes
    towards `size`; while it is applied `applied_count` goes up and `applied_to` is the last external id that is done.
    """

    source = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=RunState.choices, default=RunState.FETCHED)
    file_name = models.CharField(max_length=160)
    file_sha256 = models.CharField(max_length=64)
    file_at = models.DateTimeField()
    as_of = models.DateField()
    rows_read = models.PositiveIntegerField(default=0)
    rows_rejected = models.PositiveIntegerField(default=0)
    rows_long_gone = models.PositiveIntegerField(default=0)
    population = models.PositiveIntegerField(default=0)
    base_hash = models.CharField(max_length=32, blank=True)
    counts = models.JSONField(default=dict)
    refused_columns = models.JSONField(default=list)
    held_for = models.JSONField(default=list)
    units = models.JSONField(default=dict)
    partial = models.BooleanField(default=False)
    cursor = models.CharField(max_length=200, blank=True)
    size = models.PositiveIntegerField(default=0)
    decided_by = models.UUIDField(null=True)
    decision_note = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    planned_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    apply_started_at = models.DateTimeField(null=True)
    applied_at = models.DateTimeField(null=True)
    applied_to = models.CharField(max_length=80, blank=True)
    applied_count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("-created_at", "-id")
        indexes = (models.Index(fields=("source", "-created_at"), name="people_run_by_source"),)
        constraints = (
            models.UniqueConstraint(
                fields=("source",), condition=models.Q(state__in=[str(state) for state in OPEN_RUNS]), name="people_one_open_run"
            ),
        )

    def __str__(self) -> str:
        return f"{self.source}, {self.as_of}"


@personal_data(
    subject="employee",
    purpose="to show human resources what a file changes before it does, and to apply it once",
    basis=Basis.LEGITIMATE_INTEREST,
    controller=Controller.COMPANY,
    seen_by=("human resources",),
    retention="90 days after the run",
    erase=Erase.DELETE,
    personal=("external_id", "before", "after"),
    not_personal=("run", "event"),
)
class SyncChange(models.Model):
    """One thing a run does to one employee: the fields it sets, before and after. Its key is a number: nothing points at it."""

    run = models.ForeignKey(SyncRun, on_delete=models.CASCADE, related_name="changes", db_index=False)
    external_id = models.CharField(max_length=80)
    event = models.CharField(max_length=20, choices=ChangeEvent.choices)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        ordering = ("external_id", "event")
        constraints = (
            models.UniqueConstraint(fields=("run", "external_id", "event"), name="people_change_once"),
            models.CheckConstraint(condition=models.Q(event__in=ChangeEvent.values), name="people_change_known_event"),
        )
        indexes = (models.Index(fields=("run", "event", "external_id"), name="people_change_by_event"),)

    def __str__(self) -> str:
        return self.event


@no_personal_data
class SyncRejection(Record):
    """A row a run left aside: its number in the file, the field and the rule, never the value."""

    run = models.ForeignKey(SyncRun, on_delete=models.CASCADE, related_name="rejections")
    row = models.PositiveIntegerField()
    field = models.CharField(max_length=40)
    rule = models.CharField(max_length=20, choices=RowRule.choices)

    class Meta:
        ordering = ("row", "field")

    def __str__(self) -> str:
        return f"{self.row}: {self.field}"
