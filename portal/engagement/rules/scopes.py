"""Where the law lets an association ask for the honorability certificate: a dated table."""

from dataclasses import dataclass
from datetime import date

from portal.engagement.enums import GateKind

DECREE = "décret n° 2024-643 du 28 juin 2024"


@dataclass(frozen=True)
class LegalScope:
    """A scope in which the certificate may be asked for, from a day on; `until`: the last day, once a text ends it."""

    code: str
    since: date
    source: str
    until: date | None = None

    def holds(self, on: date) -> bool:
        """Whether the scope is open on a day."""
        return self.since <= on and (self.until is None or on <= self.until)


LEGAL_SCOPES: tuple[LegalScope, ...] = (
    LegalScope("child_protection", date(2024, 7, 1), f"CASF, art. L.133-6 et R.133-1 ; {DECREE}"),
    LegalScope("early_childhood", date(2024, 7, 1), f"CASF, art. L.133-6, L.214-1-1 et R.133-1 ; {DECREE}"),
)
"""The decree was put in force département by département between July 2024 and January 2026; asking for the certificate outside
these scopes is forbidden. A data-protection officer confirms the table for each deployment (product.md, rule 3)."""


def certificate_scope(legal_scope: str, on: date) -> LegalScope | None:
    """Return the scope under which the honorability certificate may be asked for on a day, or None outside it."""
    return next((row for row in LEGAL_SCOPES if row.code == legal_scope and row.holds(on)), None)


def kind_objection(kind: str, *, legal_scope: str, on: date) -> str | None:
    """Say why a programme of this legal scope may not ask for a gate: "outside_legal_scope", "inside_legal_scope", or None."""
    inside = certificate_scope(legal_scope, on) is not None
    if kind == GateKind.HONORABILITY_CERTIFICATE and not inside:
        return "outside_legal_scope"
    return "inside_legal_scope" if kind == GateKind.B3_SHOWN and inside else None
