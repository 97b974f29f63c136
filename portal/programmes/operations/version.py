"""The catalogue's token."""

from portal.core.ids import new_id
from portal.programmes.models import CatalogueVersion


def bump() -> None:
    """Say that the catalogue is no longer what was computed from it."""
    CatalogueVersion.objects.update_or_create(single=True, defaults={"token": new_id()})
