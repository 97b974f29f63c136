"""What accounts say no to."""

from portal.core.errors import Refusal


class EmailInUse(Refusal):
    """A local account has this e-mail already."""

    code = "email_in_use"


class InvitationRefused(Refusal):
    """An invitation that opens nothing: "invitation_unknown", "invitation_used" or "invitation_expired"."""

    code = "invitation_unknown"


class KeyRefused(Refusal):
    """An API key that cannot be issued: "two_keys_valid", "key_expiry_past" or "client_revoked"."""

    code = "two_keys_valid"
