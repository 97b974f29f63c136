"""The waves of a questionnaire."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Wave(models.TextChoices):
    """When a person is asked. The last one looks back and stays apart: "then" and "now" side by side are the most biased."""

    START = "t0", _("Avant de se former")
    EARLY = "t1", _("Vers le troisième mois")
    END = "t2", _("Au bilan, ou après un an")
    THEN = "then", _("Avec le recul")


ASKED = (Wave.START, Wave.EARLY, Wave.END)
"""The waves that a mail announces; a look back is only ever offered on the screen."""
