"""Who was behind the counts that were shown: salted numbers, no name and no id."""

from django.db import models
from django.db.models import Q

from portal.core.models import AppendOnly
from portal.core.privacy import Basis, Controller, Erase, no_personal_data, personal_data
from portal.metrics.enums import SetKind

from .releases import Release


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
