"""A list to choose from says what Django's own would, in one go."""

import re

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from hypothesis import given
from hypothesis import strategies as st

from portal.ui.forms import PortalRenderer

CHOICES = [("", "Toute la France"), ("69", "Rhône"), ("2A", "Corse-du-Sud <b>&</b>")]
GROUPED = [("Lieux", [("69", "Rhône"), ("75", "Paris")]), ("", [("x", "Ailleurs")]), ('"Autres"', [("y", "Autre")])]
words = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=8)


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", html.replace("\n", " ")).replace("> <", "><").strip()


def both(widget: forms.Select, value: object) -> tuple[str, str]:
    attrs = {"id": "id_where"}
    ours = widget.render("where", value, attrs, renderer=PortalRenderer())
    return plain(ours), plain(widget.render("where", value, attrs, renderer=DjangoTemplates()))


@pytest.mark.parametrize("choices", [[], CHOICES, GROUPED, [*CHOICES, *GROUPED]], ids=("none", "plain", "grouped", "both"))
@pytest.mark.parametrize("value", ["69", "", None, "nowhere", 69])
def test_it_says_what_django_says(choices: list[tuple[str, object]], value: object) -> None:
    ours, djangos = both(forms.Select(choices=choices), value)
    assert ours == djangos


def test_several_may_be_selected_and_each_is_marked() -> None:
    ours, djangos = both(forms.SelectMultiple(choices=CHOICES), ["69", "2A"])
    assert ours == djangos
    assert ours.count(" selected") == 2


@given(st.lists(st.tuples(words, words), max_size=6))
def test_no_word_becomes_markup(choices: list[tuple[str, str]]) -> None:
    html = forms.Select(choices=choices).render("where", None, {}, renderer=PortalRenderer())
    assert html.count("<") == 2 * len(choices) + 2
