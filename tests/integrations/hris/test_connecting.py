"""A call leads to the very address that was judged, and nowhere inside; the plug has one place that decides it."""

import socket
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

import integrations.hris as plug
from integrations.hris.connecting import LeadsInside, connect

OUTSIDE, PRIVATE, LOOP = "93.184.216.34", "10.1.2.3", "127.0.0.1"


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """Where connections go, none of which leaves."""
    seen: list[tuple[str, int]] = []
    monkeypatch.setattr("integrations.hris.connecting.create_connection", lambda address, *_args, **_more: seen.append(address))
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
    connect(host="hris.example.org", port=443, timeout=1)
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
        connect(host="hris.example.org", port=443, timeout=1)
    assert called == []


@pytest.mark.parametrize(("address", "leads"), [(PRIVATE, True), (LOOP, False)], ids=["own network", "this machine"])
def test_a_host_that_the_setting_names_may_be_in_the_own_network_and_never_this_machine(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, called: list[tuple[str, int]], address: str, leads: bool
) -> None:
    settings.IN_PRODUCTION, settings.HRIS_PRIVATE_HOSTS = True, ["hris.internal"]
    name_leads_to(monkeypatch, address)
    if leads:
        connect(host="hris.internal", port=443, timeout=1)
    else:
        with pytest.raises(LeadsInside):
            connect(host="hris.internal", port=443, timeout=1)
    assert bool(called) is leads


def test_no_other_module_of_the_plug_looks_a_name_up_or_opens_a_connection() -> None:
    folder = Path(str(plug.__file__)).parent
    here = [
        path.name for path in folder.rglob("*.py") if "getaddrinfo(" in (text := path.read_text()) or "create_connection(" in text
    ]
    assert here == ["connecting.py"]
