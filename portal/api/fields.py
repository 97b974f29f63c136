"""Fields that are strict about what they read."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)


class DayField(serializers.DateField):
    """A day of this century, as 2026-03-02."""

    default_error_messages = {"out_of_range": _("Cette date est hors de portée.")}

    def to_internal_value(self, value: Any) -> date:
        """Return the day. Raises ValidationError."""
        day = super().to_internal_value(value)
        if not EARLIEST <= day <= LATEST:
            self.fail("out_of_range")
        return day


class CodeField(serializers.ChoiceField):
    """One code of a list; nothing is made into a code that is not a text."""

    def to_internal_value(self, data: Any) -> str:
        """Return the code. Raises ValidationError."""
        if not isinstance(data, str):
            self.fail("invalid_choice", input=type(data).__name__)
        return str(super().to_internal_value(data))


extend_schema_field({"type": "string", "format": "date"})(DayField)
