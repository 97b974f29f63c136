"""How we prove ourselves to a provider, and how its answer comes back."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ClientProof(models.TextChoices):
    """How the token endpoint knows that it is us (OpenID Connect Core, 9)."""

    BASIC = "client_secret_basic", _("Secret, en en-tête")
    POST = "client_secret_post", _("Secret, dans le formulaire")


class ResponseMode(models.TextChoices):
    """How the browser brings the answer (OAuth 2.0 Multiple Response Types; Form Post Response Mode)."""

    QUERY = "query", _("Dans l’adresse")
    FORM_POST = "form_post", _("Par un formulaire")
