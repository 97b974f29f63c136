"""What this room says no to."""

from portal.core.errors import Refusal


class WishRefused(Refusal):
    """Wishes that cannot be kept: "too_many_wishes", "wished_twice", "unknown_programme"."""

    code = "too_many_wishes"


class ProfileRefused(Refusal):
    """A profile that cannot be kept: "unknown_code" (a code in no list), "no_time"."""

    code = "unknown_code"
