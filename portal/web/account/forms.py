"""Forms of the account pages: allauth's own, with our labels."""

from typing import Any

from allauth.account.forms import LoginForm, ReauthenticateForm
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateByCodeForm
from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.ui import passkeys, second_factor

NO_PASSKEY = _("Cette clé d’accès ne convient pas ici. Essayez encore, ou prenez un code.")
CODE_ATTRIBUTES = {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth ships no types
    """E-mail and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Adresse e-mail")
        self.fields["login"].widget.attrs = {"autocomplete": "username"}
        self.fields["password"].label = _("Mot de passe")
        self.fields["password"].help_text = ""
        self.fields["password"].widget.attrs = {"autocomplete": "current-password"}


class ConfirmForm(ReauthenticateForm):  # type: ignore[misc]
    """The password again, before something delicate."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("Votre mot de passe")
        self.fields["password"].widget.attrs = {"autocomplete": "current-password"}


class CodeField:
    """The code of the telephone, or one of the paper."""

    fields: dict[str, forms.Field]
    user: User

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code à six chiffres, ou code de secours")
        self.fields["code"].widget.attrs = CODE_ATTRIBUTES

    def clean_code(self) -> str:
        """Refuse a code that has served already."""
        code: str = super().clean_code()  # type: ignore[misc]  # beside allauth's form
        if not second_factor.first_use(user=self.user, code=code):
            raise get_adapter().validation_error("incorrect_code")
        return code


class PasskeyForm(AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey in place of the code, at sign-in."""

    credential = forms.CharField(widget=forms.HiddenInput)

    def clean_credential(self) -> Authenticator:
        """Return the passkey shown, within the limit of tries of the account."""
        clear_limit = check_rate_limit(self.user)
        try:
            passkey = passkeys.verified(answer=self.cleaned_data["credential"], user=self.user)
        except passkeys.PasskeyRefused as refusal:
            raise forms.ValidationError(NO_PASSKEY) from refusal
        clear_limit()
        return passkey


class NewPasskeyForm(forms.Form):
    """What a passkey is called, for its owner to know it again."""

    name = forms.CharField(
        label=_("Nom de cette clé"),
        help_text=_("Pour la reconnaître plus tard : « téléphone », « ordinateur du bureau »."),
        max_length=passkeys.LONGEST_NAME,
        initial=_("Ma clé"),
    )
    credential = forms.CharField(widget=forms.HiddenInput)


class CodeForm(CodeField, AuthenticateForm):  # type: ignore[misc]
    """The code, at sign-in."""


class ConfirmCodeForm(CodeField, ReauthenticateByCodeForm):  # type: ignore[misc]
    """The code again, before something delicate."""


class SetUpForm(ActivateTOTPForm):  # type: ignore[misc]
    """The first code, which proves that the telephone has the secret."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Le code à six chiffres affiché par l’application")
        self.fields["code"].widget.attrs = CODE_ATTRIBUTES


class PasswordForm(forms.Form):
    """A first password, twice."""

    password = forms.CharField(
        label=_("Choisissez un mot de passe"),
        help_text=_("Douze caractères au moins. Une phrase que vous retenez vaut mieux qu’un mot compliqué."),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("Le même, une seconde fois"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        """Refuse a weak password, with the reasons."""
        password: str = self.cleaned_data["password"]
        validate_password(password, self.user)
        return password

    def clean(self) -> dict[str, Any]:
        """Refuse two that differ."""
        cleaned = super().clean() or {}
        if cleaned.get("password") and cleaned.get("again") and cleaned["password"] != cleaned["again"]:
            self.add_error("again", _("Les deux mots de passe diffèrent. Saisissez-les à nouveau."))
        return cleaned
