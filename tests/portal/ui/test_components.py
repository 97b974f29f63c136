"""Components: a body around which a template stands, and the ones without."""

import pytest
from django.core.paginator import Paginator
from django.template import Context, RequestContext, Template, TemplateSyntaxError
from django.test import RequestFactory

from portal.ui.templatetags.ui import initials


def render(source: str, **values: object) -> str:
    return Template("{% load ui %}" + source).render(Context(values))


def test_a_component_stands_around_its_body() -> None:
    html = render(
        '{% component "components/card.html" title="Votre charge" tone="tint" %}<p>{{ words }}</p>{% endcomponent %}', words="<b>58"
    )
    assert '<section class="card tint stack">' in html
    assert "Votre charge" in html
    assert "<p>&lt;b&gt;58</p>" in html


def test_a_component_does_not_see_what_it_was_not_given() -> None:
    assert "Secret" not in render('{% component "components/card.html" %}x{% endcomponent %}', title="Secret")


def test_components_nest() -> None:
    inner = '{% component "components/confirm.html" label="Retirer" title="Vraiment" %}oui{% endcomponent %}'
    html = render('{% component "components/card.html" title="A" %}' + inner + "{% endcomponent %}")
    assert html.index("A") < html.index("<details") < html.index("oui")


def test_a_component_takes_names_and_values_only() -> None:
    with pytest.raises(TemplateSyntaxError, match="name=value"):
        render('{% component "components/card.html" title %}{% endcomponent %}')


def test_a_form_inside_a_component_keeps_its_token() -> None:
    source = '{% load ui %}{% component "components/card.html" %}{% csrf_token %}{% endcomponent %}'
    assert "csrfmiddlewaretoken" in Template(source).render(RequestContext(RequestFactory().get("/")))


def test_a_table_without_rows_says_so() -> None:
    source = (
        '{% include "components/table.html" with caption="Séances" columns=columns rows=rows empty="Pas encore de séance" only %}'
    )
    columns = [{"label": "Jour", "numeric": False}, {"label": "Durée", "numeric": True}]
    assert "Pas encore de séance" in render(source, columns=columns, rows=[])
    html = render(source, columns=columns, rows=[["lundi", "1 h"]])
    assert '<th scope="row">lundi</th><td class="n">1 h</td>' in html


def test_a_reason_is_a_sentence_then_a_bar() -> None:
    html = render(
        '{% include "components/reasons.html" with reasons=reasons only %}', reasons=[{"sentence": "Vos causes", "share": 92}]
    )
    assert html.index("Vos causes") < html.index('value="92"')


@pytest.mark.parametrize(("total", "words"), [(92, "92 points sur 100"), (118, "118 points, vœux compris")])
def test_points_are_said_with_their_sum_and_wishes_may_pass_a_hundred(total: int, words: str) -> None:
    source = '{% include "components/reasons.html" with reasons=reasons total=total only %}'
    html = render(source, reasons=[{"sentence": "Vos causes", "share": 92, "points": total}], total=total)
    assert f"+ {total} points" in html
    assert words in html


def test_a_step_is_said_and_not_only_coloured() -> None:
    steps = [{"label": "Charte", "detail": "", "state": "done"}, {"label": "Rencontre", "detail": "mardi", "state": "now"}]
    html = render('{% include "components/path.html" with steps=steps only %}', steps=steps)
    assert "(fait)" in html
    assert 'aria-current="step"' in html


def test_pages_keep_the_rest_of_the_address() -> None:
    request = RequestFactory().get("/", {"mode": "remote", "page": "2"})
    page = Paginator(range(30), 10).get_page(2)
    html = Template('{% include "components/pagination.html" with page=page %}').render(RequestContext(request, {"page": page}))
    assert "?mode=remote&amp;page=1" in html
    assert "?mode=remote&amp;page=3" in html
    assert "Page 2 sur 3" in html


@pytest.mark.parametrize(
    ("name", "expected"), [("Claire Moreau", "CM"), ("Jean-Luc Petit", "JP"), ("Amina", "A"), ("", ""), ("Léa de la Tour", "LT")]
)
def test_initials(name: str, expected: str) -> None:
    assert initials(name) == expected
