"""Every kind of source as the contract tries it: a vendor's fake, set up and read, or a file with the same people."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pathlib import Path

from integrations.hris import registry
from integrations.hris.connectors import CONNECTORS
from integrations.hris.csv_drop import CsvDrop
from integrations.hris.pull import setups
from integrations.hris.pull.source import Pulled
from portal.accounts.actors import SYSTEM
from portal.core import clock
from portal.people.ports import Rejected
from portal.people.rules.record import EmployeeRecord
from tests.integrations.hris.fake import FakeHris

DAY = date(2026, 3, 2)
FAKES = {
    "lucca": "tests.integrations.hris.lucca.fake.FakeLucca",
    "successfactors": "tests.integrations.hris.successfactors.fake.FakeSuccessFactors",
    "workday": "tests.integrations.hris.workday.fake.FakeWorkday",
}
KINDS = sorted(CONNECTORS)
HEADER = "identifiant;matricule;prénom;nom;courriel;entité;site;service;intitulé de poste;date d'entrée;date de sortie;responsable"


def fake(kind: str) -> FakeHris:
    """A fake of a vendor."""
    module, _, name = FAKES[kind].rpartition(".")
    made: FakeHris = getattr(import_module(module), name)()
    return made


@dataclass
class Tried:
    """A source over a fake."""

    kind: str
    fake: FakeHris

    @property
    def source(self) -> Pulled:
        """The source, loaded anew."""
        return setups.called(name="essai")

    def set_up(self, **said: str) -> None:
        """Set the source up."""
        setups.save(
            name="essai",
            kind=self.kind,
            said={"address": self.fake.url, **self.fake.settings, **said},
            secrets=self.fake.secrets,
            mapping="",
            by=SYSTEM,
            at=clock.now(),
        )

    def records(self, day: date = DAY) -> dict[str, EmployeeRecord]:
        """Everybody of a snapshot by external id; a row that was set aside fails."""
        return by_id(list(self.source.snapshot(as_of=day).rows))


@contextmanager
def tried(kind: str) -> Iterator[Tried]:
    """Serve a vendor's fake and set a source up over it."""
    with fake(kind).served() as served:
        one = Tried(kind, served)
        one.set_up()
        yield one


def by_id(rows: list[tuple[int, EmployeeRecord] | Rejected]) -> dict[str, EmployeeRecord]:
    """Records by external id."""
    assert not [row for row in rows if isinstance(row, Rejected)]
    return {row[1].external_id: row[1] for row in rows if not isinstance(row, Rejected)}


def dropped(served: FakeHris, folder: Path) -> CsvDrop:
    """A file with a fake's people."""
    lines = [HEADER + "".join(f";{name}" for name in served.refused)]
    for one in served.people:
        cells = (one.id, f"M{one.id}", one.given, one.family, one.email, "FR01", "LIL", one.department, one.title)
        last = one.contracts[-1]
        lines.append(";".join((*cells, last.start, last.end, one.manager, *served.refused.values())))
    path = folder / "people.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8-sig")
    source = registry.source("demo", file=path)
    assert isinstance(source, CsvDrop)
    return source


Setting = Callable[..., Iterator[Tried]]
