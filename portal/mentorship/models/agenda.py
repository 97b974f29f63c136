"""What a programme proposes to talk about: a few lines by where a pair stands, in versions."""

from django.db import models
from django.db.models import Q

from portal.core.privacy import no_personal_data
from portal.core.records import Record
from portal.mentorship.enums import AgendaMoment


@no_personal_data
class Agenda(Record):
    """One version of the agenda of a programme's meetings at one moment; never changed once published. `lines`: those of
    `rules.AgendaLine`, in order; `source`: the recipe it began from.
    """

    programme = models.ForeignKey("programmes.Programme", models.CASCADE, related_name="agendas")
    moment = models.CharField(max_length=5, choices=AgendaMoment.choices)
    version = models.PositiveSmallIntegerField()
    lines = models.JSONField()
    source = models.SlugField(max_length=40, blank=True)
    published_at = models.DateTimeField()

    class Meta:
        ordering = ("-version", "id")
        constraints = (
            models.UniqueConstraint(fields=("programme", "moment", "version"), name="mentorship_agenda_version"),
            models.CheckConstraint(condition=Q(moment__in=AgendaMoment.values), name="mentorship_agenda_moment_known"),
        )

    def __str__(self) -> str:
        return f"{self.moment}/{self.version}"
