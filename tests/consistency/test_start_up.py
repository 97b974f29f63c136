"""What every process loads before its first request stays small: heavy libraries come with the first thing that needs them."""

import os
import subprocess
import sys

import pytest

HEAVY = ("numpy", "pandas", "scipy", "statsmodels", "ortools", "typst", "babel", "tqdm", "holidays", "icalendar", "qrcode")
START = """
import sys, django
django.setup()
from django.urls import get_resolver
get_resolver().url_patterns
import portal.config.management.commands.run_scheduled
print(*sys.modules)
"""


@pytest.fixture(scope="module")
def loaded() -> set[str]:
    """The modules of a fresh process once the applications and every address stand, ready to serve or to run the nightly tasks."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "portal.config.settings.testing"}
    started = subprocess.run([sys.executable, "-c", START], env=environment, capture_output=True, text=True, check=True)
    return set(started.stdout.split())


@pytest.mark.parametrize("library", HEAVY)
def test_a_heavy_library_is_not_loaded_at_start_up(loaded: set[str], library: str) -> None:
    assert library not in loaded


def test_the_screens_and_the_doors_that_need_them_are_loaded(loaded: set[str]) -> None:
    assert {"portal.metrics.operations", "portal.routing.queries", "portal.ui.documents", "cms.figures"} <= loaded
