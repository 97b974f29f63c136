"""One change to what a person declares, suggested by "why not the others": made in the form, kept only once they say so."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.programmes.data import departements
from portal.programmes.enums import Language, Slot

PARAMETERS = {"slots": "slot", "remote": "remote", "territory": "area", "duration": "months", "language": "language"}
"""Codes of why-not lines, and what their change is called in an address."""


def suggested(
    asked: Mapping[str, str], initial: Mapping[str, Any], *, areas: tuple[str, ...], months: tuple[int, ...]
) -> tuple[dict[str, Any], str]:
    """Return what the form begins with once the change asked for is made, and the change in words ("" when there is none to make).

    A value in no list, one that is declared already, or a département where there is no room for another, changes nothing.
    """
    given = dict(initial)
    for name, known, column in (("slot", Slot, "slots"), ("language", Language, "languages")):
        code = asked.get(name, "")
        if code in known.values and code not in given.get(column, ()):
            return given | {column: [*given.get(column, ()), code]}, str(known(code).label)
    area, free = asked.get("area", ""), next((field for field in areas if not given.get(field)), None)
    if area in departements() and free and area not in {given.get(field) for field in areas}:
        return given | {free: area}, departements()[area].name
    if asked.get("remote") and not given.get("remote_ok"):
        return given | {"remote_ok": True}, _("à distance")
    wanted = asked.get("months", "")
    enough = next((n for n in months if wanted.isdecimal() and n >= int(wanted)), None)
    if enough and enough > given.get("months", 0):
        return given | {"months": enough}, ngettext("%(n)s mois", "%(n)s mois", enough) % {"n": enough}
    return given, ""
