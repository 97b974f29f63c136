"""The secret towards an OpenID provider, as it is typed: no page ever shows it again."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.ports import OpenIdSecret


class SecretForm(forms.Form):
    """A client's secret: typed, or in a variable of the server. What was typed is never written back into a page."""

    text = forms.CharField(
        label=gettext_lazy("Secret du client"),
        help_text=gettext_lazy(
            "Il est chiffré dans la base et n’est plus jamais montré. Laissez vide un client sans secret (PKCE seul)."
        ),
        widget=forms.PasswordInput({"autocomplete": "off"}, render_value=False),
        max_length=400,
        required=False,
    )
    variable = forms.CharField(
        label=gettext_lazy("Ou la variable du serveur qui le porte"),
        help_text=gettext_lazy("Par exemple, BINOME_OIDC_ACME."),
        max_length=80,
        required=False,
    )
    ends = forms.DateField(
        label=gettext_lazy("Son dernier jour, s’il finit"),
        help_text=gettext_lazy("L’administration est prévenue trente jours avant."),
        widget=forms.DateInput({"type": "date"}),
        required=False,
    )

    @property
    def secret(self) -> OpenIdSecret:
        """What was given."""
        said = self.cleaned_data
        return OpenIdSecret(text=said["text"], variable=said["variable"], ends=said["ends"])


class NewSecretForm(SecretForm):
    """The secret that follows another: there must be one."""

    def clean(self) -> dict[str, Any]:
        """Ask for one source."""
        if not self.cleaned_data.get("text") and not self.cleaned_data.get("variable") and not self.errors:
            self.add_error("text", _("Donnez le nouveau secret, ou la variable du serveur qui le porte."))
        return self.cleaned_data
