"""Writes on the company and its units."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from portal.core import audit
from portal.core.actors import Acting
from portal.people.errors import SettingRefused
from portal.people.models import Company, LegalEntity, Site
from portal.people.rules.brakes import BOUNDS, Brakes


@transaction.atomic
def set_up_company(*, name: str, by: Acting, at: datetime) -> Company:
    """Create the company, or rename it."""
    company, _created = Company.objects.update_or_create(only=True, defaults={"name": name})
    audit.record("people.set_up_company", by=by, at=at, subject=company.id)
    return company


@transaction.atomic
def import_entities(*, rows: Sequence[dict[str, str]], by: Acting, at: datetime) -> int:
    """Create or rename legal entities, each with `code` and `name`. Returns how many were written."""
    written = LegalEntity.objects.write(rows)
    audit.record("people.import_entities", by=by, at=at, written=written)
    return written


@transaction.atomic
def import_sites(*, rows: Sequence[dict[str, str]], by: Acting, at: datetime) -> int:
    """Create or change sites, each with `code` and the fields of Site. Returns how many were written."""
    written = Site.objects.write(rows)
    audit.record("people.import_sites", by=by, at=at, written=written)
    return written


@transaction.atomic
def change_settings(*, name: str, thresholds: Mapping[str, int], by: Acting, at: datetime) -> Company:
    """Rename the company and set thresholds of the brakes. Raises SettingRefused as `set_brakes` does."""
    company = set_up_company(name=name, by=by, at=at)
    set_brakes(thresholds=thresholds, by=by, at=at)
    return company


@transaction.atomic
def set_brakes(*, thresholds: Mapping[str, int], by: Acting, at: datetime) -> Brakes:
    """Set thresholds of the brakes. Raises SettingRefused "unknown_setting", "out_of_bounds" (with the field) or "no_company"."""
    for name, value in thresholds.items():
        if name not in BOUNDS:
            raise SettingRefused("unknown_setting", field=name)
        low, high = BOUNDS[name]
        if not low <= value <= high:
            raise SettingRefused("out_of_bounds", field=name, low=low, high=high)
    company = Company.objects.select_for_update().first()
    if company is None:
        raise SettingRefused("no_company")
    company.brakes = {**company.brakes, **thresholds}
    company.save(update_fields=["brakes"])
    audit.record(
        "people.set_brakes", by=by, at=at, subject=company.id, set=[f"{name}={value}" for name, value in sorted(thresholds.items())]
    )
    return Brakes.of(company.brakes)
