"""Invented employees and the company they work for."""

from datetime import UTC, date, datetime, timedelta

import factory
from factory.django import DjangoModelFactory

from portal.core import clock
from portal.people.enums import EmployeeStatus, RunState, WorkPattern
from portal.people.models import Company, Department, Employee, LegalEntity, Site, SyncRun

LONG_AGO = datetime(2024, 11, 1, 8, tzinfo=UTC)


class CompanyFactory(DjangoModelFactory[Company]):
    """The company: one row."""

    class Meta:
        model = Company
        django_get_or_create = ("only",)

    only = True
    name = "Ateliers Exemple"


class LegalEntityFactory(DjangoModelFactory[LegalEntity]):
    """A legal entity."""

    class Meta:
        model = LegalEntity
        django_get_or_create = ("code",)

    code = "FR01"
    name = "Exemple France"


class SiteFactory(DjangoModelFactory[Site]):
    """A site, in Lille."""

    class Meta:
        model = Site
        django_get_or_create = ("code",)

    code = "LIL"
    name = "Lille"
    group = "Nord"
    departement = "59"
    postcode = "59000"
    commune_code = "59350"


class DepartmentFactory(DjangoModelFactory[Department]):
    """A department."""

    class Meta:
        model = Department
        django_get_or_create = ("code",)

    code = "R&D"
    name = "Recherche et développement"


class EmployeeFactory(DjangoModelFactory[Employee]):
    """Someone in post for some years; traits are situations."""

    class Meta:
        model = Employee

    class Params:
        left_last_month = factory.Trait(
            status=EmployeeStatus.ENDED, end_date=factory.LazyFunction(lambda: clock.today() - timedelta(days=30))
        )
        leaves_next_month = factory.Trait(end_date=factory.LazyFunction(lambda: clock.today() + timedelta(days=30)))
        joins_next_month = factory.Trait(
            status=EmployeeStatus.PENDING, start_date=factory.LazyFunction(lambda: clock.today() + timedelta(days=30))
        )
        on_leave = factory.Trait(status=EmployeeStatus.ON_LEAVE)
        in_the_workshop = factory.Trait(sso=False, work_pattern=WorkPattern.THREE_SHIFTS, work_email="")

    source = "demo"
    external_id = factory.Sequence(lambda n: f"E{n:06d}")
    employee_number = factory.Sequence(lambda n: f"{n:06d}")
    given_name = "Camille"
    family_name = factory.Sequence(lambda n: f"Exemple {n}")
    work_email = factory.LazyAttribute(lambda o: f"{o.external_id.lower()}@example.org")
    status = EmployeeStatus.ACTIVE
    start_date = date(2019, 3, 1)
    job_title = "Technicienne ou technicien de laboratoire"
    department = factory.SubFactory(DepartmentFactory)
    legal_entity = factory.SubFactory(LegalEntityFactory)
    site = factory.SubFactory(SiteFactory)
    country = "FR"
    work_pattern = WorkPattern.DAY
    created_at = LONG_AGO
    changed_at = LONG_AGO


class SyncRunFactory(DjangoModelFactory[SyncRun]):
    """A run that waits for nothing; traits are situations."""

    class Meta:
        model = SyncRun

    class Params:
        held = factory.Trait(state=RunState.HELD, held_for=[{"code": "population_drop", "before": 100, "after": 40}])
        approved = factory.Trait(state=RunState.APPROVED)

    source = "demo"
    state = RunState.APPLIED
    file_name = "workforce.csv"
    file_sha256 = factory.Sequence(lambda n: f"{n:064x}")
    file_at = LONG_AGO
    as_of = date(2024, 11, 1)
    rows_read = 100
    population = 100
    created_at = LONG_AGO
    planned_at = LONG_AGO
    applied_at = factory.LazyAttribute(lambda o: LONG_AGO if o.state == RunState.APPLIED else None)
