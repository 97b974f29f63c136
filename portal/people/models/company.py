"""The company and how it is organised."""

from django.db import models

from portal.core.privacy import no_personal_data
from portal.core.records import Record


@no_personal_data
class Company(Record):
    """The company of this deployment: one row. `brakes` holds the thresholds that differ from the defaults (rules.Brakes)."""

    name = models.CharField(max_length=120)
    brakes = models.JSONField(default=dict)
    only = models.BooleanField(default=True, unique=True, editable=False)

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(only=True), name="people_one_company"),)

    def __str__(self) -> str:
        return self.name


@no_personal_data
class LegalEntity(Record):
    """An employer of the group."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name


@no_personal_data
class Site(Record):
    """A place of work. `group` gathers sites into sets large enough to be counted; `commune_code` is INSEE's."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    group = models.CharField(max_length=80, blank=True)
    departement = models.CharField(max_length=3, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    commune_code = models.CharField(max_length=5, blank=True)

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name


@no_personal_data
class Department(Record):
    """A service of the company."""

    code = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=120)

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name
