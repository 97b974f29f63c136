"""Rules as properties: gates at a date, validity, legal scopes, contact."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.months import add_months
from portal.engagement import rules
from portal.engagement.enums import NEEDED_FIELDS, GateKind, GateStage, GateState, SharedField

TODAY = date(2026, 3, 2)
DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))
FACTS = st.lists(
    st.tuples(DAYS, st.one_of(st.none(), st.integers(0, 400))).map(
        lambda pair: rules.GateFact("b3_shown", pair[0], None if pair[1] is None else pair[0] + timedelta(days=pair[1]))
    ),
    max_size=6,
)


def status(facts: list[rules.GateFact], on: date, needed: int = 1) -> rules.GateStatus:
    return rules.status_of("b3_shown", GateStage.APPROVAL, needed, facts, on)


def seen(days_ago: int, valid_days: int | None) -> rules.GateFact:
    day = TODAY - timedelta(days=days_ago)
    return rules.GateFact("b3_shown", day, None if valid_days is None else day + timedelta(days=valid_days))


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ([], GateState.NOT_YET),
        ([seen(0, None)], GateState.MET),
        ([seen(10, 365)], GateState.MET),
        ([seen(310, 365)], GateState.EXPIRES_SOON),
        ([seen(365, 365)], GateState.EXPIRES_SOON),
        ([seen(366, 365)], GateState.EXPIRED),
        ([seen(400, 365), seen(1, 365)], GateState.MET),
        ([seen(-1, 365)], GateState.NOT_YET),
    ],
)
def test_a_gate_is_computed_from_its_facts_at_a_day(facts: list[rules.GateFact], state: GateState) -> None:
    assert status(facts, TODAY).state == state


def test_two_references_are_two() -> None:
    one, two = [seen(3, None)], [seen(3, None), seen(1, None)]
    assert [status(facts, TODAY, 2).state for facts in ([], one, two)] == [GateState.NOT_YET, GateState.IN_PROGRESS, GateState.MET]
    assert (status(one, TODAY, 2).done, status(two, TODAY, 2).done) == (1, 2)


@given(FACTS, DAYS, st.integers(1, 3))
def test_a_met_gate_has_facts_that_hold_that_day(facts: list[rules.GateFact], on: date, needed: int) -> None:
    found = status(facts, on, needed)
    holding = [f for f in facts if f.seen_on <= on and (f.valid_until is None or f.valid_until >= on)]
    assert found.met == (len(holding) >= needed)
    if found.met and found.valid_until:
        assert found.valid_until >= on


@given(FACTS, FACTS, DAYS)
def test_more_facts_never_take_a_gate_away(facts: list[rules.GateFact], more: list[rules.GateFact], on: date) -> None:
    assert status(facts + more, on).met or not status(facts, on).met


@given(FACTS, DAYS)
def test_facts_of_another_kind_count_for_nothing(facts: list[rules.GateFact], on: date) -> None:
    assert rules.status_of("interview", GateStage.APPROVAL, 1, facts, on).state == GateState.NOT_YET


@given(FACTS, DAYS)
def test_the_order_in_which_facts_come_does_not_matter(facts: list[rules.GateFact], on: date) -> None:
    assert status(facts, on) == status(list(reversed(facts)), on) or len({f.seen_on for f in facts}) < len(facts)


@pytest.mark.parametrize(
    ("attended", "missing_modules", "state", "done"),
    [
        ([], 0, GateState.NOT_YET, 0),
        ([(TODAY, 60)], 0, GateState.IN_PROGRESS, 60),
        ([(TODAY, 60), (TODAY, 60)], 0, GateState.MET, 120),
        ([(TODAY, 300)], 1, GateState.IN_PROGRESS, 300),
        ([(TODAY + timedelta(days=1), 300)], 0, GateState.NOT_YET, 0),
    ],
)
def test_training_is_minutes_and_required_modules(
    attended: list[tuple[date, int]], missing_modules: int, state: GateState, done: int
) -> None:
    found = rules.training_status(GateStage.ONBOARDING, 120, attended, missing_modules=missing_modules, on=TODAY)
    assert (found.state, found.done) == (state, done)


@given(st.lists(st.one_of(st.none(), DAYS.filter(lambda d: d >= TODAY)), max_size=6))
def test_a_clearance_holds_until_its_first_gate_ends_and_a_year_at_most(ends: list[date | None]) -> None:
    statuses = [rules.GateStatus("x", "y", GateState.MET, 1, 1, TODAY, end) for end in ends]
    until = rules.clearance_until(statuses, TODAY)
    assert TODAY <= until <= add_months(TODAY, 12)
    assert all(until <= end for end in ends if end)


@pytest.mark.parametrize("scope", ["child_protection", "early_childhood"])
def test_inside_its_legal_scope_the_certificate_takes_the_place_of_the_b3(scope: str) -> None:
    assert rules.kind_objection(GateKind.HONORABILITY_CERTIFICATE, legal_scope=scope, on=TODAY) is None
    assert rules.kind_objection(GateKind.B3_SHOWN, legal_scope=scope, on=TODAY) == "inside_legal_scope"


@pytest.mark.parametrize(("scope", "on"), [("none", TODAY), ("child_protection", date(2024, 6, 30)), ("anything", TODAY)])
def test_outside_it_the_certificate_may_not_be_asked_for(scope: str, on: date) -> None:
    assert rules.kind_objection(GateKind.HONORABILITY_CERTIFICATE, legal_scope=scope, on=on) == "outside_legal_scope"
    assert rules.kind_objection(GateKind.B3_SHOWN, legal_scope=scope, on=on) is None


def test_every_legal_scope_is_dated_and_has_its_source() -> None:
    assert all(row.since and "CASF" in row.source and "décret" in row.source for row in rules.LEGAL_SCOPES)


@pytest.mark.parametrize("scope", ["none", "child_protection", "early_childhood"])
def test_the_usual_gates_are_lawful_and_whole(scope: str) -> None:
    usual = rules.default_requirements(scope, TODAY)
    kinds = {requirement.kind for requirement in usual}
    assert {GateKind.CHARTER, GateKind.TRAINING, GateKind.REFERENCES, GateKind.INTERVIEW, GateKind.IDENTITY_SEEN} < kinds
    assert len(kinds & {GateKind.B3_SHOWN, GateKind.HONORABILITY_CERTIFICATE}) == 1
    assert all(rules.kind_objection(r.kind, legal_scope=scope, on=TODAY) is None for r in usual)
    assert next(r.needed for r in usual if r.kind == GateKind.TRAINING) >= 120


@pytest.mark.parametrize(
    ("email", "objection"),
    [
        ("amina@perso.example.org", None),
        ("Amina.Kaci@Entreprise.example.org", "work_address"),
        (" amina.kaci@entreprise.example.org ", "work_address"),
        ("other@entreprise.example.org", "work_address"),
        ("amina@sub.entreprise.example.org", None),
    ],
)
def test_the_work_mailbox_is_never_the_contact(email: str, objection: str | None) -> None:
    found = rules.contact_objection(
        email, work_email="amina.kaci@entreprise.example.org", company_domains=["Entreprise.example.org"]
    )
    assert found == objection


def test_without_a_work_address_any_address_will_do() -> None:
    assert rules.contact_objection("a@perso.example.org", work_email="", company_domains=[]) is None


def test_a_hand_over_lists_known_fields_and_what_an_answer_needs() -> None:
    assert rules.fields_objection(SharedField.values) is None
    assert rules.fields_objection(NEEDED_FIELDS) is None
    assert rules.fields_objection(NEEDED_FIELDS - {SharedField.PERSONAL_EMAIL}) == "needed_fields_missing"
    assert rules.fields_objection([*NEEDED_FIELDS, "salary"]) == "unknown_field"
