"""The employee, as the HRIS knows them: nothing outside the allow-list of `record.EmployeeRecord`."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from portal.core.privacy import Basis, Controller, Erase, personal_data
from portal.core.records import Record
from portal.people.enums import EmployeeStatus, EmploymentType, StaffCategory, WorkPattern

from .company import Department, LegalEntity, Site


@personal_data(
    subject="employee",
    purpose="to know who may sign in, where they work and when they start and leave",
    basis=Basis.LEGITIMATE_INTEREST,
    controller=Controller.COMPANY,
    seen_by=("human resources, in HRIS runs", "the person"),
    retention="1 year after the end of the contract",
    erase=Erase.ANONYMISE,
    personal=(
        "external_id", "employee_number", "work_email", "given_name", "family_name", "preferred_name", "status", "start_date",
        "end_date", "employment_type", "job_title", "department", "legal_entity", "site", "country", "locale",
        "manager_external_id", "staff_category", "work_pattern", "sso", "digest", "user", "sign_in_email",
    ),
    not_personal=(
        "source", "missed_snapshots", "missing_since", "created_at", "changed_at", "access_cut_at", "offboarded_at", "moved_at",
    ),
)  # fmt: skip
class Employee(Record):
    """One person employed, by source and external id. `user` is the account they sign in with, once they have.

    `sign_in_email` and `access_cut_at` belong to the identity provider that pushes (SCIM): no list of the workforce writes them,
    and it writes nothing else of whoever a list names. `offboarded_at` is when what the company had opened was closed behind them,
    `moved_at` when a list put somebody with an account at another site, until they were asked what there is to ask.
    """

    source = models.CharField(max_length=40)
    external_id = models.CharField(max_length=80)
    employee_number = models.CharField(max_length=40, blank=True)
    work_email = models.EmailField(blank=True)
    given_name = models.CharField(max_length=80, blank=True)
    family_name = models.CharField(max_length=80, blank=True)
    preferred_name = models.CharField(max_length=80, blank=True)
    status = models.CharField(max_length=10, choices=EmployeeStatus.choices)
    start_date = models.DateField(null=True)
    end_date = models.DateField(null=True)
    employment_type = models.CharField(max_length=20, choices=EmploymentType.choices, blank=True)
    job_title = models.CharField(max_length=160, blank=True)
    department = models.ForeignKey(Department, null=True, on_delete=models.PROTECT, related_name="employees")
    legal_entity = models.ForeignKey(LegalEntity, null=True, on_delete=models.PROTECT, related_name="employees")
    site = models.ForeignKey(Site, null=True, on_delete=models.PROTECT, related_name="employees")
    country = models.CharField(max_length=2, blank=True)
    locale = models.CharField(max_length=10, blank=True)
    manager_external_id = models.CharField(max_length=80, blank=True)
    staff_category = models.CharField(max_length=20, choices=StaffCategory.choices, blank=True)
    work_pattern = models.CharField(max_length=10, choices=WorkPattern.choices, blank=True)
    sso = models.BooleanField(default=True)
    digest = models.CharField(max_length=32)
    sign_in_email = models.EmailField(blank=True)
    access_cut_at = models.DateTimeField(null=True)
    offboarded_at = models.DateTimeField(null=True)
    moved_at = models.DateTimeField(null=True)
    missed_snapshots = models.PositiveSmallIntegerField(default=0)
    missing_since = models.DateField(null=True)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="employee")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects: ClassVar[models.Manager["Employee"]] = models.Manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("source", "external_id"), name="people_employee_once_per_source"),
            models.CheckConstraint(condition=models.Q(status__in=EmployeeStatus.values), name="people_employee_known_status"),
            models.CheckConstraint(
                condition=models.Q(end_date=None) | models.Q(start_date=None) | models.Q(end_date__gte=models.F("start_date")),
                name="people_employee_dates_in_order",
            ),
        )
        indexes = (
            models.Index(fields=("employee_number", "legal_entity"), name="people_employee_number"),
            models.Index(fields=("status", "end_date"), name="people_employee_status"),
        )

    def __str__(self) -> str:
        return str(self.id)

    @property
    def name(self) -> str:
        """The name the person goes by."""
        return f"{self.preferred_name or self.given_name} {self.family_name}".strip()
