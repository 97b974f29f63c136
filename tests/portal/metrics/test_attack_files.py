"""The file that others attack the control with, and the command that reads it."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.metrics import attack_files
from portal.metrics.attack_files import Question, answer, read
from portal.metrics.disclosure.families import PersonSet, people

from .attacked import families
from .span_oracle import leaking_group

ALL, LYON = list(range(60)), list(range(57))


def asked(new: Any, ledger: Any = None, k: int = 10, known: Any = None) -> Question:
    return Question(k, ledger or {}, known or {}, new)


def command(path: Path, content: object, *options: str) -> str:
    file = path / "sets.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    out = StringIO()
    call_command("metrics", "disclosure", str(file), *options, stdout=out)
    return out.getvalue()


def test_the_command_prints_what_is_kept_what_is_not_and_why(tmp_path: Path) -> None:
    content = {"k": 10, "ledger": {"before": ALL}, "new": {"lyon": LYON, "nantes": [*range(100, 120)], "lens": [200]}}
    found = json.loads(command(tmp_path, content, "--format", "json"))
    assert found == {
        "kept": ["nantes"],
        "withheld": {
            "lyon": "R5: would isolate 3 persons: +ledger 'before' −new 'lyon'",
            "lens": "R2, R3: fewer than 10 persons",
        },
    }
    text = command(tmp_path, content)
    assert text.splitlines()[0] == "k = 10: 1 kept, 2 withheld"
    assert "  kept      nantes" in text


def test_what_is_piped_in_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", StringIO(json.dumps({"new": {"a": ALL}})))
    out = StringIO()
    call_command("metrics", "disclosure", "-", "--format", "json", stdout=out)
    assert json.loads(out.getvalue()) == {"kept": ["a"], "withheld": {}}


def test_no_time_publishes_nothing(tmp_path: Path) -> None:
    found = json.loads(command(tmp_path, {"new": {"all": ALL, "half": ALL[:30]}}, "--format", "json", "--seconds", "0"))
    assert found["kept"] == []
    assert set(found["withheld"].values()) == {"R15: the time was up; nothing is published"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "an object"),
        ({"ledger": {}}, '"new"'),
        ({"k": 3, "new": {}}, "from 5 to 20, not 3"),
        ({"k": 21, "new": {}}, "not 21"),
        ({"k": "10", "new": {}}, "not '10'"),
        ({"k": True, "new": {}}, "not True"),
        ({"k": 10.0, "new": {}}, "not 10.0"),
        ({"legder": {"a": ALL}, "new": {}}, "unknown part 'legder'"),
        ({"new": [ALL]}, '"new" is an object'),
        ({"new": {"a": 5}}, "\"new\", 'a': a list"),
        ({"new": {"a": [1, None]}}, "None is no id"),
        ({"new": {"a": [1, True]}}, "True is no id"),
        ({"new": {"a": [1.0]}}, "1.0 is no id"),
        ({"new": {"a": [[1]]}}, "is no id"),
        ({"new": {"a": [7]}, "ledger": {"b": ["7"]}}, "one person or two"),
        ('{"new": {"a": [1]}, "new": {"b": [1]}}', "'new' is there twice"),
        ('{"new": {"a": [1], "a": [1, 2]}}', "'a' is there twice"),
        ('{"new": {"a": [NaN]}}', "nan is no id"),
    ],
)
def test_what_can_be_read_in_two_ways_is_refused(tmp_path: Path, content: object, said: str) -> None:
    with pytest.raises(CommandError) as refused:
        command(tmp_path, content)
    assert said in str(refused.value)


def test_a_file_that_is_not_there_or_not_text_is_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"nowhere\.json"):
        call_command("metrics", "disclosure", str(tmp_path / "nowhere.json"))
    (tmp_path / "bytes.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CommandError, match=r"bytes\.json"):
        call_command("metrics", "disclosure", str(tmp_path / "bytes.json"))


def test_k_is_ten_unless_said() -> None:
    assert read('{"new": {}}') == Question(10, {}, {}, {})
    assert read('{"k": 5, "new": {"a": [1, 1]}}').k == 5


def test_a_person_listed_twice_is_one_person() -> None:
    assert answer(asked({"a": [*range(9), 8, 8, 8]}), seconds=60).kept == ()


def test_ids_may_be_texts_and_numbers_of_any_size() -> None:
    assert answer(asked({"a": [f"p{n}" for n in range(12)]}), seconds=60).kept == ("a",)
    huge = [10**30 + n for n in range(12)]
    assert answer(asked({"a": huge, "b": [-n for n in range(12)]}), seconds=60).kept == ("a", "b")


def test_a_name_in_both_is_the_same_figure_later() -> None:
    found = answer(asked({"a": [*range(33)], "b": [*range(3, 43)]}, {"a": [*range(30)], "b": [*range(40)]}), seconds=60)
    assert found.kept == ()
    assert {why[:2] for why in found.withheld.values()} == {"R7"}
    assert answer(asked({"a": [*range(45)]}, {"a": [*range(30)]}), seconds=60).kept == ("a",)


def test_names_say_nothing_to_the_control() -> None:
    odd = {"new all": ALL, "published x:": ALL[:30], "": ALL[:45], "all:": ALL[10:40]}
    found = answer(asked(odd), seconds=60)
    assert set(found.kept) | set(found.withheld) == set(odd)
    assert {"new all", "published x:"} <= set(found.kept)


def test_a_ledger_that_gives_itself_away_does_not_stop_what_gives_away_no_more() -> None:
    found = answer(asked({"hours": ALL[:40], "all but two": ALL[:58]}, {"all": ALL, "tiny": [0, 1, 2]}), seconds=60)
    assert found.kept == ("hours",)
    assert found.withheld["all but two"].startswith("R5: would isolate 2 persons")


def test_known_headcounts_help_the_attacker_and_are_none_themselves() -> None:
    found = answer(asked({"part": [*range(10)]}, known={"site": [*range(12)], "newcomers": [100, 101]}), seconds=60)
    assert found.withheld["part"] == "R5: would isolate 2 persons: +ledger 'site' −new 'part'"


@settings(max_examples=12)
@given(st.integers(0, 10_000))
def test_nobody_stands_alone_in_any_family(seed: int) -> None:
    for family in families(3, seed=seed):
        ledger: dict[str, list[int | str]] = {}
        for number, release in enumerate(family.releases):
            found = answer(Question(10, ledger, {}, {f"{number} {name}": list(ids) for name, ids in release.items()}), seconds=60)
            ledger |= {f"{number} {name}": list(ids) for name, ids in release.items() if f"{number} {name}" in found.kept}
        assert leaking_group([PersonSet(name, people(map(int, ids))) for name, ids in ledger.items()], 10) is None
        assert attack_files.answer(asked({}, ledger), seconds=60).kept == ()
