"""The reporting map: versioned data, each entry with what it must not claim, in both languages."""

import json
from pathlib import Path

import pytest

from portal.metrics import reporting
from portal.metrics.cards import BY_CODE
from portal.metrics.reporting import codes_of, reporting_map

ENTRIES = reporting_map().entries


def test_the_frameworks_of_the_note_are_there_with_their_codes() -> None:
    found = {(one.framework, one.code) for one in ENTRIES}
    asked = {
        ("ESRS", "S1-13"), ("ESRS", "S3-4"), ("VSME", "B10"), ("VSME", "B2"), ("GRI", "404-1"), ("GRI", "404-2"), ("GRI", "413-1"),
        ("IRIS+", "OI8429"), ("SDG", "4"), ("SDG", "10"), ("B4SI", "inputs"), ("B4SI", "outputs"), ("B4SI", "impacts"),
    }  # fmt: skip
    assert asked <= found
    assert len(found) == len(ENTRIES), "a code once"
    assert reporting_map().version == 1


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: f"{entry.framework} {entry.code}")
def test_an_entry_is_whole_and_says_what_it_must_not_claim(entry: reporting.Entry) -> None:
    assert entry.figure in BY_CODE
    for words in (entry.label, entry.formula, entry.must_not_claim):
        assert set(words) == {"fr", "en"}
        assert all(text.strip() for text in words.values())
        assert words["fr"] != words["en"]
    assert entry.version
    assert entry.unit
    assert entry.valid_from.year >= 2015


def test_what_hr_computes_outside_is_marked_partial() -> None:
    partial = [one for one in ENTRIES if (one.framework, one.code) in {("ESRS", "S1-13"), ("GRI", "404-1")}]
    assert len(partial) == 2
    assert all("partial" in one.must_not_claim["en"] and "gender" in one.must_not_claim["en"] for one in partial)


def test_no_entry_promises_a_return() -> None:
    for one in ENTRIES:
        assert "SROI" not in json.dumps([one.label, one.formula])
        assert "return" not in one.formula["en"]


def test_a_figure_knows_its_codes_and_a_campaigns_funnel_has_none() -> None:
    assert codes_of("skills_change") == ["GRI 404-2", "B4SI impacts"]
    assert codes_of("funnel.janvier") == []


def test_a_map_that_names_a_figure_nobody_knows_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "map.json"
    found = json.loads(reporting.MAP.read_text(encoding="utf-8"))
    found["entries"][0]["figure"] = "retention"
    broken.write_text(json.dumps(found), encoding="utf-8")
    monkeypatch.setattr(reporting, "MAP", broken)
    reporting_map.cache_clear()
    with pytest.raises(ValueError, match="no figure is called retention"):
        reporting_map()
    reporting_map.cache_clear()
