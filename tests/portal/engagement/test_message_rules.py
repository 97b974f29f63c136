"""What an association may write to several: placeholders of a closed list, neutral subjects, whole values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.engagement.enums import Placeholder
from portal.engagement.message_recipes import message_recipes
from portal.engagement.rules import MessageWords, fill, named_in, placeholders, tidy, words_objection

VALUES = {code: f"<{code}>" for code in Placeholder.values}


def words(subject: str = "Un rendez-vous", text: str = "Bonjour {prenom}") -> MessageWords:
    return MessageWords(subject, text)


@pytest.mark.parametrize(
    ("written", "found"),
    [
        (words(), None),
        (words(text="Sans accolades"), None),
        (words(subject=""), ("subject_length", "")),
        (words(subject="x" * 81), ("subject_length", "")),
        (words(subject="deux\nlignes"), ("subject_length", "")),
        (words(text=""), ("text_length", "")),
        (words(text="x" * 2001), ("text_length", "")),
        (words(subject="Bonjour {prenom}"), ("subject_placeholder", "")),
        (words(text="{alias} va bien"), ("unknown_placeholder", "alias")),
        (words(text="{ prenom }"), ("unknown_placeholder", " prenom ")),
        (words(text="{}"), ("unknown_placeholder", "")),
        (words(text="{prenom"), ("brace", "")),
        (words(text="{{prenom}}"), ("brace", "")),
        (words(subject="Le Pont des lilas vous écrit"), ("subject_names", "pont des lilas")),
        (words(subject="Rendez-vous à LYON"), ("subject_names", "lyon")),
        (words(subject="Les lyonnais"), None),
    ],
)
def test_what_may_not_be_written_is_said_with_its_word(written: MessageWords, found: tuple[str, str] | None) -> None:
    assert words_objection(written, private=["Pont des Lilas", "Lyon", ""]) == found


def test_no_placeholder_speaks_of_the_young_person() -> None:
    assert set(Placeholder.values) == {"prenom", "programme", "association", "referent", "signature"}


@given(st.text(), st.sampled_from(Placeholder.values), st.text())
def test_a_value_is_put_in_whole_and_never_read_again(value: str, code: str, around: str) -> None:
    around = around.replace("{", "").replace("}", "")
    assert fill(f"{around}{{{code}}}{around}", {code: value}) == f"{around}{value}{around}"


@given(st.text(alphabet="ab{}", max_size=30))
def test_what_is_accepted_can_always_be_filled(text: str) -> None:
    written = words(text=text)
    if words_objection(written) is None:
        assert "{" not in fill(text, VALUES)
    assert placeholders(text) <= {text[i:j] for i in range(len(text)) for j in range(i, len(text) + 1)} | {""}


def test_a_missing_value_is_an_error_and_no_hole_in_the_text() -> None:
    with pytest.raises(KeyError):
        fill("{referent}", {"prenom": "Amina"})


@pytest.mark.parametrize(
    ("text", "found"),
    [("Léo va bien", "Léo"), ("les Léopards", ""), ("léo", ""), ("dossier D-12.", "D-12"), ("D-123", ""), ("", "")],
)
def test_a_name_is_found_as_a_whole_word_as_it_is_written(text: str, found: str) -> None:
    assert named_in(text, ["", "Léo", "D-12"]) == found


def test_ends_of_lines_are_plain() -> None:
    assert tidy("  a\r\nb\rc \n") == "a\nb\nc"


def test_the_delivered_messages_can_be_kept_as_they_are() -> None:
    recipes = message_recipes()
    assert len(recipes) >= 5
    for one in recipes.values():
        assert set(one.name) == set(one.words) == {"fr", "en"}
        assert all(words_objection(each) is None for each in one.words.values())
        assert placeholders(one.words["fr"].text) == placeholders(one.words["en"].text)
