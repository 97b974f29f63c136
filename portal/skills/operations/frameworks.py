"""Loading a framework."""

from datetime import datetime

from django.db import transaction

from portal.accounts.actors import Actor
from portal.accounts.enums import Role
from portal.core import audit
from portal.skills.errors import SkillsRefused
from portal.skills.frameworks import digest_of, parse
from portal.skills.models import Instrument


@transaction.atomic
def load_framework(*, text: str, by: Actor, at: datetime) -> Instrument:
    """Load the framework in a file's text; paths that begin from now on use it. Loading the same again changes nothing.

    Raises frameworks.Unreadable; SkillsRefused: "not_allowed", "version_exists" (the version is there with other contents).
    """
    if not by.has(Role.SYSTEM, Role.PLATFORM_ADMIN):
        raise SkillsRefused("not_allowed")
    framework, contents = parse(text)
    digest = digest_of(contents)
    known: Instrument | None = Instrument.objects.filter(code=framework.code, version=framework.version).first()
    if known is not None and known.digest != digest:
        raise SkillsRefused("version_exists", framework=framework.code, version=framework.version)
    if known is not None:
        return known
    loaded: Instrument = Instrument.objects.create(
        code=framework.code, version=framework.version, contents=contents, digest=digest, loaded_at=at
    )
    audit.record("skills.load_framework", by=by, at=at, subject=loaded.id, code=framework.code, version=framework.version)
    return loaded
