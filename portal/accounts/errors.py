"""What accounts say no to."""

from portal.core.errors import Refusal


class EmailInUse(Refusal):
    """A local account has this e-mail already."""

    code = "email_in_use"


class InvitationRefused(Refusal):
    """An invitation that opens nothing: "invitation_unknown", "invitation_used" or "invitation_expired"."""

    code = "invitation_unknown"


class NoRescueAccount(Refusal):
    """No open break-glass account has this address."""

    code = "no_rescue_account"


class LinkOver(Refusal):
    """A link to a new password or address that was used, is too old, or is none of ours."""

    code = "link_over"


class KeyRefused(Refusal):
    """An API key that cannot be issued: "two_keys_valid", "key_expiry_past" or "client_revoked"."""

    code = "two_keys_valid"
