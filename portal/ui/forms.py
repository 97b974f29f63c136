"""How a form looks: `{{ form }}` renders with the portal's own field, error and summary templates everywhere."""

from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.forms.renderers import DjangoTemplates
from django.utils.functional import cached_property


class PortalRenderer(DjangoTemplates):
    """Django's renderer with the components of the portal; set as FORM_RENDERER."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"

    @cached_property
    def engine(self) -> Any:
        """Return Django's engine for widgets, which also looks into the portal's own templates."""
        places = [settings.BASE_DIR / "templates", Path(forms.__file__).parent / "templates"]
        return self.backend({"APP_DIRS": True, "DIRS": places, "NAME": "portalforms", "OPTIONS": {}})
