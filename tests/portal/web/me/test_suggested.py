"""A change that "why not the others" suggests: made in the form alone, once, and only where it is one."""

from typing import Any

import pytest

from portal.web.me.preferences import AREAS, MONTHS
from portal.web.me.suggested import suggested

DECLARED: dict[str, Any] = {
    "slots": ["evening"], "languages": [], "months": 6, "remote_ok": False, "area_1": "69", "hours_per_month": 4,
}  # fmt: skip


def made(asked: dict[str, str], **declared: Any) -> tuple[dict[str, Any], str]:
    before = DECLARED | declared
    after, words = suggested(asked, before, areas=AREAS, months=MONTHS)
    assert before == DECLARED | declared
    return {name: value for name, value in after.items() if value != before.get(name)}, words


@pytest.mark.parametrize(
    ("asked", "change", "words"),
    [
        ({"slot": "saturday"}, {"slots": ["evening", "saturday"]}, "le samedi"),
        ({"language": "en"}, {"languages": ["en"]}, "anglais"),
        ({"area": "59"}, {"area_2": "59"}, "Nord"),
        ({"remote": "yes"}, {"remote_ok": True}, "à distance"),
        ({"months": "9"}, {"months": 9}, "9 mois"),
        ({"months": "10"}, {"months": 12}, "12 mois"),
    ],
    ids=str,
)
def test_the_change_is_made_and_said(asked: dict[str, str], change: dict[str, Any], words: str) -> None:
    assert made(asked) == (change, words)


@pytest.mark.parametrize(
    "asked",
    [
        {}, {"slot": "evening"}, {"slot": "at_night"}, {"language": "klingon"}, {"area": "69"}, {"area": "99"}, {"months": "6"},
        {"months": "-3"}, {"months": "many"}, {"months": "600"}, {"other": "x"}, {"remote": ""},
    ],
    ids=str,
)  # fmt: skip
def test_what_is_no_change_changes_nothing(asked: dict[str, str]) -> None:
    assert made(asked) == ({}, "")


def test_a_fourth_departement_has_no_room() -> None:
    assert made({"area": "59"}, area_2="42", area_3="38") == ({}, "")


def test_who_said_remote_already_is_offered_nothing() -> None:
    assert made({"remote": "yes"}, remote_ok=True) == ({}, "")
