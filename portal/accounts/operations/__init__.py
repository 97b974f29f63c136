"""Writes on accounts: users and roles, sign-ins and sessions, local accounts, systems of associations."""

from .api_keys import create_api_client, issue_api_key, revoke_api_client, revoke_api_key, revoke_keys_of
from .local import accept_invitation, create_local_account, invite_local_account, note_security_change
from .signing_in import close_account, end_session, end_sessions, open_session, record_sign_in
from .users import create_user, refresh_display_name, set_company_roles

__all__ = [
    "accept_invitation",
    "close_account",
    "create_api_client",
    "create_local_account",
    "create_user",
    "end_session",
    "end_sessions",
    "invite_local_account",
    "issue_api_key",
    "note_security_change",
    "open_session",
    "record_sign_in",
    "refresh_display_name",
    "revoke_api_client",
    "revoke_api_key",
    "revoke_keys_of",
    "set_company_roles",
]
