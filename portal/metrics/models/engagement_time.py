"""Working time that mentors sent to payroll."""

from django.db import models
from django.db.models import Q

from portal.core.privacy import Basis, Controller, Erase, personal_data
from portal.core.records import Record
from portal.engagement.models import Volunteer


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
