"""Every form renders with the portal's fields: labels, help and errors that belong together."""

import re

from django import forms
from django.template import Context, Template

from portal.web.public.style import ExampleForm


def rendered(data: dict[str, object] | None = None) -> str:
    return Template("{{ form }}").render(Context({"form": ExampleForm(data)}))


def test_every_control_has_a_label() -> None:
    html = rendered()
    controls = re.findall(r'<(?:input|select|textarea)[^>]*\sid="([^"]+)"', html)
    assert len(controls) >= 9
    for control in controls:
        assert f'for="{control}"' in html, control


def test_groups_of_choices_are_fieldsets_with_a_legend() -> None:
    assert rendered().count("<fieldset") == rendered().count("<legend>") == 2


def test_help_is_tied_to_its_field() -> None:
    html = rendered()
    assert 'aria-describedby="id_name_helptext"' in html
    assert 'id="id_name_helptext"' in html


def test_optional_fields_say_so() -> None:
    assert rendered().count("(facultatif)") == 1


def test_an_error_is_said_beside_the_field_and_at_the_top() -> None:
    html = rendered({"mode": "remote"})
    assert 'role="alert"' in html
    assert "4 points sont à revoir" in html
    assert 'href="#id_name"' in html
    assert 'href="#id_causes_0"' in html
    assert 'id="id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert re.search(r'aria-describedby="id_name_helptext id_name_error"', html)


def test_the_summary_of_errors_takes_the_focus_and_a_form_without_one_does_not() -> None:
    assert re.search(r'role="alert" tabindex="-1" autofocus>', rendered({"mode": "remote"}))
    assert "autofocus" not in rendered()


def test_nothing_typed_is_lost() -> None:
    html = rendered({"note": "Je suis libre le mercredi.", "slot": "saturday"})
    assert "Je suis libre le mercredi." in html
    assert re.search(r'<option value="saturday" selected>', html)


def test_an_error_of_the_whole_form_heads_the_summary() -> None:
    class Refusing(forms.Form):
        def clean(self) -> dict[str, object]:
            raise forms.ValidationError("Cette place vient d’être prise.")

    html = Template("{{ form }}").render(Context({"form": Refusing({})}))
    assert "Un point est à revoir" in html
    assert "Cette place vient d’être prise." in html


def test_what_people_type_is_escaped() -> None:
    assert "<script>" not in rendered({"name": "<script>", "note": "<script>"})
