"""A source that is called: a connector, a mapping and its settings make a snapshot or a delta."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from integrations.hris.csv_drop.mapping import FieldMapping
from integrations.hris.errors import SourceRefused
from portal.core import clock
from portal.people.ports import Checked, Snapshot

from .connector import Connector
from .reading import Reading, read

TRIED = 25
# A change may be dated a moment before it can be read: deltas overlap, and the order they arrive in does not matter.
OVERLAP = timedelta(minutes=15)


@dataclass(frozen=True)
class Pulled:
    """A source read by calling an HRIS; it only reads. `connect` makes the connector anew for each reading."""

    name: str
    connect: Callable[[], Connector]
    mapping: FieldMapping

    def snapshot(self, *, as_of: date) -> Snapshot:
        """Return everybody on a day. Raises SourceRefused."""
        connector, began = self.connect(), clock.now()
        reading = read(connector, self.mapping, as_of=as_of, at=began)
        if not reading.count:
            raise SourceRefused("nobody")
        return self._snapshot(connector, reading, as_of, began)

    def delta(self, *, cursor: str, as_of: date) -> Snapshot:
        """Return those who changed since a cursor of an earlier snapshot or delta.

        Raises SourceRefused, "no_delta" where the vendor has none or there is no cursor yet: read everybody.
        """
        connector, began = self.connect(), clock.now()
        since = _instant(cursor) if connector.kind.deltas else None
        if since is None:
            raise SourceRefused("no_delta")
        reading = read(connector, self.mapping, as_of=as_of, at=began, since=since)
        return replace(self._snapshot(connector, reading, as_of, began), partial=True, since=since)

    def check(self) -> Checked:
        """Read a few people and keep none. Never raises: a problem is part of what it tells."""
        try:
            reading = read(self.connect(), self.mapping, as_of=clock.today(), at=clock.now(), most=TRIED)
        except SourceRefused as refusal:
            return Checked(problem=refusal.code, facts=refusal.facts)
        reading.close()
        filled = reading.fields(self.mapping)
        return Checked(
            people=reading.count,
            rejected=reading.rejected,
            fields=tuple(filled),
            empty=tuple(field for field in self.mapping.columns if field not in filled),
            refused=tuple(reading.refused.values()),
            problem="" if reading.count else "nobody",
        )

    def _snapshot(self, connector: Connector, reading: Reading, as_of: date, began: datetime) -> Snapshot:
        return Snapshot(
            source=self.name,
            file_name=connector.kind.title,
            file_sha256=reading.sha256,
            file_at=began,
            as_of=as_of,
            size=reading.count,
            refused_columns=tuple(reading.refused.values()),
            rows=reading.rows(),
            complaints=[],
            units=connector.units(),
            cursor=(began - OVERLAP).isoformat() if connector.kind.deltas else "",
        )


def _instant(cursor: str) -> datetime | None:
    try:
        since = datetime.fromisoformat(cursor)
    except ValueError:
        return None
    return since if since.tzinfo is not None else None
