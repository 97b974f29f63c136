"""The working time that the company gives to engagement."""

from django.db import models
from django.db.models import Q

from portal.core.privacy import no_personal_data
from portal.core.records import Record
from portal.people.enums import StaffCategory
from portal.people.rules import MOST_HOURS, MOST_TENURE_MONTHS

from .company import LegalEntity


@no_personal_data
class TimeAllowance(Record):
    """Hours a year on working time, for an employer of the group and a staff category, or for all of either, from a year on.

    `tenure_months`: how long after the start of a contract it begins. `ask_manager`: a time slot is agreed with the manager first.
    It says nothing of personal time, which is nobody's business but the person's.
    """

    legal_entity = models.ForeignKey(LegalEntity, models.CASCADE, null=True, related_name="allowances")
    staff_category = models.CharField(max_length=20, choices=StaffCategory.choices, blank=True)
    from_year = models.PositiveSmallIntegerField()
    hours = models.PositiveSmallIntegerField()
    carried_over = models.BooleanField(default=False)
    tenure_months = models.PositiveSmallIntegerField(default=0)
    ask_manager = models.BooleanField(default=False)

    class Meta:
        ordering = ("-from_year", "legal_entity__name", "staff_category", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("legal_entity", "staff_category", "from_year"),
                condition=Q(legal_entity__isnull=False),
                name="people_allowance_once_an_employer",
            ),
            models.UniqueConstraint(
                fields=("staff_category", "from_year"), condition=Q(legal_entity=None), name="people_allowance_once"
            ),
            models.CheckConstraint(
                condition=Q(staff_category__in=["", *StaffCategory.values]), name="people_allowance_category_known"
            ),
            models.CheckConstraint(
                condition=Q(hours__lte=MOST_HOURS, tenure_months__lte=MOST_TENURE_MONTHS, from_year__range=(2000, 2200)),
                name="people_allowance_in_bounds",
            ),
        )

    def __str__(self) -> str:
        return f"{self.from_year}: {self.hours}"
