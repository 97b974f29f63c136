"""Finding somebody at the desk of an association: candidates, pairs, young people who wait, programmes. Reads only."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from portal.accounts.actors import Actor
from portal.core.finding import first_of
from portal.engagement import queries as engagement
from portal.engagement.models import Application
from portal.mentorship import queries as mentorship
from portal.mentorship.models import Mentee, Pair
from portal.programmes import queries as programmes
from portal.programmes.models import Intake

MOST = 12
"""How many of a kind are shown; a longer word finds fewer."""
SHORTEST, LONGEST = 2, 60


@dataclass(frozen=True)
class Found:
    """What speaks of what was wanted, of each kind at most `MOST`; `more`: there are others."""

    candidates: tuple[Application, ...] = ()
    pairs: tuple[Pair, ...] = ()
    mentees: tuple[Mentee, ...] = ()
    intakes: tuple[Intake, ...] = ()
    more: bool = False

    @property
    def nothing(self) -> bool:
        """Whether nothing was found."""
        return not (self.candidates or self.pairs or self.mentees or self.intakes)


def search(*, actor: Actor, wanted: str) -> Found:
    """Return what an actor may see that speaks of a name, an alias, a file number or a programme. Seven SQL queries.

    Matching is done here and not by the database: PostgreSQL and SQLite differ on accents, and nobody types them all. Fewer than
    two characters find nothing.
    """
    wanted = wanted.strip()[:LONGEST]
    if actor.association_id is None or len(wanted) < SHORTEST:
        return Found()
    reach: dict[str, Any] = {"association_id": actor.association_id, "antenna_ids": actor.antenna_ids}
    waiting = list(mentorship.mentees_without_pair(actor=actor).prefetch_related(None))
    coming = list(programmes.intakes(**reach))
    names: dict[str, list[tuple[UUID, tuple[str, ...]]]] = {
        "candidates": engagement.candidate_names(**reach),
        "pairs": mentorship.pair_names(actor=actor),
        "mentees": [(one.id, (one.alias, one.reference)) for one in waiting],
        "intakes": [(one.id, (one.programme.title,)) for one in coming],
    }
    hits = {kind: first_of(wanted, rows, most=MOST + 1) for kind, rows in names.items()}
    kept = {kind: keys[:MOST] for kind, keys in hits.items()}
    return Found(
        candidates=_in_order(kept["candidates"], engagement.candidates(**reach).filter(pk__in=kept["candidates"])),
        pairs=_in_order(kept["pairs"], mentorship.pairs_seen_by(actor=actor).filter(pk__in=kept["pairs"])),
        mentees=_in_order(kept["mentees"], waiting),
        intakes=_in_order(kept["intakes"], coming),
        more=any(len(keys) > MOST for keys in hits.values()),
    )


def _in_order(keys: list[UUID], rows: Iterable[Any]) -> tuple[Any, ...]:
    known = {row.pk: row for row in rows}
    return tuple(known[key] for key in keys if key in known)
