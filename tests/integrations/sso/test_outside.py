"""Calls to providers: where they may lead, and what ends them."""

import socket
import threading
from collections.abc import Iterator

import pytest
from pytest_django import Settings

from integrations.sso import outside
from integrations.sso.outside import CallRefused
from portal.core.outside import may_be_called


@pytest.fixture
def production(settings: Settings) -> None:
    settings.IN_PRODUCTION = True
    settings.SSO_PRIVATE_HOSTS = ["idp.intra.example.org"]


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "gopher://example.org/",
        "https://",
        "https://a:b@example.org/",
        "https://example.org:0/",
        "https://example.org/#x",
        "https://example.org:99999/",
        "https://exa mple.org/",
        "https://example.org/\r\nX: y",
        "https://é.example.org/",
        "//example.org/",
        "",
    ],
)
def test_addresses_never_called(url: str) -> None:
    assert not may_be_called(url)
    with pytest.raises(CallRefused, match="address_not_allowed"):
        outside.get(url)


def test_https_only_in_production(production: None) -> None:
    assert may_be_called("https://idp.example.org/keys?x=1")
    with pytest.raises(CallRefused, match="address_not_allowed"):
        outside.get("http://idp.example.org/keys")


def test_one_private_address_among_several_is_enough_to_refuse(production: None, monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(0, 0, 0, "", (address, 443)) for address in ("93.184.215.14", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    with pytest.raises(CallRefused, match="address_not_allowed"):
        outside.get("https://idp.example.org/")


def test_the_address_judged_is_the_address_called(production: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that leads elsewhere at its second look-up (DNS rebinding) is looked up once."""
    called: list[tuple[str, int]] = []

    def connect(address: tuple[str, int], _timeout: float) -> None:
        called.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(0, 0, 0, "", ("93.184.215.14", 443))])
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(CallRefused, match="not_reached"):
        outside.get("https://idp.example.org/")
    assert called == [("93.184.215.14", 443)]


@pytest.fixture
def drip() -> Iterator[str]:
    """A server that says one byte, then waits."""
    server = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def serve() -> None:
        client, _ = server.accept()
        client.recv(4096)
        client.sendall(b"HTTP/1.1 200 OK\r\n\r\n{")
        over.wait(10)
        client.close()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.getsockname()[1]}/"
    over.set()
    thread.join()
    server.close()


def test_a_provider_that_never_ends(drip: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outside, "SECONDS", 0.2)
    with pytest.raises(CallRefused, match="too_slow"):
        outside.get(drip)


def test_bytes_that_come_too_slowly_in_all(drip: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outside, "SECONDS_IN_ALL", -1)
    with pytest.raises(CallRefused, match="too_slow"):
        outside.get(drip)
