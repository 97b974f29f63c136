"""Where the portal may call: never itself, never the network around it unless a setting names the host."""

import pytest
from pytest_django import Settings

from portal.core.outside import is_outside, may_be_called

HOSTS = ["idp.intra.example.org"]


@pytest.fixture
def production(settings: Settings) -> None:
    settings.IN_PRODUCTION = True


def test_a_developer_calls_his_own_machine() -> None:
    assert is_outside("127.0.0.1", "localhost", private_hosts=())
    assert may_be_called("http://127.0.0.1:8080/")


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "::1",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "0.0.0.0",  # noqa: S104  nothing is bound: it is refused
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "fe80::1%eth0",
        "fd00::1",
        "224.0.0.1",
        "100.64.0.1",
        "::",
    ],
)
def test_nothing_of_our_own_network(address: str, production: None) -> None:
    assert not is_outside(address, "idp.example.org", private_hosts=HOSTS)


@pytest.mark.parametrize("address", ["10.0.0.1", "192.168.1.1", "fd00::1"])
def test_but_hosts_that_the_settings_name(address: str, production: None) -> None:
    assert is_outside(address, "IDP.intra.example.org", private_hosts=HOSTS)


@pytest.mark.parametrize("address", ["127.0.0.1", "169.254.169.254", "::1", "::ffff:127.0.0.1"])
def test_this_machine_never_even_when_named(address: str, production: None) -> None:
    assert not is_outside(address, "idp.intra.example.org", private_hosts=HOSTS)


def test_public_addresses(production: None) -> None:
    assert is_outside("93.184.215.14", "idp.example.org", private_hosts=HOSTS) and is_outside(
        "2606:2800:21f::1", "idp.example.org", private_hosts=HOSTS
    )
