"""Frozen releases, and apart from them the salted ledger of who was behind the figures."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import F, Q

from portal.core.encryption import EncryptedTextField
from portal.core.models import AppendOnly
from portal.core.privacy import Basis, Controller, Erase, no_personal_data, personal_data
from portal.core.records import Record
from portal.engagement.models import Volunteer

from .enums import CellState, CostKind, FileKind, Measure, Nature, Profile, SetKind, Way
from .periods import Period, period_of


@no_personal_data
class Release(AppendOnly):
    """What was published about one closed quarter. `digest` seals its cells and the digest of the release before."""

    number = models.PositiveIntegerField(unique=True)
    period_start = models.DateField()
    period_end = models.DateField()
    revision = models.PositiveSmallIntegerField(default=1)
    catalogue_version = models.PositiveSmallIntegerField()
    k = models.PositiveSmallIntegerField()
    eligible = models.PositiveIntegerField()
    note = models.CharField(max_length=200, blank=True)
    published_at = models.DateTimeField()
    previous_digest = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("period_start", "revision"), name="metrics_one_release_per_revision"),
            models.CheckConstraint(condition=Q(period_start__lt=F("period_end")), name="metrics_release_period"),
            models.CheckConstraint(condition=Q(k__gte=5, k__lte=20), name="metrics_release_k_in_bounds"),
            models.CheckConstraint(condition=Q(revision=1) | ~Q(note=""), name="metrics_correction_has_note"),
        )

    def __str__(self) -> str:
        return str(self.quarter)

    @property
    def quarter(self) -> Period:
        """The period: a quarter, or a year of a small company."""
        return period_of(self.period_start, self.period_end)


@no_personal_data
class Figure(AppendOnly):
    """One figure of a release: a metric over at most one dimension."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="figures")
    position = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=60)
    measure = models.CharField(max_length=10, choices=Measure.choices)
    nature = models.CharField(max_length=10, choices=Nature.choices)

    class Meta:
        ordering = ("release", "position")
        constraints = (models.UniqueConstraint(fields=("release", "code"), name="metrics_figure_once_a_release"),)

    def __str__(self) -> str:
        return self.code


@no_personal_data
class Cell(AppendOnly):
    """One published value, rounded, or the mark that it is not shown. The value before rounding is stored nowhere.

    Means and changes are in tenths. `detail` is what goes with it, rounded too: interval, how many answered, what may be said.
    """

    figure = models.ForeignKey(Figure, on_delete=models.PROTECT, related_name="cells")
    position = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=80, blank=True)
    label = models.CharField(max_length=160, blank=True)
    state = models.CharField(max_length=12, choices=CellState.choices)
    value = models.IntegerField(null=True)
    detail: models.JSONField[Any, Any] = models.JSONField(default=dict)
    as_of = models.DateField(null=True)

    class Meta:
        ordering = ("figure", "position")
        constraints = (
            models.UniqueConstraint(fields=("figure", "key"), name="metrics_cell_once_a_figure"),
            models.CheckConstraint(
                condition=Q(state=CellState.HIDDEN, value=None, as_of=None)
                | Q(state=CellState.BANDED, value=None, as_of__isnull=False)
                | Q(state__in=(CellState.SHOWN, CellState.NOT_UPDATED), value__isnull=False, as_of__isnull=False),
                name="metrics_hidden_cell_has_no_value",
            ),
            models.CheckConstraint(condition=Q(value=None) | Q(value__gte=-40), name="metrics_cell_value"),
        )

    def __str__(self) -> str:
        return self.key


@no_personal_data
class SmallestGroup(AppendOnly):
    """The smallest group that figures speak of, as the data-protection officer set it: chosen once, then only raised (R15)."""

    k = models.PositiveSmallIntegerField(unique=True)
    set_at = models.DateTimeField()

    class Meta:
        ordering = ("k",)
        constraints = (models.CheckConstraint(condition=Q(k__gte=5, k__lte=20), name="metrics_smallest_group_in_bounds"),)

    def __str__(self) -> str:
        return str(self.k)


@no_personal_data
class ProfileChoice(AppendOnly):
    """That the data-protection officer wants the profile of a small company whatever the headcount, or not; the newest counts."""

    profile = models.CharField(max_length=10, choices=Profile.choices)
    set_at = models.DateTimeField()

    class Meta:
        ordering = ("set_at", "id")
        constraints = (models.CheckConstraint(condition=Q(profile__in=Profile.values), name="metrics_profile_known"),)

    def __str__(self) -> str:
        return self.profile


@no_personal_data
class CostInput(AppendOnly):
    """What the company put into its mentoring in one quarter, by kind, in euros; the newest row of a kind and quarter counts."""

    period_start = models.DateField()
    kind = models.CharField(max_length=12, choices=CostKind.choices)
    euros = models.PositiveIntegerField()
    set_at = models.DateTimeField()

    class Meta:
        ordering = ("period_start", "kind", "set_at", "id")
        constraints = (models.CheckConstraint(condition=Q(kind__in=CostKind.values), name="metrics_cost_kind"),)

    def __str__(self) -> str:
        return f"{self.period_start}: {self.kind}"


def _said(cell: Cell) -> list[Any]:
    """Return what a cell publishes; cells of catalogues before the third have no detail, and their seals stay as they are."""
    said = [cell.key, cell.label, str(cell.state), cell.value, str(cell.as_of or "")]
    return [*said, cell.detail] if cell.detail else said


def contents(release: Release, figures: Iterable[tuple[str, Iterable[Cell]]]) -> dict[str, Any]:
    """Return all that a release publishes, as plain data: what its seal is made of."""
    return {
        "number": release.number,
        "period": [str(release.period_start), str(release.period_end)],
        "revision": release.revision,
        "catalogue": release.catalogue_version,
        "k": release.k,
        "eligible": release.eligible,
        "note": release.note,
        "figures": [[code, [_said(cell) for cell in cells]] for code, cells in figures],
    }


