"""The agenda of a pair's coming meeting, in the language of the page: for its mentor, and for who follows it."""

from typing import Any

from django.utils.translation import get_language

from portal.mentorship import queries
from portal.mentorship.models import Pair


def agenda_of(pair: Pair) -> dict[str, Any]:
    """Return what `mentorship/agenda.html` shows. Three SQL queries at most."""
    found = queries.coming_agenda(pair=pair)
    return {"agenda": found, "agenda_lines": [line.said(get_language() or "fr") for line in found.lines]}
