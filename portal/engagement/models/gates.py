"""Gates: what a programme asks for, by dated version; that it was met, never that it was not; and the clearance that follows."""

from django.db import models

from portal.core.privacy import Basis, Controller, Erase, no_personal_data, personal_data
from portal.core.records import Record
from portal.engagement.enums import GateKind, GateStage
from portal.engagement.rules import EXEMPTIBLE, TRAINING_MINUTES

from .applications import Application
from .volunteers import Volunteer


@no_personal_data
class GatePolicy(Record):
    """What a programme asks for from a day on. A change is a new version; what was cleared under an older one stays cleared."""

    programme = models.ForeignKey("programmes.Programme", on_delete=models.CASCADE, related_name="gate_policies")
    version = models.PositiveSmallIntegerField()
    effective_on = models.DateField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("programme", "version"), name="engagement_policy_version"),
            models.UniqueConstraint(fields=("programme", "effective_on"), name="engagement_policy_one_a_day"),
        )

    def __str__(self) -> str:
        return f"v{self.version}"


@no_personal_data
class GateRequirement(Record):
    """One gate of a policy. `needed`: how many references, how many minutes of training; one of anything else. `renewable`: once it
    ended it is asked for again as long as the pair lasts; otherwise it counts for the opening alone.
    """

    policy = models.ForeignKey(GatePolicy, on_delete=models.CASCADE, related_name="requirements")
    kind = models.CharField(max_length=30, choices=GateKind.choices)
    stage = models.CharField(max_length=20, choices=GateStage.choices)
    needed = models.PositiveSmallIntegerField(default=1)
    validity_months = models.PositiveSmallIntegerField(null=True)
    renewable = models.BooleanField(default=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("policy", "kind"), name="engagement_one_requirement_per_kind"),
            models.CheckConstraint(condition=models.Q(kind__in=GateKind.values), name="engagement_requirement_kind"),
            models.CheckConstraint(condition=models.Q(needed__gte=1), name="engagement_requirement_needed"),
            models.CheckConstraint(
                condition=~models.Q(kind=GateKind.TRAINING) | models.Q(needed__gte=TRAINING_MINUTES),
                name="engagement_two_hours_at_least",
            ),
        )

    def __str__(self) -> str:
        return self.kind


@personal_data(
    subject="volunteer",
    purpose="to know that a condition of the programme is met, and until when",
    basis=Basis.LEGAL_OBLIGATION,
    controller=Controller.ASSOCIATION,
    seen_by=("the person", "the association it was handed over to"),
    retention="as long as the clearance, and 3 years",
    erase=Erase.DELETE,
    personal=("application", "kind", "seen_by"),
    not_personal=("seen_on", "valid_until", "recorded_at"),
)
class GateMet(Record):
    """A gate was met: kind, day, checker, end. No field for a negative, a file, a text or a reason (product.md, rule 2)."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="gates_met")
    kind = models.CharField(max_length=30, choices=GateKind.choices)
    seen_on = models.DateField()
    seen_by = models.UUIDField()
    valid_until = models.DateField(null=True)
    recorded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(kind__in=GateKind.values), name="engagement_gate_kind"),
            models.CheckConstraint(
                condition=models.Q(valid_until=None) | models.Q(valid_until__gte=models.F("seen_on")), name="engagement_gate_dates"
            ),
        )
        indexes = (models.Index(fields=("application", "kind")), models.Index(fields=("valid_until",)))

    def __str__(self) -> str:
        return self.kind


@personal_data(
    subject="volunteer",
    purpose="to let somebody go on while a condition of the programme is met another way, until a day",
    basis=Basis.CONTRACT,
    controller=Controller.ASSOCIATION,
    seen_by=("the person", "the association it was handed over to"),
    retention="as long as the clearance, and 3 years",
    erase=Erase.DELETE,
    personal=("application", "kind", "granted_by"),
    not_personal=("granted_on", "valid_until"),
)
class GateExemption(Record):
    """Somebody is exempt from a gate until a day: who granted it, when. It always ends, and says no reason (product.md, rule 2)."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="exemptions")
    kind = models.CharField(max_length=30, choices=GateKind.choices)
    granted_on = models.DateField()
    granted_by = models.UUIDField()
    valid_until = models.DateField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(kind__in=sorted(map(str, EXEMPTIBLE))), name="engagement_exemptible_kind"),
            models.CheckConstraint(condition=models.Q(valid_until__gte=models.F("granted_on")), name="engagement_exemption_dates"),
        )
        indexes = (models.Index(fields=("application", "kind")), models.Index(fields=("valid_until",)))

    def __str__(self) -> str:
        return self.kind


@no_personal_data
class Charter(Record):
    """One version of an association's charter, word for word."""

    association = models.ForeignKey("programmes.Association", on_delete=models.CASCADE, related_name="charters")
    version = models.PositiveSmallIntegerField()
    text = models.TextField()
    effective_on = models.DateField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("association", "version"), name="engagement_charter_version"),)

    def __str__(self) -> str:
        return f"v{self.version}"


@personal_data(
    subject="volunteer",
    purpose="to show which charter was accepted, and when",
    basis=Basis.CONTRACT,
    controller=Controller.ASSOCIATION,
    seen_by=("the person", "the association it was handed over to"),
    retention="as long as the pair, and 3 years",
    erase=Erase.DELETE,
    personal=("volunteer",),
    not_personal=("charter", "accepted_at"),
)
class CharterAcceptance(Record):
    """A volunteer accepted one version of a charter."""

    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="charter_acceptances")
    charter = models.ForeignKey(Charter, on_delete=models.PROTECT, related_name="acceptances")
    accepted_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("volunteer", "charter"), name="engagement_charter_accepted_once"),)

    def __str__(self) -> str:
        return str(self.id)


@personal_data(
    subject="volunteer",
    purpose="to prove that every condition was met the day a pair was opened",
    basis=Basis.LEGAL_OBLIGATION,
    controller=Controller.ASSOCIATION,
    seen_by=("the person", "the association it was handed over to"),
    retention="as long as the pair, and 3 years",
    erase=Erase.KEEP,
    personal=("application",),
    not_personal=("policy", "cleared_on", "valid_until"),
)
class Clearance(Record):
    """Every gate of a policy was met that day; it holds until the first of them ends."""

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="clearance")
    policy = models.ForeignKey(GatePolicy, on_delete=models.PROTECT, related_name="+")
    cleared_on = models.DateField()
    valid_until = models.DateField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(valid_until__gte=models.F("cleared_on")), name="engagement_clearance_dates"),
        )

    def __str__(self) -> str:
        return str(self.id)
