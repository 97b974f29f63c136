"""Instants of SAML messages: one tolerance for the clocks of others, and nothing open-ended."""

import re
from datetime import UTC, datetime, timedelta

from .errors import SamlRefused

SKEW = timedelta(seconds=120)
FRESH = timedelta(minutes=10)
LONGEST = timedelta(days=1)  # of what is kept of an end: no answer is taken, and no session lives, any longer
FORM = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{1,12})?(Z|[+-]\d\d:\d\d)")


def parse(text: str | None) -> datetime:
    """Return an instant in UTC (xs:dateTime with a zone; fractions are dropped). Raises SamlRefused "instant_malformed"."""
    match = FORM.fullmatch(text or "")
    try:
        if match is None:
            raise ValueError
        return datetime.fromisoformat(f"{match[1]}{'+00:00' if match[3] == 'Z' else match[3]}").astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise SamlRefused("instant_malformed") from error


def check_fresh(issued: str | None, at: datetime) -> None:
    """Refuse what was issued ten minutes ago or more, or in the future. Raises SamlRefused "not_fresh"."""
    if not -SKEW <= at - parse(issued) < FRESH:
        raise SamlRefused("not_fresh", received=issued)


def check_window(not_before: str | None, not_on_or_after: str | None, at: datetime) -> datetime:
    """Return the end of a window that is open now, a day from now at the latest; an end is required.

    Raises SamlRefused ("no_end", "too_early", "expired").
    """
    if not_on_or_after is None:
        raise SamlRefused("no_end")
    if not_before is not None and parse(not_before) > at + SKEW:
        raise SamlRefused("too_early", received=not_before)
    end = parse(not_on_or_after)
    if end <= at - SKEW:
        raise SamlRefused("expired", received=not_on_or_after)
    return min(end, at + LONGEST)
