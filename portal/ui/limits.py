"""How often a page that anybody may open takes something from one place, counted in the cache that all workers share."""

from django.core.cache import cache
from django.utils.crypto import salted_hmac


def spent(*, action: str, who: str, amount: int, seconds: int) -> bool:
    """Count one more, and return whether it is beyond `amount` within `seconds`. `who` is kept as a keyed digest only."""
    key = f"{action}:{salted_hmac(action, who).hexdigest()[:32]}"
    cache.add(key, 0, seconds)
    try:
        return bool(cache.incr(key) > amount)
    except ValueError:  # it ran out between the two
        return False
