"""Frameworks as files: ours is whole and aligned, another one loads, and what cannot be read says where."""

import copy
import csv
import json
from datetime import timedelta
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
from portal.skills.models import Instrument, Questionnaire
from tests.factories.engagement import a_candidate_accepted
from tests.factories.skills import ACCEPTED, AT, answered, asked_at_the_start, paired

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
        (changed(competences=CONTENTS["competences"] * 3), "competences: a list of 1 to 16."),
        (changed(pulse=[]), "pulse: a list of 1 to 6."),
        (changed(pulse="M1a"), "pulse: a list of 1 to 6."),
        (changed(notices=None), "notices: a list of 0 to 8."),
        (changed(version=0), "version: a whole number from 1 to 999."),
        (changed(lead={"fr": "Un\x00", "en": "One"}), "lead.fr: '\\x00'"),
        (changed(lead={"fr": " ", "en": "One"}), "lead.fr: the words are missing."),
        ("[" * 200_000, "no JSON"),
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


@pytest.mark.parametrize(
    ("esco", "said"),
    [
        (5, "competences[1].esco: a list of 0 to 6."),
        ("http://data.europa.eu/esco/skill/1", "competences[1].esco: a list of 0 to 6."),
        ([7], "competences[1].esco[0].uri: an address that begins with http, please."),
        ([{"uri": "http://data.europa.eu/esco/skill/1", "fr": "Un"}], "competences[1].esco[0].en: the words are missing."),
    ],
)
def test_an_alignment_that_is_none_is_named_and_stops_nothing_but_the_file(esco: object, said: str) -> None:
    contents = changed()
    contents["competences"][1]["esco"] = esco
    with pytest.raises(Unreadable) as refused:
        parse(json.dumps(contents))
    assert str(refused.value) == said


def test_two_items_of_one_name_are_found_across_competences() -> None:
    contents = changed()
    contents["competences"][3]["items"][0]["code"] = "M1a"
    with pytest.raises(Unreadable, match=r"^items: M1a stands there twice\.$"):
        parse(json.dumps(contents))


def test_a_competence_without_alignment_loads() -> None:
    contents = changed()
    for one in contents["competences"]:
        del one["esco"], one["lifecomp"]
    framework, _ = parse(json.dumps(contents))
    assert {(one.esco, one.lifecomp) for one in framework.competences} == {((), "")}


@pytest.mark.django_db
def test_the_command_says_of_another_encoding_what_is_wrong_and_loads_nothing(tmp_path: Path) -> None:
    path = tmp_path / "latin.json"
    path.write_bytes(json.dumps(CONTENTS, ensure_ascii=False).encode("cp1252", "replace"))
    with pytest.raises(CommandError, match=r"latin\.json: .*utf-8.* Nothing was loaded"):
        run("load", str(path))
    assert not Instrument.objects.exists()


@pytest.mark.django_db
def test_new_paths_begin_with_the_new_framework_and_old_ones_end_with_theirs() -> None:
    first = asked_at_the_start()
    text = json.dumps(changed(code="house", version=1))
    loaded = operations.load_framework(text=text, by=Actor(None, frozenset({Role.PLATFORM_ADMIN})), at=AT + timedelta(days=20))
    second = asked_at_the_start(a_candidate_accepted(at=AT))
    assert (str(first.instrument), second.instrument) == ("binome-8 1", loaded)
    answered(first)
    paired(first, introduced=ACCEPTED)
    operations.ask_waves(by=SYSTEM, at=ACCEPTED + timedelta(days=366))
    assert {str(one.instrument) for one in Questionnaire.objects.filter(application=first.application)} == {"binome-8 1"}


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
