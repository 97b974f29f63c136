"""A field for two hours of one day: from when to when."""

from collections.abc import Sequence
from datetime import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class SpanWidget(forms.MultiWidget):
    """Two hours of a day."""

    use_fieldset = True

    def __init__(self) -> None:
        names = (gettext_lazy("De"), gettext_lazy("À"))
        super().__init__([forms.TimeInput({"type": "time", "aria-label": name}, format="%H:%M") for name in names])

    def decompress(self, value: Any) -> list[Any]:
        """Return the two hours."""
        return list(value) if value else [None, None]


class SpanField(forms.MultiValueField):
    """From when to when somebody answers on a day; nothing: nobody does."""

    widget = SpanWidget

    def __init__(self, **kwargs: Any) -> None:
        both = (forms.TimeField(required=False), forms.TimeField(required=False))
        super().__init__(fields=both, required=False, require_all_fields=False, **kwargs)

    def compress(self, data_list: Sequence[time | None]) -> list[str]:
        """Return the two hours as the model keeps them, or nothing. Both are said, and the end comes after the beginning."""
        opens, closes = data_list or (None, None)
        if opens is None and closes is None:
            return []
        if opens is None or closes is None:
            raise ValidationError(_("Dites le début et la fin."))
        if opens >= closes:
            raise ValidationError(_("La fin vient avant le début."))
        return [opens.strftime("%H:%M"), closes.strftime("%H:%M")]
