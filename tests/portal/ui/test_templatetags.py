"""Tags and filters that every template may use."""

from typing import Any
from uuid import uuid4

import pytest
from django.template import Context, Engine, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils import translation

from cms.shell import Alternate
from portal.accounts.actors import ANONYMOUS, Actor
from portal.accounts.enums import Role
from portal.ui import context
from portal.ui.templatetags.ui import beside, language_url, menu, other_language, phone, programmes_address


def test_a_row_lies_beside_its_columns_or_is_refused() -> None:
    assert beside([1, 2], ["a", "b"]) == [(1, "a"), (2, "b")]
    with pytest.raises(ValueError, match="zip"):
        beside([1], ["a", "b"])


def test_the_other_language_is_named_in_itself() -> None:
    assert other_language() == {"code": "en", "name": "English"}
    with translation.override("en"):
        assert other_language() == {"code": "fr", "name": "Français"}


def a_context(path: str = "/fr/me/?page=2", actor: Actor = ANONYMOUS, **values: Any) -> Any:
    request = RequestFactory().get(path)
    request.actor = actor  # type: ignore[attr-defined]  # as the middleware does
    found = Context(values)
    found.request = request  # type: ignore[attr-defined]  # as RequestContext does
    return found


@pytest.mark.parametrize(
    ("actor", "leads"),
    [
        (ANONYMOUS, True),
        (Actor(uuid4(), frozenset({Role.EMPLOYEE, Role.CSR})), True),
        (Actor(uuid4(), frozenset({Role.EMPLOYEE, Role.REFERENT}), uuid4()), True),
        (Actor(uuid4(), frozenset({Role.REFERENT}), uuid4()), False),
        (Actor(uuid4(), frozenset({Role.VOLUNTEER})), False),
    ],
    ids=["visitor", "employee", "employee and referent", "referent", "volunteer from outside"],
)
def test_programmes_are_chosen_by_those_who_may_enter_there(actor: Actor, leads: bool) -> None:
    request = RequestFactory().get("/fr/")
    request.actor = actor  # type: ignore[attr-defined]  # as the middleware does
    assert (programmes_address(Context({"request": request})) == "/fr/me/programmes/") is leads
    assert programmes_address(Context()) == "/fr/me/programmes/", "a preview of an editor has no reader"


def test_the_switch_comes_back_to_the_same_address_or_to_the_translated_page() -> None:
    assert language_url(a_context(), "en") == "/fr/language/en/?next=%2Ffr%2Fme%2F%3Fpage%3D2"
    known = a_context(alternates=[Alternate("fr", "/fr/campagne/"), Alternate("en", "/en/campaign/")])
    assert language_url(known, "en") == "/fr/language/en/?next=%2Fen%2Fcampaign%2F"
    assert language_url(Context({}), "en").endswith("?next=%2F")


def test_the_menu_is_that_of_who_reads() -> None:
    assert menu(a_context()).links == []
    assert menu(Context({})).links == []
    entries = menu(a_context(actor=Actor(None, frozenset({Role.DPO})))).links
    assert [str(entry.label) for entry in entries] == ["Chiffres", "Registre", "Protection des chiffres", "Journal"]


def test_templates_know_who_acts_even_before_the_rules_have_run() -> None:
    request = RequestFactory().get("/")
    assert context.shell(request) == {"actor": ANONYMOUS, "teams": (), "acting_for": "", "shared_until": None}


def rendered(text: str, **values: Any) -> str:
    return Template("{% load ui %}" + text).render(Context(values))


def test_a_component_sees_its_own_values_and_its_body_and_nothing_around_it() -> None:
    card = '{% component "components/card.html" title=name %}<p>{{ word }}</p>{% endcomponent %}'
    html = rendered(card, name="Premier stage", word="Bonjour")
    assert "Premier stage" in html
    assert "<p>Bonjour</p>" in html


def test_a_component_escapes_what_is_given() -> None:
    html = rendered('{% component "components/card.html" title=name %}{{ word }}{% endcomponent %}', name="<b>", word="<i>")
    assert "<b>" not in html
    assert "<i>" not in html


@pytest.mark.parametrize(
    "text", ['{% component "components/card.html" oops %}{% endcomponent %}', '{% component "components/card.html" title="x" %}']
)
def test_a_component_written_wrongly_is_refused_at_once(text: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        Engine.get_default().from_string("{% load ui %}" + text)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("0353010110", "03\u00a053\u00a001\u00a001\u00a010"),
        ("03 53 01 01 10", "03\u00a053\u00a001\u00a001\u00a010"),
        ("03.53.01.01.10", "03\u00a053\u00a001\u00a001\u00a010"),
        ("+33 3 53 01 01 10", "+33 3 53 01 01 10"),
        ("119", "119"),
        ("3919", "3919"),
        ("035301011", "035301011"),
        ("03530101101", "03530101101"),
        ("", ""),
    ],
)
def test_a_french_number_is_read_by_twos_and_others_as_written(written: str, read: str) -> None:
    assert phone(written) == read
