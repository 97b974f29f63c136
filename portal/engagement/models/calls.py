"""A request to an association that somebody helped before: please call. Nothing of what is said then is written anywhere."""

from django.db import models
from django.db.models import Q

from portal.core.privacy import Basis, Controller, Erase, personal_data
from portal.core.records import Record
from portal.engagement.enums import CallAnswer

from .applications import Application


@personal_data(
    subject="volunteer",
    purpose="to have an association that the person helped before call the one that studies an application",
    basis=Basis.CONSENT,
    controller=Controller.ASSOCIATION,
    seen_by=("the person", "the association that asks", "the association that is asked"),
    retention="3 years after the last step",
    erase=Erase.DELETE,
    personal=("application", "association", "asked_by", "answered_by"),
    not_personal=("asked_at", "due_on", "answered_at", "answer"),
)
class CallRequest(Record):
    """Please call: who asked, when, of which association; whether it called. Never what was said (product.md, rules 2 and 5).

    `due_on` is the day on which it is asked again; None once it answered, or was left in peace.
    """

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="call_requests")
    association = models.ForeignKey("programmes.Association", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    asked_by = models.UUIDField(null=True)
    due_on = models.DateField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.UUIDField(null=True)
    answer = models.CharField(max_length=10, choices=CallAnswer.choices, blank=True)

    class Meta:
        ordering = ("asked_at", "id")
        constraints = (
            models.UniqueConstraint(fields=("application", "association"), name="engagement_asked_to_call_once"),
            models.CheckConstraint(
                condition=Q(answer="", due_on__isnull=False, answered_at=None)
                | Q(answer__in=CallAnswer.values, due_on=None, answered_at__isnull=False),
                name="engagement_call_waits_or_is_answered",
            ),
        )
        indexes = (models.Index(fields=("due_on",), condition=Q(due_on__isnull=False), name="engagement_calls_due"),)

    def __str__(self) -> str:
        return str(self.id)
