"""An application to a programme, and what was handed over for it."""

from typing import Self
from uuid import UUID

from django.db import models

from portal.core.privacy import Basis, Controller, Erase, personal_data
from portal.core.records import Record
from portal.engagement.enums import LIVE, SEEN_BY_ASSOCIATION, WAITING, ApplicationState

from .volunteers import Volunteer

_IN = {name: sorted(map(str, states)) for name, states in (("live", LIVE), ("waiting", WAITING))}


class ApplicationQuerySet(models.QuerySet["Application"]):
    """Applications, in the ways they are looked at."""

    def live(self) -> Self:
        """Those not over, paired ones included."""
        return self.filter(state__in=LIVE)

    def waiting(self) -> Self:
        """Those in which somebody is waited for."""
        return self.filter(state__in=WAITING)

    def within_reach(self, association_id: UUID, antenna_ids: frozenset[UUID] = frozenset()) -> Self:
        """Those an association's person may see: handed over to it, not revoked, of their antennas if any."""
        handed_over = ProfileHandover.objects.filter(
            application=models.OuterRef("pk"), association_id=association_id, revoked_at=None
        )
        rows = self.filter(models.Exists(handed_over), programme__association_id=association_id, state__in=SEEN_BY_ASSOCIATION)
        return rows.filter(programme__antenna_id__in=antenna_ids) if antenna_ids else rows


@personal_data(
    subject="volunteer",
    purpose="to answer somebody who offers to mentor",
    basis=Basis.CONSENT,
    controller=Controller.ASSOCIATION,
    seen_by=("the person", "the association it was handed over to"),
    retention="3 years after the last step",
    erase=Erase.ANONYMISE,
    personal=("volunteer", "programme", "state"),
    not_personal=(
        "intake",
        "campaign",
        "rank",
        "deadline_on",
        "reminded_on",
        "late_since",
        "opened_at",
        "submitted_at",
        "state_since",
    ),
)
class Application(Record):
    """One volunteer's application to one programme. `late_since`: a deadline passed, more time was given, everyone was told."""

    volunteer = models.ForeignKey(Volunteer, on_delete=models.PROTECT, related_name="applications")
    programme = models.ForeignKey("programmes.Programme", on_delete=models.PROTECT, related_name="applications")
    intake = models.ForeignKey("programmes.Intake", on_delete=models.PROTECT, null=True, related_name="+")
    campaign = models.ForeignKey("programmes.Campaign", on_delete=models.SET_NULL, null=True, related_name="+")
    rank = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=20, choices=ApplicationState.choices, default=ApplicationState.DRAFT)
    deadline_on = models.DateField(null=True)
    reminded_on = models.DateField(null=True)
    late_since = models.DateField(null=True)
    opened_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    state_since = models.DateTimeField()

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("volunteer", "programme"), condition=models.Q(state__in=_IN["live"]), name="engagement_one_live_application"
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=_IN["waiting"]) | models.Q(deadline_on__isnull=False),
                name="engagement_no_wait_without_deadline",
            ),
            models.CheckConstraint(condition=models.Q(rank__range=(1, 3)), name="engagement_rank_1_to_3"),
            models.CheckConstraint(condition=models.Q(state__in=ApplicationState.values), name="engagement_application_state"),
        )
        indexes = (models.Index(fields=("programme", "state")), models.Index(fields=("state", "deadline_on")))

    def __str__(self) -> str:
        return f"{self.id}: {self.state}"


@personal_data(
    subject="volunteer",
    purpose="to show which data went to which association, when, with whose agreement",
    basis=Basis.CONSENT,
    controller=Controller.COMPANY,
    seen_by=("the person", "the association it was handed over to", "data-protection officer"),
    retention="3 years after it ended",
    erase=Erase.KEEP,
    personal=("application", "association", "fields", "may_contact_previous"),
    not_personal=("handed_at", "revoked_at"),
)
class ProfileHandover(Record):
    """What a person handed over to one association (codes of SharedField); revoked, it shows nothing more.

    `may_contact_previous`: associations they helped before may be asked to call (asked each time; product.md, rule 5).
    """

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="handovers")
    association = models.ForeignKey("programmes.Association", on_delete=models.PROTECT, related_name="+")
    fields = models.JSONField()
    may_contact_previous = models.BooleanField()
    handed_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("application",), condition=models.Q(revoked_at=None), name="engagement_one_handover_in_force"
            ),
            models.CheckConstraint(
                condition=models.Q(revoked_at=None) | models.Q(revoked_at__gte=models.F("handed_at")),
                name="engagement_revoked_after_handed",
            ),
        )

    def __str__(self) -> str:
        return str(self.id)
