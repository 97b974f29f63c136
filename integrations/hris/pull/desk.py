"""Where sources that are called are set up, as the portal's screens ask for it (portal.people.ports.SourceDesk)."""

from collections.abc import Mapping
from datetime import datetime

from integrations.hris.connectors import CONNECTORS, connector
from integrations.hris.models import CalledSource
from portal.core.actors import Acting
from portal.people.ports import Checked, SourceKind, SourceSetup

from . import setups


class Desk:
    """The sources and the kinds there are."""

    def kinds(self) -> list[SourceKind]:
        """Return the kinds there are, by title."""
        return sorted((connector(code).kind for code in CONNECTORS), key=lambda kind: kind.title)

    def sources(self) -> list[SourceSetup]:
        """Return the sources set up, by name."""
        return [_setup(source) for source in CalledSource.objects.all()]

    def save(
        self, *, name: str, kind: str, said: Mapping[str, str], secrets: Mapping[str, str], mapping: str, by: Acting, at: datetime
    ) -> None:
        """Set a source up, or change it. Raises SetupRefused."""
        setups.save(name=name, kind=kind, said=said, secrets=secrets, mapping=mapping, by=by, at=at)

    def check(self, *, name: str, by: Acting, at: datetime) -> Checked:
        """Try a source: read a few people and keep none. Raises SourceRefused "unknown_source"."""
        checked = setups.called(name=name).check()
        setups.note_check(name=name, checked=checked, by=by, at=at)
        return checked

    def remove(self, *, name: str, by: Acting, at: datetime) -> None:
        """Forget a source and its secrets. Raises SourceRefused "unknown_source"."""
        setups.remove(name=name, by=by, at=at)


def _setup(source: CalledSource) -> SourceSetup:
    return SourceSetup(
        name=source.name,
        kind=connector(source.kind).kind,
        said=source.said,
        kept=frozenset(name for name, text in setups.secrets_of(source).items() if text),
        mapping=source.mapping,
        checked_at=source.checked_at,
        problem=source.problem,
        facts=source.facts,
    )
