"""What must hold before anybody signs in."""

from collections.abc import Sequence
from typing import Any

import xmlsec
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from lxml import etree

from . import queries
from .own_keys import own_keys


def differing_libraries() -> str:
    """Return what is wrong when lxml and xmlsec carry different libxml2, "" when they carry the same.

    Trees are handed from one to the other in memory; with two versions a signature could be checked on something else than what
    is read, or the process could crash. So the portal refuses to start.
    """
    ours, theirs = tuple(etree.LIBXML_VERSION), tuple(xmlsec.get_libxml_version())
    if ours == theirs:
        return ""
    return f"lxml carries libxml2 {ours} and xmlsec {theirs}: install both from the same lock (make install)."


@register(Tags.database)
def no_developers_provider_in_production(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """In production no provider of a developer's machine may sign anybody in."""
    if not settings.IN_PRODUCTION or not databases:
        return []
    return [
        Error(f"Identity provider {slug!r} is one of a developer's machine or has no https address.", id="sso.E001")
        for slug in queries.unfit_for_production()
    ]


@register(Tags.security)
def own_keys_are_usable(**_: Any) -> list[CheckMessage]:
    """Every pair of BINOME_SSO_KEYS must be an RSA key and its certificate."""
    try:
        own_keys()
    except ValueError as error:
        return [Error(str(error), hint="Make one with: manage.py sso rollover --ours FILE", id="sso.E002")]
    return []
