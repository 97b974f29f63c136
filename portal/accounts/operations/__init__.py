"""Writes on accounts: users and roles, sign-ins and sessions, local accounts, systems of associations."""

from .api_keys import create_api_client, issue_api_key, mark_warned, revoke_api_client, revoke_api_key, revoke_keys_of
from .credentials import (
    ask_email_change,
    ask_password_reset,
    change_password,
    confirm_email_change,
    reset_access,
    reset_password,
)
from .local import accept_invitation, create_local_account, invite_local_account, note_security_change
from .rescue import Envelope, close_rescue_account, open_rescue_account, record_rescue_sign_in, renew_rescue_account
from .retention import forget_accounts
from .signing_in import close_account, end_session, end_sessions, forget_old, open_session, record_sign_in
from .users import create_user, refresh_display_name, set_company_roles

__all__ = [
    "Envelope",
    "accept_invitation",
    "ask_email_change",
    "ask_password_reset",
    "change_password",
    "close_account",
    "close_rescue_account",
    "confirm_email_change",
    "create_api_client",
    "create_local_account",
    "create_user",
    "end_session",
    "end_sessions",
    "forget_accounts",
    "forget_old",
    "invite_local_account",
    "issue_api_key",
    "mark_warned",
    "note_security_change",
    "open_rescue_account",
    "open_session",
    "record_rescue_sign_in",
    "record_sign_in",
    "refresh_display_name",
    "renew_rescue_account",
    "reset_access",
    "reset_password",
    "revoke_api_client",
    "revoke_api_key",
    "revoke_keys_of",
    "set_company_roles",
]
