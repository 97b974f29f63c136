"""Counts with their thousands apart, in a sentence, in a template, in a mail, in both languages; a plural still counts."""

import pytest
from django.template import Context, Template
from django.utils import translation
from django.utils.translation import gettext_lazy, ngettext
from hypothesis import given
from hypothesis import strategies as st

from portal.metrics.enums import Measure
from portal.programmes.rules.quality import Unit
from portal.ui import quality
from portal.ui.numbers import Grouped, grouped, told
from portal.web.company.released import amount

LANGUAGES = {"fr": "\u00a0", "en": ","}
PAIRS = (
    "{% load i18n ui %}{% blocktranslate trimmed count n=many|grouped %}"
    "{{ n }} binôme{% plural %}{{ n }} binômes{% endblocktranslate %}"
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("number", "parts"), [(0, "0"), (999, "999"), (1000, "1_000"), (1234567, "1_234_567"), (-4200, "-4_200")])
def test_thousands_stand_apart_as_the_language_writes_them(language: str, number: int, parts: str) -> None:
    with translation.override(language):
        assert str(grouped(number)) == parts.replace("_", LANGUAGES[language])


@given(st.integers(-(10**12), 10**12), st.sampled_from(sorted(LANGUAGES)))
def test_nothing_but_the_separator_is_added(number: int, language: str) -> None:
    with translation.override(language):
        assert str(grouped(number)).replace(LANGUAGES[language], "") == str(number)
    assert grouped(number) == number
    assert isinstance(grouped(number), Grouped)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_takes_counts_words_and_no_translation_of_its_own(language: str) -> None:
    with translation.override(language):
        space = LANGUAGES[language]
        text = ngettext("%(count)d binôme", "%(count)d binômes", 2500)
        assert told(text, {"count": 2500}).startswith(f"2{space}500 ")
        assert told("%(who)s : %(count)d sur %(of)d %%", {"who": "A", "count": 7, "of": 1200}) == f"A : 7 sur 1{space}200 %"
        assert told(gettext_lazy("%(count)s binômes"), {"count": 1000}).startswith(f"1{space}000")


def test_a_truth_is_no_count() -> None:
    assert told("%(yes)s", {"yes": True}) == "True"


@pytest.mark.parametrize(("many", "said"), [(1, "1 binôme"), (2, "2 binômes"), (5000, "5\u00a0000 binômes")])
def test_a_template_counts_and_chooses_the_plural(many: int, said: str) -> None:
    with translation.override("fr"):
        assert Template(PAIRS).render(Context({"many": many})) == said
        assert Template("{% load ui %}{{ many|grouped }}").render(Context({"many": 1470})) == "1\u00a0470"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_published_and_the_sheet_of_a_programme_write_them_so(language: str) -> None:
    with translation.override(language):
        space = LANGUAGES[language]
        assert amount(Measure.COUNT, 12480) == f"12{space}480"
        assert amount(Measure.HOURS, 3200).startswith(f"3{space}200 ")
        assert quality.amount(Unit.PAIRS, 1250).startswith(f"1{space}250 ")
