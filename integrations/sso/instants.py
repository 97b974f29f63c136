"""Instants of SAML messages: one tolerance for the clocks of others, and nothing open-ended."""

import re
from datetime import datetime, timedelta

from .errors import SamlRefused

SKEW = timedelta(seconds=120)
FRESH = timedelta(minutes=10)
FORM = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{1,12})?(Z|[+-]\d\d:\d\d)")


def parse(text: str | None) -> datetime:
    """Return an instant (xs:dateTime with a zone; fractions are dropped). Raises SamlRefused "instant_malformed"."""
    match = FORM.fullmatch(text or "")
    try:
        return datetime.fromisoformat(f"{match[1]}{'+00:00' if match[3] == 'Z' else match[3]}") if match else _malformed()
    except (ValueError, OverflowError) as error:
        raise SamlRefused("instant_malformed") from error


def check_fresh(issued: str | None, at: datetime) -> None:
    """Refuse what was issued ten minutes ago or more, or in the future. Raises SamlRefused "not_fresh"."""
    if not -SKEW <= at - parse(issued) < FRESH:
        raise SamlRefused("not_fresh", received=issued)


def check_window(not_before: str | None, not_on_or_after: str | None, at: datetime) -> datetime:
    """Return the end of a window that is open now; an end is required. Raises SamlRefused ("no_end", "too_early", "expired")."""
    if not_on_or_after is None:
        raise SamlRefused("no_end")
    if not_before is not None and parse(not_before) > at + SKEW:
        raise SamlRefused("too_early", received=not_before)
    end = parse(not_on_or_after)
    if end + SKEW <= at:
        raise SamlRefused("expired", received=not_on_or_after)
    return end


def _malformed() -> datetime:
    raise SamlRefused("instant_malformed")