@personal_data(
    subject="employee, volunteer",
    purpose="to keep figures of different periods from singling anyone out when they are compared",
    basis=Basis.LEGITIMATE_INTEREST,
    controller=Controller.COMPANY,
    seen_by=("nobody",),
    retention="5 years, then the figures it protects are closed",
    erase=Erase.KEEP,
    personal=("members",),
    not_personal=("release", "kind", "code", "keep_until"),
)
class LedgerEntry(AppendOnly):
    """Who was behind one set: eight bytes a person, salted and sorted, packed. No value, no name, no id."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="ledger")
    kind = models.CharField(max_length=10, choices=SetKind.choices)
    code = models.CharField(max_length=130)
    members = models.BinaryField()
    keep_until = models.DateField()

    class Meta:
        ordering = ("release", "code")
        constraints = (models.UniqueConstraint(fields=("release", "kind", "code"), name="metrics_set_once_a_release"),)
        indexes = (models.Index(fields=("keep_until",)),)

    def __str__(self) -> str:
        return self.code


@personal_data(
    subject="employee who looks for a place",
    purpose="to keep published figures and the counts of an allocation from singling anyone out when they are compared",
    basis=Basis.LEGITIMATE_INTEREST,
    controller=Controller.COMPANY,
    seen_by=("nobody",),
    retention="5 years",
    erase=Erase.KEEP,
    personal=("members",),
    not_personal=("subject_id", "code", "keep_until"),
)
class ShownBeside(AppendOnly):
    """Who was behind one count that the company was shown outside a release: salted as in the ledger, which it stands beside.

    `subject_id` is what showed it (a run of the allocation). Every later release is held against it, and every later run.
    """

    subject_id = models.UUIDField()
    code = models.CharField(max_length=60)
    members = models.BinaryField()
    keep_until = models.DateField()

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("subject_id", "code"), name="metrics_set_once_a_subject"),)
        indexes = (models.Index(fields=("keep_until",)),)

    def __str__(self) -> str:
        return self.code


@no_personal_data
class PooledSkills(AppendOnly):
    """What an association published of one closed year: how much its mentors' skills changed, over three companies or more.

    `figures`: a cell a competence, rounded, or without a value where it is not shown. No company is named or counted.
    """

    association = models.ForeignKey("programmes.Association", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    k = models.PositiveSmallIntegerField()
    figures: models.JSONField[Any, Any] = models.JSONField()
    published_at = models.DateTimeField()
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ("association", "-year")
        constraints = (
            models.UniqueConstraint(fields=("association", "year"), name="metrics_pooled_once_a_year"),
            models.CheckConstraint(condition=Q(k__gte=5, k__lte=20), name="metrics_pooled_k_in_bounds"),
        )

    def __str__(self) -> str:
        return str(self.year)


@no_personal_data
class LedgerTurn(models.Model):
    """The one row that whoever shows a count holds from the look at the ledger to the write."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(id=1), name="metrics_one_turn"),)

    def __str__(self) -> str:
        return "ledger"

    @classmethod
    def hold(cls) -> None:
        """Wait until nobody else is about to show a count, and hold the turn until this transaction ends.

        Of a release and a run (or two runs) that end at the same moment, the second looks at the ledger once the first is in it:
        held against each other, together they give away no small group. Raises TransactionManagementError outside a transaction.
        """
        turn = cls.objects.select_for_update().filter(pk=1)
        if not turn:  # the first time of all
            cls.objects.get_or_create(pk=1)
            turn.get()


@no_personal_data
class Destination(Record):
    """Where each release is pushed: a folder of its name under settings.FIGURES_DROP, or an address that checks our signature."""

    name = models.SlugField(max_length=40, unique=True)
    way = models.CharField(max_length=10, choices=Way.choices)
    file_kind = models.CharField(max_length=10, choices=FileKind.choices)
    address = models.CharField(max_length=500, blank=True)
    secret = EncryptedTextField(max_length=100, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("name",)
        constraints = (
            models.CheckConstraint(
                condition=Q(way=Way.FOLDER, address="") | (Q(way=Way.POST) & ~Q(address="")), name="metrics_destination_address"
            ),
            models.CheckConstraint(condition=Q(file_kind__in=FileKind.values), name="metrics_destination_file"),
        )

    def __str__(self) -> str:
        return self.name


@personal_data(
    subject="mentor employed by the company",
    purpose="to give payroll the working hours of a month, where the person sends them",
    basis=Basis.CONSENT,
    controller=Controller.COMPANY,
    seen_by=("the person", "payroll"),
    retention="13 months after the month",
    erase=Erase.DELETE,
    personal=("volunteer", "month", "minutes", "name", "employee_number"),
    not_personal=("sent_at", "read_at"),
)
class EngagementTime(Record):
    """The working time of one month as a person sent it to payroll: a total, under their name and number as they were then.

    Nothing in it says what the engagement is: no association, no programme, no day. `read_at` is when payroll first saw it.
    """

    volunteer = models.ForeignKey(Volunteer, models.CASCADE, related_name="+")
    month = models.DateField()
    minutes = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    employee_number = models.CharField(max_length=60)
    sent_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-month", "name", "id")
        constraints = (
            models.UniqueConstraint(fields=("volunteer", "month"), name="metrics_one_engagement_time_a_month"),
            models.CheckConstraint(condition=Q(minutes__gte=1), name="metrics_engagement_time_some"),
            models.CheckConstraint(condition=Q(month__day=1), name="metrics_engagement_time_month"),
        )

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
