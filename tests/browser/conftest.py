"""Debian's Chromium, and one served world for all browser tests."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from . import persons
from .looking import Visit
from .persons import Persona
from .portal import Portal, served, world

CHROMIUM = os.environ.get("BINOME_CHROMIUM", "/usr/bin/chromium")
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever stands in this folder needs the browser."""
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": QUIET}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "locale": "fr-FR", "timezone_id": "Europe/Paris", "reduced_motion": "reduce"}


@pytest.fixture(scope="session")
def demo_world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The world that every portal of this run is a copy of; workers of xdist have folders of their own in one that they share."""
    own = tmp_path_factory.getbasetemp()
    kept = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "world"
    kept.mkdir(exist_ok=True)
    return world(kept)


@pytest.fixture(scope="session")
def portal(demo_world: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    with served(demo_world, tmp_path_factory.mktemp("portal")) as running:
        yield running


@pytest.fixture(scope="session")
def personas(portal: Portal) -> list[Persona]:
    """Who can sign in, from the table that `make run` prints."""
    return persons.personas(portal)


@pytest.fixture
def visit(page: Page) -> Visit:
    page.set_default_timeout(15_000)
    return Visit(page)


@pytest.fixture(scope="session")
def base_url(portal: Portal) -> str:
    """Where the portal is served (in place of the plug-in's own option)."""
    return portal.url
