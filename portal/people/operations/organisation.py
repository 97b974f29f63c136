"""Writes on the company and its units."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from portal.core import audit
from portal.core.actors import Acting
from portal.people.models import Company, LegalEntity, Site

_SITE_FIELDS = ("name", "group", "departement", "postcode", "commune_code")


@transaction.atomic
def set_up_company(*, name: str, by: Acting, at: datetime) -> Company:
    """Create the company, or rename it."""
    company, _created = Company.objects.update_or_create(only=True, defaults={"name": name})
    audit.record("people.set_up_company", by=by, at=at, subject=company.id)
    return company


@transaction.atomic
def import_entities(*, rows: Iterable[Mapping[str, str]], by: Acting, at: datetime) -> int:
    """Create or rename legal entities, each with `code` and `name`. Returns how many rows were read."""
    entities = [LegalEntity(code=row["code"], name=row["name"]) for row in rows]
    LegalEntity.objects.bulk_create(entities, update_conflicts=True, unique_fields=["code"], update_fields=["name"])
    audit.record("people.import_entities", by=by, at=at, rows=len(entities))
    return len(entities)


@transaction.atomic
def import_sites(*, rows: Iterable[Mapping[str, str]], by: Acting, at: datetime) -> int:
    """Create or change sites, each with `code` and _SITE_FIELDS (`commune_code` is INSEE’s). Returns how many rows were read."""
    sites = [Site(code=row["code"], **{field: row.get(field, "") for field in _SITE_FIELDS}) for row in rows]
    Site.objects.bulk_create(sites, update_conflicts=True, unique_fields=["code"], update_fields=list(_SITE_FIELDS))
    audit.record("people.import_sites", by=by, at=at, rows=len(sites))
    return len(sites)
