"""The volunteer: a person of their own, whom the company's records can leave without taking anything along."""

from django.conf import settings
from django.db import models

from portal.core.encryption import EncryptedTextField
from portal.core.privacy import Basis, Controller, Erase, personal_data
from portal.core.records import Record


@personal_data(
    subject="volunteer",
    purpose="to be welcomed, trained and reached by an association",
    basis=Basis.CONSENT,
    controller=Controller.ASSOCIATION,
    seen_by=("the person", "associations the profile was handed over to"),
    retention="as long as an application or a pair is open, and 3 years",
    erase=Erase.ANONYMISE,
    personal=("user", "employee", "given_name", "family_name", "personal_email", "personal_phone"),
    not_personal=("since",),
)
class Volunteer(Record):
    """A volunteer. Name and contact are copied here so that they survive the link to the company (`employee`)."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="volunteer")
    employee = models.ForeignKey("people.Employee", on_delete=models.SET_NULL, null=True, related_name="+")
    given_name = models.CharField(max_length=80)
    family_name = models.CharField(max_length=80)
    personal_email = EncryptedTextField(max_length=254)
    personal_phone = EncryptedTextField(max_length=32, blank=True)
    since = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("employee",), condition=models.Q(employee__isnull=False), name="engagement_one_volunteer_per_employee"
            ),
        )

    def __str__(self) -> str:
        return str(self.id)
