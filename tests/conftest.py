"""A hostile place for the code under test: unordered querysets come back shuffled, an undefined template variable fails
(FAIL_INVALID_TEMPLATE_VARS), a warning is an error, tests run in random order (pytest-randomly), and nothing reaches the network
but loopback.
"""

import gc
import random
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db.models.query import ModelIterable
from django.test import Client
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from pytest_socket import socket_allow_hosts

from portal.config import catalogues
from tests import database, everything

# A busy machine is no failure of the code: hypothesis judges results here, not seconds.
hypothesis_settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("patient")


def pytest_addoption(parser: pytest.Parser) -> None:
    """For a second pass on another database: what asks for none does the same there."""
    parser.addoption("--with-database", action="store_true", help="run only tests that ask for the database")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for mark in ("live", "demo"):
        found = everything.marked(mark)
        hidden = {item.path.name for item in items if item.get_closest_marker(mark) and str(item.path) not in found}
        if hidden:
            raise pytest.UsageError(f"written otherwise than pytest.mark.{mark}, so that test-all passes by: {sorted(hidden)}")
    if config.getoption("with_database"):
        without = [item for item in items if not asks_for_the_database(item)]
        config.hook.pytest_deselected(items=without)
        items[:] = [item for item in items if asks_for_the_database(item)]


def asks_for_the_database(item: pytest.Item) -> bool:
    """Whether a test may open the database: pytest-django fails any other that tries."""
    asked = {"db", "transactional_db"}.intersection(getattr(item, "fixturenames", ()))
    return bool(asked) or item.get_closest_marker("django_db") is not None


gc.disable()  # what is imported and collected stays to the end: a tenth of the suite went into looking for garbage in it


def pytest_collection_finish() -> None:
    """Look for garbage again, among what the tests make, in larger heaps than a server's."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    gc.enable()


def pytest_configure(config: pytest.Config) -> None:
    """Once for all the processes of a run: compile the catalogues, so that a test sees the words as they are in the source, and
    begin to migrate while tests are collected.
    """
    if hasattr(config, "workerinput"):
        return
    catalogues.compile_all(settings.LOCALE_ROOT)
    beside = ExitStack()
    config.add_cleanup(beside.close)
    if not config.getoption("create_db") and (begun := database.begin(config.cache.mkdir("database"))):
        beside.enter_context(begun)


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_db_createdb: bool, django_db_modify_db_settings: None) -> None:
    """pytest-django's own, which finds the migrated database there already when one was kept (see tests/database.py)."""
    with (
        request.getfixturevalue("django_db_blocker").unblock(),
        database.migrated(request.config.cache.mkdir("database"), afresh=django_db_createdb),
    ):
        request.getfixturevalue("django_db_setup")


@pytest.fixture
def own_database(request: pytest.FixtureRequest, db: None, tmp_path: Path) -> Iterator[str]:
    """The address of a migrated database that nobody else looks into: for programs that a test starts."""
    with database.another(request.config.cache.mkdir("database"), tmp_path) as url:
        yield url


@pytest.fixture(autouse=True)
def _no_network() -> None:
    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


@pytest.fixture(autouse=True)
def _unordered_querysets_are_shuffled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without an ordering the database owes no order, so the suite gives none."""
    original = ModelIterable.__iter__

    def shuffled(self: ModelIterable[Any]) -> Iterator[Any]:
        rows = original(self)
        if self.queryset.ordered or self.queryset.query.is_sliced:
            return rows
        listed = list(rows)
        random.shuffle(listed)
        return iter(listed)

    monkeypatch.setattr(ModelIterable, "__iter__", shuffled)


@pytest.fixture(autouse=True)
def _no_broken_page(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """No request of the suite may end in a broken page: an exception in a view is the test's own, and a status of 500 fails it."""
    if request.node.get_closest_marker("broken_page"):
        return
    original = Client.request

    def watched(self: Client, **kwargs: Any) -> Any:
        assert self.raise_request_exception, "a broken page is hidden: mark the test broken_page"
        answer = original(self, **kwargs)
        assert answer.status_code != 500, f"broken page: {kwargs.get('PATH_INFO')}"
        return answer

    monkeypatch.setattr(Client, "request", watched)


@pytest.fixture(autouse=True)
def _in_french() -> Iterator[None]:
    """The portal speaks French unless a test says otherwise; a request in English leaves nothing behind."""
    with translation.override("fr"):
        yield
