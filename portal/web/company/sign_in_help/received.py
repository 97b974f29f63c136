"""What was received, in words: shapes and lengths as they were kept, never a value."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .words import KINDS, RECEIVED


@dataclass(frozen=True)
class Line:
    """One thing received: what, in words; `tone` is "ok" for what was expected, "alert" for what was not."""

    label: str | Promise
    words: str
    shape: str = ""
    tone: str = ""


def line_of(seen: Mapping[str, Any]) -> Line:
    """Return the line of a thing kept."""
    label = RECEIVED.get(seen["what"], seen["what"])
    if seen.get("known"):
        return Line(label, seen["known"])
    if seen["kind"] == "instant" and "seconds" in seen:
        return Line(label, from_now(seen["seconds"]))
    if "same" in seen:
        tone = "ok" if seen["same"] else "alert"
        return Line(label, compared(seen), "" if seen["same"] else seen.get("shape", ""), tone)
    return Line(label, plainly(seen), seen.get("shape", ""))


def plainly(seen: Mapping[str, Any]) -> str:
    """Return kind and length."""
    kind, length = str(KINDS.get(seen["kind"], seen["kind"])), seen.get("length", 0)
    if seen["kind"] == "number":
        return str(length)
    if seen["kind"] != "text":
        return kind
    return ngettext("un texte de %(number)s caractère", "un texte de %(number)s caractères", length) % {"number": length}


def compared(seen: Mapping[str, Any]) -> str:
    """Return how it compares with what was expected; where it first differs helps to find a slash too many."""
    if seen["same"]:
        return _("celui qui est attendu")
    if not seen.get("differs_at"):
        return _("pas celui qui est attendu")
    told = {"place": seen["differs_at"], "length": seen.get("length", 0), "wanted": seen.get("wanted", 0)}
    return _("diffère à partir du caractère %(place)s (%(length)s reçus, %(wanted)s attendus)") % told


def from_now(seconds: int) -> str:
    """Return how far an instant was from the moment of the sign-in."""
    minutes, left = divmod(abs(seconds), 60)
    span = _("%(minutes)s min %(seconds)s s") % {"minutes": minutes, "seconds": left}
    return _("%(span)s plus tôt") % {"span": span} if seconds < 0 else _("%(span)s plus tard") % {"span": span}
