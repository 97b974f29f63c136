"""The mentee: a reference and three dates, nothing that says who it is."""

from django.db import models

from portal.accounts.actors import Actor
from portal.core.privacy import Basis, Controller, Erase, personal_data
from portal.core.records import Record
from portal.mentorship.enums import AgeBand, MenteeGateKind


class MenteeQuerySet(models.QuerySet["Mentee"]):
    """Mentees, bounded by who looks."""

    def seen_by(self, actor: Actor) -> "MenteeQuerySet":
        """Keep those of the actor's association and antennas."""
        if actor.association_id is None:
            return self.none()
        rows = self.filter(association_id=actor.association_id)
        if not actor.antenna_ids:
            return rows
        return rows.filter(models.Q(antenna=None) | models.Q(antenna_id__in=actor.antenna_ids))


@personal_data(
    subject="young person",
    purpose="to pair somebody without the portal knowing who it is",
    basis=Basis.LEGITIMATE_INTEREST,
    controller=Controller.ASSOCIATION,
    seen_by=("own association", "the mentor (alias and age band)"),
    retention="closing of the last pair + 1 year; without a pair, 2 years",
    erase=Erase.ANONYMISE,
    personal=("alias", "age_band", "departement", "reference"),
    not_personal=("association", "antenna", "created_at"),
)
class Mentee(Record):
    """A young person, by an alias chosen together and, if the association wants, its own file number."""

    association = models.ForeignKey("programmes.Association", models.PROTECT, related_name="mentees")
    antenna = models.ForeignKey("programmes.Antenna", models.PROTECT, null=True, related_name="mentees")
    alias = models.CharField(max_length=20)
    age_band = models.CharField(max_length=5, choices=AgeBand.choices)
    departement = models.CharField(max_length=3, blank=True)
    reference = models.CharField(max_length=30, blank=True)
    created_at = models.DateTimeField()

    objects = MenteeQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("association", "reference"), condition=~models.Q(reference=""), name="mentorship_mentee_reference_once"
            ),
            models.CheckConstraint(condition=models.Q(age_band__in=AgeBand.values), name="mentorship_mentee_age_band_known"),
        )

    def __str__(self) -> str:
        return str(self.id)


@personal_data(
    subject="young person, professional",
    purpose="to know that a minor's family and the minor agree before anyone meets",
    basis=Basis.LEGAL_OBLIGATION,
    controller=Controller.ASSOCIATION,
    seen_by=("own association",),
    retention="closing of the last pair + 1 year; without a pair, 2 years",
    erase=Erase.KEEP,
    personal=("mentee", "seen_by"),
    not_personal=("kind", "seen_on"),
)
class MenteeGate(Record):
    """One thing seen: what, when, by whom. Never a negative, never a file."""

    mentee = models.ForeignKey(Mentee, models.CASCADE, related_name="gates")
    kind = models.CharField(max_length=30, choices=MenteeGateKind.choices)
    seen_on = models.DateField()
    seen_by = models.UUIDField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("mentee", "kind"), name="mentorship_mentee_gate_once"),)

    def __str__(self) -> str:
        return self.kind
