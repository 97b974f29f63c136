"""When a programme may open, and what places add up to."""

from collections.abc import Iterable, Mapping, Sequence

LEAST_CONCERN_YEARS, CONCERN_YEARS, MOST_CONCERN_YEARS = 1, 5, 10
"""Years for which a concern that is over is kept: the association says, within these bounds (own judgement: a year lets a young
person come back to it, nothing else about a mentoring is kept longer than ten)."""
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def safeguarding_ready(*, hours: Mapping[str, Sequence[str]], has_backup: bool) -> bool:
    """Return whether somebody answers a worry: opening hours on at least one day, and a back-up (product rule 4)."""
    return has_backup and any(len(span) == 2 and span[0] < span[1] for day, span in hours.items() if day in WEEKDAYS)


def places_objection(*, funded: int, staff: int, offered: int, taken: int) -> str | None:
    """Return what is wrong with an intake's places, or None: never more than is funded, nor than the staff can carry."""
    if offered > funded:
        return "more_than_funded"
    if offered > staff:
        return "more_than_staff"
    return "fewer_than_taken" if offered < taken else None


def unknown_codes(given: Iterable[str], known: Iterable[str]) -> list[str]:
    """Return the codes that are not in the list, sorted."""
    return sorted(set(given) - set(known))
