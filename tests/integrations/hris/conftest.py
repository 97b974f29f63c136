"""The real list of a city is read where it lies; where it is absent, its test is not collected and the report says so."""

import os
from pathlib import Path

import pytest
from django.conf import settings

CHICAGO = "chicago_employees_2018_no_names.csv"


def shared_data() -> Path:
    """Return where real data lie: BINOME_SHARED_DATA, or shared/data beside the project's folder."""
    said = os.environ.get("BINOME_SHARED_DATA")
    return Path(said) if said else Path(settings.BASE_DIR).parent / "shared" / "data"


collect_ignore = [] if (shared_data() / CHICAGO).is_file() else ["test_chicago.py"]


def pytest_report_header(config: pytest.Config) -> str | None:
    """Say plainly that the real list is not there."""
    if collect_ignore:
        return (
            "HRIS: the real list of Chicago is absent (BINOME_SHARED_DATA or ../shared/data), so test_chicago.py is not collected"
        )
    return None
