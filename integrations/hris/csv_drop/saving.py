"""Mappings saved on the screen: a new source, a new version; nothing is overwritten."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from integrations.hris.errors import SetupRefused
from integrations.hris.models import CalledSource, MappingVersion
from portal.core import audit
from portal.core.actors import Acting

from . import versions

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


@transaction.atomic
def create(*, source: str, title: str, by: Acting, at: datetime) -> MappingVersion:
    """Make a source that reads the usual headings. Raises SetupRefused "bad_name" or "name_taken"."""
    if not NAME.fullmatch(source):
        raise SetupRefused("bad_name", setting="name")
    if source in versions.names() or CalledSource.objects.filter(name=source).exists():
        raise SetupRefused("name_taken", setting="name")
    return save(source=source, text={"title": title, "aliases": True}, base=0, by=by, at=at)


@transaction.atomic
def save(*, source: str, text: Mapping[str, Any], base: int, by: Acting, at: datetime) -> MappingVersion:
    """Save a version over the one it was made from.

    Raises SetupRefused "newer_version" when there is a newer one, SourceRefused as `mapping_of` does.
    """
    versions.mapping_of(text, source=source)
    if MappingVersion.objects.filter(source=source, number__gt=base).exists():
        raise SetupRefused("newer_version")
    try:
        with transaction.atomic():
            made = MappingVersion.objects.create(source=source, number=base + 1, said=dict(text), made_by=by.id, made_at=at)
    except IntegrityError:
        raise SetupRefused("newer_version") from None
    audit.record("hris.save_mapping", by=by, at=at, subject=made.id, source=source, version=made.number)
    return made
