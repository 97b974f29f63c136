"""What a programme asks for: the usual gates, and what a policy may not be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portal.engagement.enums import GateKind, GateStage

from .scopes import certificate_scope, kind_objection

TRAINING_MINUTES = 120
"""Hours before the first meeting: 2 at least (mentoring.org, Elements of Effective Practice); a policy may ask for more."""
MOST_TRAINING_MINUTES = 2400
MOST_NEEDED = 5
VALIDITY_MONTHS = (1, 60)
ALWAYS = frozenset({GateKind.CHARTER, GateKind.TRAINING})
"""Two gates no policy can leave out: the charter, and training before the first meeting."""
ONCE_FOR_ALL = frozenset({GateKind.CHARTER, GateKind.TRAINING})
"""Gates without an end of their own: an acceptance and hours do not run out."""
EXEMPTIBLE = frozenset({GateKind.IDENTITY_SEEN, GateKind.INTERVIEW, GateKind.REFERENCES})
"""Gates an association may exempt somebody from for a while: never the criminal record, the charter or the training."""
LONGEST_EXEMPTION_MONTHS = 12


@dataclass(frozen=True)
class Requirement:
    """One gate of a policy. `needed`: references, or minutes of training. `renewable`: asked for again while the pair lasts."""

    kind: str
    stage: str
    needed: int = 1
    validity_months: int | None = None
    renewable: bool = True


def default_requirements(legal_scope: str, on: date) -> tuple[Requirement, ...]:
    """Return the usual gates of a programme of this legal scope. Sources conflict on validity (6 or 12 months): settable."""
    inside = certificate_scope(legal_scope, on) is not None
    record = GateKind.HONORABILITY_CERTIFICATE if inside else GateKind.B3_SHOWN
    return (
        Requirement(GateKind.IDENTITY_SEEN, GateStage.APPLICATION),
        Requirement(GateKind.INTERVIEW, GateStage.APPROVAL),
        Requirement(GateKind.REFERENCES, GateStage.APPROVAL, needed=2),
        Requirement(record, GateStage.APPROVAL, validity_months=6 if inside else 12),
        Requirement(GateKind.CHARTER, GateStage.ONBOARDING),
        Requirement(GateKind.TRAINING, GateStage.ONBOARDING, needed=TRAINING_MINUTES),
    )


def policy_objection(asked: Sequence[Requirement], *, legal_scope: str, on: date) -> tuple[str, str] | None:
    """Say what is wrong with a policy that would hold from a day on, and with which gate ("" for the whole), or None.

    "kind_twice", "unknown_code", "needed", "training_too_short", "validity", "outside_legal_scope", "inside_legal_scope",
    "needed_gates_missing".
    """
    kinds = [str(row.kind) for row in asked]
    for row in asked:
        code = _objection(row, legal_scope, on) or ("kind_twice" if kinds.count(row.kind) > 1 else None)
        if code:
            return code, str(row.kind)
    return None if set(kinds) >= ALWAYS else ("needed_gates_missing", "")


def _objection(row: Requirement, legal_scope: str, on: date) -> str | None:
    if row.kind not in GateKind.values or row.stage not in GateStage.values:
        return "unknown_code"
    if code := kind_objection(row.kind, legal_scope=legal_scope, on=on):
        return code
    if row.kind == GateKind.TRAINING and row.needed < TRAINING_MINUTES:
        return "training_too_short"
    if not 1 <= row.needed <= (MOST_TRAINING_MINUTES if row.kind == GateKind.TRAINING else MOST_NEEDED):
        return "needed"
    shortest, longest = VALIDITY_MONTHS
    ends = row.validity_months is not None
    if ends and (row.kind in ONCE_FOR_ALL or not shortest <= (row.validity_months or 0) <= longest):
        return "validity"
    return None
