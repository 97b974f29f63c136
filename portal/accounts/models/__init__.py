"""Users, their roles and sign-ins, the systems of associations."""

from .api import ApiClient, ApiKey
from .signing_in import EmailChange, Invitation, SignIn
from .user import RoleGrant, User

__all__ = ["ApiClient", "ApiKey", "EmailChange", "Invitation", "RoleGrant", "SignIn", "User"]
