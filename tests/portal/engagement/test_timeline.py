"""A gate over time: the timeline says on each day what the gate computed at that day says."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.engagement import operations, queries, rules
from portal.engagement.enums import GateKind, GateStage, GateState
from tests.factories.engagement import AT, a_candidate_accepted, coordinator, meet_gates

SINCE = date(2026, 1, 1)
LENGTHS = st.one_of(st.none(), st.integers(0, 300))
FACTS = st.lists(
    st.tuples(st.integers(-40, 400), LENGTHS).map(
        lambda of: rules.GateFact(
            "references", SINCE + timedelta(days=of[0]), None if of[1] is None else SINCE + timedelta(days=of[0] + of[1])
        )
    ),
    max_size=5,
)
EXEMPTIONS = st.lists(
    st.tuples(st.integers(-40, 400), st.integers(0, 300)).map(
        lambda of: rules.ExemptionFact(
            "references", SINCE + timedelta(days=of[0]), SINCE + timedelta(days=of[0] + of[1])
        )
    ),
    max_size=2,
)  # fmt: skip


@given(FACTS, EXEMPTIONS, st.integers(1, 2), st.integers(0, 800))
def test_a_day_falls_in_the_span_of_its_own_status(
    facts: list[rules.GateFact], exemptions: list[rules.ExemptionFact], needed: int, after: int
) -> None:
    def at(day: date) -> rules.GateStatus:
        return rules.status_of("references", GateStage.APPROVAL, needed, facts, day, exemptions)

    spans = rules.timeline(at, since=SINCE, days=rules.turning_days("references", facts, exemptions))
    day = SINCE + timedelta(days=after)
    covering = [span for span in spans if span.since <= day][-1]
    assert covering.status == at(day)
    assert [span.since for span in spans] == sorted({span.since for span in spans})
    assert all(one.status != two.status for one, two in pairwise(spans))


@given(FACTS, EXEMPTIONS, st.integers(0, 800))
def test_an_exemption_never_makes_a_gate_less_met(
    facts: list[rules.GateFact], exemptions: list[rules.ExemptionFact], after: int
) -> None:
    day = SINCE + timedelta(days=after)
    without = rules.status_of("references", GateStage.APPROVAL, 1, facts, day)
    with_it = rules.status_of("references", GateStage.APPROVAL, 1, facts, day, exemptions)
    covered = any(row.granted_on <= day <= row.valid_until for row in exemptions)
    assert with_it.met == (without.met or covered)
    assert with_it.exempt == (covered and not without.met)


@pytest.mark.django_db
def test_the_timeline_of_a_candidate_from_the_first_day_to_the_last_end() -> None:
    application = a_candidate_accepted()
    by, later = coordinator(application.programme.association), AT + timedelta(days=20)
    operations.record_gate(application=application, kind=GateKind.B3_SHOWN, seen_on=later.date(), by=by, at=later)
    lines = {line.kind: line.spans for line in queries.gate_timeline(application=application, on=later.date())}
    assert list(lines) == [gate.kind for gate in queries.gate_statuses(application=application, on=later.date())]
    until = date(2027, 3, 21)
    assert [(span.since, span.status.state) for span in lines[GateKind.B3_SHOWN]] == [
        (AT.date(), GateState.NOT_YET),
        (later.date(), GateState.MET),
        (until - timedelta(days=60), GateState.EXPIRES_SOON),
        (until + timedelta(days=1), GateState.EXPIRED),
    ]
    assert [span.status.state for span in lines[GateKind.INTERVIEW]] == [GateState.NOT_YET]
    meet_gates(application, later)
    lines = {line.kind: line.spans for line in queries.gate_timeline(application=application, on=later.date())}
    assert [span.status.state for span in lines[GateKind.TRAINING]] == [GateState.NOT_YET, GateState.MET]
