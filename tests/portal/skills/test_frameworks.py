"""Frameworks as files: ours is whole and aligned, another one loads, and what cannot be read says where."""

import copy
import csv
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from portal.accounts.actors import SYSTEM, Actor
from portal.accounts.enums import Role
from portal.core.models import AuditEntry
from portal.skills import operations, queries
from portal.skills.errors import SkillsRefused
from portal.skills.frameworks import LONGEST, OURS, Unreadable, parse
from portal.skills.models import Instrument
from tests.factories.skills import AT

CONTENTS: dict[str, Any] = json.loads(OURS.read_text(encoding="utf-8"))
# The URIs and labels of the ESCO classification (v1.2), as published by the European Commission.
ESCO = """0f2eee6f-2203-4cc8-9d79-854d2d5d8131,use questioning techniques
9d75743b-317a-4bc4-b93f-c72e3ceba377,demonstrate consideration
c10d5d87-36cf-42f5-8a12-e560fb5f4af8,demonstrate intercultural competence
699e7c26-6502-4e78-a823-3656ff5a5b8b,instruct others
045f71e6-0699-4169-8a54-9c6b96f3174d,give advice to others
e2d44a9b-f28c-489e-9861-b654b5ded507,motivate others
75d8e5d9-bef3-418b-9011-01bff9f27207,lead others
49de9958-2aa4-4eef-a89d-fe5d5bcd28c4,adapt to change
5cd1930c-278d-4929-b413-27352f5b3687,deal with uncertainty
113b4428-0a31-4199-8496-070af7854b91,meet commitments
1d1fedcb-4995-44ac-90f5-f31a157ce512,manage frustration
a311ab20-75df-4aff-8016-3142c5659d30,accept constructive criticism
9bf266a6-188b-4d17-a22f-2f266d76832b,demonstrate willingness to learn
"""


def changed(**values: Any) -> dict[str, Any]:
    return {**copy.deepcopy(CONTENTS), **values}


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("skills", *arguments, stdout=out)
    return out.getvalue()


def test_ours_has_eight_competences_of_three_items_in_two_languages() -> None:
    framework, _ = parse(json.dumps(CONTENTS))
    assert [one.code for one in framework.competences] == [f"M{n}" for n in range(1, 9)]
    assert {len(one.items) for one in framework.competences} == {3}
    items = [item.text for one in framework.competences for item in one.items]
    assert len({text.fr for text in items}) == len({text.en for text in items}) == 24
    assert all(text.fr != text.en for text in items)
    assert all(one.lifecomp for one in framework.competences)


def test_ours_is_aligned_with_esco_and_says_so() -> None:
    known = {f"http://data.europa.eu/esco/skill/{uri}": label for uri, label in csv.reader(StringIO(ESCO))}
    framework, _ = parse(json.dumps(CONTENTS))
    assert {one.uri: one.label.en for skill in framework.competences for one in skill.esco} == known
    notices = " ".join(notice.en for notice in framework.notices)
    assert "LifeComp" in notices
    assert "CC BY 4.0" in notices
    assert "This product uses the ESCO classification of the European Commission." in notices


@pytest.mark.parametrize(
    ("contents", "said"),
    [
        ("{", "no JSON"),
        ("[1]", "one object"),
        (changed(code="deux mots"), "code:"),
        (changed(version="1"), "version:"),
        (changed(version=True), "version:"),
        (changed(title={"fr": "Titre"}), "title.en"),
        (changed(scale=CONTENTS["scale"][:4]), "scale: a list of 5."),
        (changed(competences=[]), "competences: a list of 1 to 16."),
        (changed(competences=["M1"]), "competences[0]"),
        (changed(pulse=["M9z"]), "pulse: no item is called M9z"),
        (changed(notices=[{"fr": "x" * (LONGEST + 1), "en": "y"}]), "notices[0].fr"),
        (changed(competences=CONTENTS["competences"] * 2), "competences: M1, M2"),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 40 else "contents",
)
def test_what_cannot_be_read_says_where(contents: str | dict[str, Any], said: str) -> None:
    with pytest.raises(Unreadable) as refused:
        parse(contents if isinstance(contents, str) else json.dumps(contents))
    assert said in str(refused.value)


@pytest.mark.parametrize("where", ["code", "fr", "uri"])
def test_a_place_deep_in_the_file_is_named(where: str) -> None:
    contents = changed()
    one = contents["competences"][2]
    if where == "uri":
        one["esco"][0]["uri"] = "somewhere"
    else:
        one["items"][1][where] = ""
    with pytest.raises(Unreadable) as refused:
        parse(json.dumps(contents))
    expected = "competences[2].esco[0].uri" if where == "uri" else f"competences[2].items[1].{where}"
    assert str(refused.value).startswith(expected)


@pytest.mark.django_db
def test_loading_twice_is_once_and_a_version_never_changes() -> None:
    first = operations.load_framework(text=json.dumps(CONTENTS), by=SYSTEM, at=AT)
    again = operations.load_framework(text=json.dumps(CONTENTS, indent=8), by=SYSTEM, at=AT)
    assert first == again
    with pytest.raises(SkillsRefused) as refused:
        operations.load_framework(text=json.dumps(changed(pulse=["M1a"])), by=SYSTEM, at=AT)
    assert refused.value.code == "version_exists"
    assert AuditEntry.objects.filter(action="skills.load_framework").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.HR, Role.CSR, Role.EMPLOYEE, Role.COORDINATOR])
def test_nobody_else_loads_a_framework(role: Role) -> None:
    with pytest.raises(SkillsRefused) as refused:
        operations.load_framework(text=json.dumps(CONTENTS), by=Actor(None, frozenset({role})), at=AT)
    assert refused.value.code == "not_allowed"
    assert not Instrument.objects.exists()


@pytest.mark.django_db
def test_the_command_checks_loads_and_lists(tmp_path: Path) -> None:
    mine = tmp_path / "ours.json"
    mine.write_text(json.dumps(changed(code="house", version=3)), encoding="utf-8")
    assert "M8  Learning from feedback (3 items)" in run("load", str(mine), "--check")
    assert not Instrument.objects.exists()
    run("load")
    assert "house 3 is loaded." in run("load", str(mine))
    assert str(queries.instrument_in_use()) == "house 3"
    listed = run("list").splitlines()
    assert listed[0].startswith("house 3  24 items")
    assert "(in use)" in listed[0]
    assert "(in use)" not in listed[1]


@pytest.mark.django_db
def test_the_command_says_what_to_do_and_loads_nothing(tmp_path: Path) -> None:
    run("load")
    other = tmp_path / "other.json"
    other.write_text(json.dumps(changed(pulse=["M1a"])), encoding="utf-8")
    with pytest.raises(CommandError, match=r"give the file version 2\. Nothing was loaded"):
        run("load", str(other))
    with pytest.raises(CommandError, match=r"nowhere\.json.*Nothing was loaded"):
        run("load", str(tmp_path / "nowhere.json"))
    assert Instrument.objects.count() == 1
