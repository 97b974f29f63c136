"""How the workforce is spoken of: every reason, refusal and value has words in both languages. Pure."""

from typing import Any

import pytest
from django.utils import translation

from portal.core.errors import Refusal
from portal.people.enums import ChangeEvent, ColumnRefusal, EmployeeStatus, HoldReason, RowRule, StaffCategory
from portal.people.queries import Line
from portal.ui import workforce_words as words

FACTS: dict[str, Any] = {
    "count": 12, "of": 100, "percent": 5, "where": "FR01", "before": 100, "after": 40, "field": "work_email", "file": "2026-03-01",
    "last": "2026-03-02", "rows": 90, "expected": 100, "sign": "manifest_rows", "days": 9, "most": 7,
}  # fmt: skip


@pytest.mark.parametrize("reason", HoldReason)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_reason_to_hold_a_run_is_a_whole_sentence(reason: HoldReason, language: str) -> None:
    with translation.override(language):
        sentence = words.why_held({**FACTS, "code": reason})
    assert sentence.endswith(".")
    assert "%(" not in sentence
    assert "{" not in sentence


@pytest.mark.parametrize("sign", ["last_line_open", "open_quote", "manifest_rows", "manifest_sha256"])
def test_every_sign_of_a_torn_file_is_told_apart(sign: str) -> None:
    sentence = words.why_held({"code": HoldReason.TRUNCATED, "sign": sign, "rows": 90, "expected": 100})
    assert ("90" in sentence) == (sign != "manifest_sha256")


def test_a_column_is_called_by_its_name() -> None:
    assert "Courriel professionnel" in words.why_held({**FACTS, "code": HoldReason.COLUMN_EMPTY})
    assert words.field_name("work_email") == "Courriel professionnel"
    assert words.field_name("") == "Ligne entière"
    assert words.field_name("nobody_knows") == "nobody_knows"


@pytest.mark.parametrize(
    ("code", "facts", "said"),
    [
        ("unknown_source", {"known": ["demo", "paie"]}, "demo, paie"),
        ("missing_columns", {"fields": ["work_email", "site_code"]}, "Courriel professionnel, Site"),
        ("bad_mapping", {"source": "demo", "fields": ["age"]}, "demo"),
        ("too_large", {"mebibytes": 50}, "50 Mio"),
        ("out_of_bounds", {"low": 1, "high": 50}, "entre 1 et 50"),
        ("wrong_state", {}, "n’attend plus"),
        ("state_moved", {}, "vient de décider"),
        ("something nobody foresaw", {"x": 1}, "Ce n’est pas possible"),
    ],
)
def test_every_refusal_is_said_with_its_facts(code: str, facts: dict[str, Any], said: str) -> None:
    assert said in words.why_refused(Refusal(code, **facts))


@pytest.mark.parametrize("code", sorted(words._REFUSALS))
def test_every_refusal_is_said_in_english_too(code: str) -> None:
    facts: dict[str, Any] = {
        "known": [], "fields": [], "source": "demo", "mebibytes": 50, "low": 1, "high": 9, "file": "a.csv", "line": 7, "most": 99,
        "columns": [],
    }  # fmt: skip
    french = words.why_refused(Refusal(code, **facts))
    with translation.override("en"):
        assert words.why_refused(Refusal(code, **facts)) != french


@pytest.mark.parametrize(
    ("field", "value", "text"),
    [
        ("status", EmployeeStatus.ENDED, str(EmployeeStatus.ENDED.label)),
        ("staff_category", StaffCategory.values[0], None),
        ("status", "unheard_of", "unheard_of"),
        ("sso", True, "oui"),
        ("sso", False, "non"),
        ("start_date", "2026-03-02", "02/03/2026"),
        ("site_code", "LIL", "LIL"),
        ("site_code", "", ""),
        ("site_code", None, ""),
        ("missed_snapshots", 2, "2"),
    ],
)
def test_a_value_is_read_as_people_write_it(field: str, value: object, text: str | None) -> None:
    found = words.value_name(field, value)
    assert found == text if text is not None else found != value


def test_a_line_of_a_dry_run_names_event_field_and_values() -> None:
    line = Line("E1", ChangeEvent.values[0], "status", EmployeeStatus.ACTIVE, EmployeeStatus.ENDED)
    cells = words.dry_run_cells(line)
    assert len(cells) == len(words.dry_run_header()) == 5
    assert cells[0] == "E1"
    assert cells[2:] == ("Situation", str(EmployeeStatus.ACTIVE.label), str(EmployeeStatus.ENDED.label))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_events_rules_and_refused_columns_have_names(language: str) -> None:
    with translation.override(language):
        for event in ChangeEvent.values:
            assert words.event_name(event)
        for rule in RowRule.values:
            assert words.rule_name(rule)
        for why in ColumnRefusal.values:
            assert words.column_reason(why)


@pytest.mark.parametrize("code", sorted({*words._REFUSALS, *words._WITHOUT_FACTS, "incident", "of tomorrow"}))
def test_a_refusal_whose_facts_are_gone_is_still_a_whole_sentence(code: str) -> None:
    if code not in {"unknown_source", "out_of_bounds"}:  # said at once, to whoever asked
        said = words.why_unread(code)
        assert said.endswith(".") and "%(" not in said


def test_missing_columns_are_named_when_they_are_known() -> None:
    assert "Identifiant, Nom" in words.why_unread("missing_columns", ["external_id", "family_name"])
    assert words.why_unread("not_text", ["external_id"]) == words.why_unread("not_text")


def test_one_place_is_told_in_its_own_sentence_and_several_in_one() -> None:
    site = {"code": HoldReason.TOO_MANY_ENDED_AT_SITE, "where": "LIL", "count": 1200, "of": 2000, "percent": 20}
    entity = {**site, "code": HoldReason.TOO_MANY_ENDED_IN_ENTITY, "where": "ORV"}
    assert words.all_held([]) == []
    assert words.all_held([entity, site]) == [words.why_held(entity), words.why_held(site)]
    (told,) = words.all_held([site, {**site, "where": "PAR"}])
    assert "LIL" in told and "PAR" in told and "2000" not in told
    assert len(words.all_held([entity, {**entity, "where": "B"}, site, {**site, "where": "PAR"}])) == 2
