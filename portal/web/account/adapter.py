"""How allauth behaves here: local accounts by invitation only, its words in our voice, each sign-in in our log."""

from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.translation import gettext_lazy as _

from portal.accounts import operations as accounts
from portal.accounts import queries
from portal.accounts.actors import Actor
from portal.accounts.enums import Door
from portal.accounts.models import User
from portal.core import clock
from portal.ui.second_factor import EncryptedSecrets
from portal.ui.sessions import open_session

TOO_MANY = _("Trop d’essais d’affilée. Pour protéger ce compte, attendez cinq minutes avant de recommencer.")
WRONG_CODE = _(
    "Ce code ne convient pas. Prenez celui qui s’affiche maintenant : il change toutes les 30 secondes et ne sert qu’une fois."
)


class LocalAccounts(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """allauth's account rules for the people of associations."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("Ce compte est fermé. Votre association peut vous dire pourquoi."),
        "email_password_mismatch": _("Cette adresse et ce mot de passe ne vont pas ensemble. Vérifiez l’un et l’autre."),
        "incorrect_password": _("Ce n’est pas le bon mot de passe."),
        "too_many_login_attempts": TOO_MANY,
        "rate_limited": TOO_MANY,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody opens an account alone: an association invites."""
        return False

    def add_message(self, *_args: Any, **_kwargs: Any) -> None:
        """Say nothing: our own pages say what was done."""

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Go to one's first screen."""
        return resolve_url("start")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask for the password again before something delicate, unless it was given within the last minutes."""
        request = context.request
        records = get_authentication_records(request, request.user)
        recent = records and clock.now().timestamp() - records[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT
        return not recent and bool(super().is_reauthentication_required(app=app, **kwargs))

    def login(self, request: HttpRequest, user: User) -> None:
        """Log the sign-in, and open its session."""
        at, records = clock.now(), get_authentication_records(request, user)
        if queries.is_rescue_account(user=user):
            open_session(request, accounts.record_rescue_sign_in(user=user, by=Actor(user.id, frozenset()), at=at), at=at)
            return
        door = Door.PASSKEY if any(record.get("passwordless") for record in records) else Door.LOCAL
        sign_in = accounts.record_sign_in(user=user, door=door, by=Actor(user.id, frozenset()), at=at)
        open_session(request, sign_in, at=at)


class SecondFactors(EncryptedSecrets):
    """The second factor's words."""

    error_messages = EncryptedSecrets.error_messages | {"incorrect_code": WRONG_CODE}
