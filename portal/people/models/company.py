"""The company and how it is organised."""

from collections.abc import Sequence
from typing import Any, ClassVar

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


class UnitQuerySet(models.QuerySet[Any]):
    """Units with a code that lists name."""

    def write(self, rows: Sequence[dict[str, str]]) -> int:
        """Create or change the units of a list that are new or differ, fields that it lacks left empty. Returns how many."""
        fields = [field.name for field in self.model._meta.concrete_fields if field.name not in {"id", "code"}]
        held = {code: values for code, *values in self.values_list("code", *fields)}
        wanted = {row["code"]: [row.get(field, "") for field in fields] for row in rows}
        fresh = {code: values for code, values in wanted.items() if held.get(code) != values}
        units = [self.model(code=code, **dict(zip(fields, values, strict=True))) for code, values in fresh.items()]
        self.bulk_create(units, update_conflicts=True, unique_fields=["code"], update_fields=fields)
        return len(units)


@no_personal_data
class LegalEntity(Record):
    """An employer of the group."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)

    objects: ClassVar[UnitQuerySet] = UnitQuerySet.as_manager()  # type: ignore[assignment]  # a manager made of the query set

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

    objects: ClassVar[UnitQuerySet] = UnitQuerySet.as_manager()  # type: ignore[assignment]  # a manager made of the query set

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name


@no_personal_data
class Department(Record):
    """A service of the company."""

    code = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=120)

    objects: ClassVar[UnitQuerySet] = UnitQuerySet.as_manager()  # type: ignore[assignment]  # a manager made of the query set

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name
