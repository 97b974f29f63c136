"""The questions of a wave as a form: five steps and "not observed" for each item."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from portal.skills import rules
from portal.skills.shapes import Framework
from portal.ui.skills import words

NOT_OBSERVED = "none"


class WaveForm(forms.Form):
    """One field an item, in an order that keeps items of one competence apart."""

    def __init__(self, *args: Any, framework: Framework, wave: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        steps = [(str(place), words(step)) for place, step in enumerate(framework.scale, start=1)]
        items = rules.items_of(framework, wave)
        self.codes = [item.code for item in items]
        place = {item.code: number for one in framework.competences for number, item in enumerate(one.items)}
        for item in sorted(items, key=lambda item: place[item.code]):
            self.fields[item.code] = forms.ChoiceField(
                label=words(item.text),
                choices=[*steps, (NOT_OBSERVED, _("Pas observé"))],
                widget=forms.RadioSelect,
                error_messages={"required": _("Choisissez une réponse ; « Pas observé » en est une.")},
            )

    def answers(self) -> dict[str, int | None]:
        """Return what was answered, by item."""
        given = self.cleaned_data
        return {code: None if given[code] == NOT_OBSERVED else int(given[code]) for code in self.codes}
