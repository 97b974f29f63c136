"""Where a request comes from, before and behind the portal's own proxy."""

from typing import Any

import pytest
from django.test import RequestFactory

from portal.ui.addresses import address_of


@pytest.mark.parametrize(
    ("behind_proxy", "forwarded", "found"),
    [
        (False, "", "10.0.0.1"),
        (False, "203.0.113.9", "10.0.0.1"),
        (True, "", "10.0.0.1"),
        (True, "203.0.113.9", "203.0.113.9"),
        (True, "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        (True, "198.51.100.1,2001:db8::7", "2001:db8::7"),
    ],
    ids=["direct", "a header nobody of ours wrote", "no header", "proxied", "a visitor who lies", "version 6"],
)
def test_the_address_is_what_the_proxy_saw(behind_proxy: bool, forwarded: str, found: str, settings: Any) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if behind_proxy else None
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1")
    if forwarded:
        request.META["HTTP_X_FORWARDED_FOR"] = forwarded
    assert address_of(request) == found
