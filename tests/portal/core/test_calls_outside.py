"""A call leads to the very address that was judged, and nowhere inside; the whole portal has one place that decides it."""

import socket
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import Mock
from urllib.parse import urlsplit

import pytest
from pytest_django import Settings

from portal.core.outside import LeadsInside, connect, open_http

OWN = ("hris.internal",)
OUTSIDE, PRIVATE, LOOP = "93.184.216.34", "10.1.2.3", "127.0.0.1"


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """Where connections go, none of which leaves."""
    seen: list[tuple[str, int]] = []
    monkeypatch.setattr(socket, "create_connection", lambda address, _timeout: seen.append(address))
    return seen


def name_leads_to(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> list[str]:
    asked: list[str] = []

    def found(host: str, port: int, **_: Any) -> list[tuple[Any, ...]]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", found)
    return asked


def test_the_address_judged_is_the_one_connected_to_and_the_name_is_looked_up_once(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, called: list[tuple[str, int]]
) -> None:
    settings.IN_PRODUCTION = True
    asked = name_leads_to(monkeypatch, OUTSIDE)
    connect(host="hris.example.org", port=443, timeout=1, private_hosts=OWN)
    assert called == [(OUTSIDE, 443)] and asked == ["hris.example.org"]


@pytest.mark.parametrize(
    "addresses",
    [(), (LOOP,), (PRIVATE,), (OUTSIDE, LOOP), ("169.254.169.254",), ("::",), ("::1",), ("::ffff:127.0.0.1",), ("fe80::1%eth0",)],
    ids=["none", "loopback", "private", "one of two", "metadata", "any", "v6", "v4 in v6", "link"],
)  # fmt: skip
def test_a_name_with_one_address_inside_is_not_called(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, called: list[tuple[str, int]], addresses: tuple[str, ...]
) -> None:
    settings.IN_PRODUCTION = True
    name_leads_to(monkeypatch, *addresses)
    with pytest.raises(LeadsInside):
        connect(host="hris.example.org", port=443, timeout=1, private_hosts=OWN)
    assert called == []


@pytest.mark.parametrize(("address", "leads"), [(PRIVATE, True), (LOOP, False)], ids=["own network", "this machine"])
def test_a_host_that_the_setting_names_may_be_in_the_own_network_and_never_this_machine(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, called: list[tuple[str, int]], address: str, leads: bool
) -> None:
    settings.IN_PRODUCTION = True
    name_leads_to(monkeypatch, address)
    if leads:
        connect(host="hris.internal", port=443, timeout=1, private_hosts=OWN)
    else:
        with pytest.raises(LeadsInside):
            connect(host="hris.internal", port=443, timeout=1, private_hosts=OWN)
    assert bool(called) is leads


@pytest.fixture
def far() -> Iterator[socket.socket]:
    with socket.create_server((LOOP, 0)) as server:
        yield server


def test_options_are_set_on_the_connection(far: socket.socket) -> None:
    port = far.getsockname()[1]
    no_delay = (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with connect(host=LOOP, port=port, timeout=2, private_hosts=(), options=[no_delay]) as found:
        assert found.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) and found.gettimeout() == 2


def test_a_certificate_that_nobody_vouches_for_leaves_no_connection_open(
    far: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[socket.socket] = []
    connects = socket.create_connection

    def noted(address: tuple[str, int], timeout: float) -> socket.socket:
        opened.append(connects(address, timeout))
        return opened[-1]

    monkeypatch.setattr(socket, "create_connection", noted)
    monkeypatch.setattr(ssl.SSLContext, "wrap_socket", Mock(side_effect=ssl.SSLCertVerificationError))
    with pytest.raises(ssl.SSLError):
        open_http(urlsplit(f"https://{LOOP}:{far.getsockname()[1]}/"), timeout=2, private_hosts=())
    assert opened[0].fileno() == -1


@pytest.mark.parametrize(("scheme", "port"), [("https", 443), ("http", 80)])
def test_an_address_without_a_port_is_called_at_the_usual_one(monkeypatch: pytest.MonkeyPatch, scheme: str, port: int) -> None:
    monkeypatch.setattr(socket, "create_connection", Mock(side_effect=ConnectionRefusedError))
    name_leads_to(monkeypatch, OUTSIDE)
    with pytest.raises(ConnectionRefusedError):
        open_http(urlsplit(f"{scheme}://hris.example.org/x"), timeout=2, private_hosts=())
    socket.create_connection.assert_called_once_with((OUTSIDE, port), 2)  # type: ignore[attr-defined]  # the mock


def test_no_plug_looks_a_name_up_or_opens_a_socket_by_itself() -> None:
    root = Path(__file__).parents[3]
    opens = ("getaddrinfo(", "create_connection(", "socket.socket(")
    here = [
        str(path.relative_to(root))
        for room in ("integrations", "portal", "cms")
        for path in (root / room).rglob("*.py")
        if any(one in path.read_text(encoding="utf-8") for one in opens)
    ]
    assert here == ["portal/core/outside.py"]
