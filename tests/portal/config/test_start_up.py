"""Wrong settings are said at start-up; production refuses to run without its secrets."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.conf import settings as live

from portal.config import checks
from portal.config.settings.first_run import write_env

SECRETS = {"BINOME_SECRET_KEY": "x" * 60, "BINOME_FIELD_KEYS": Fernet.generate_key().decode(), "BINOME_LEDGER_SALT": "y" * 40}


def start(**environment: str) -> subprocess.CompletedProcess[str]:
    """Import the settings in a process of its own, in production unless told otherwise."""
    clean = {"PATH": os.environ["PATH"], "BINOME_MODE": "production", **environment}
    command = [sys.executable, "-c", "import portal.config.settings.main"]
    return subprocess.run(command, env=clean, cwd=live.BASE_DIR, capture_output=True, text=True, check=False)


@pytest.mark.live
def test_production_starts_with_its_secrets() -> None:
    assert start(**SECRETS).returncode == 0


@pytest.mark.live
@pytest.mark.parametrize("missing", sorted(SECRETS))
def test_production_refuses_to_start_without_one(missing: str) -> None:
    done = start(**{name: value for name, value in SECRETS.items() if name != missing})
    assert done.returncode == 1
    assert f"{missing} is not set" in done.stderr


@pytest.mark.live
def test_an_unknown_mode_is_refused() -> None:
    assert "BINOME_MODE must be one of" in start(BINOME_MODE="prod").stderr


def test_an_unusable_field_key_is_an_error(settings: Any) -> None:
    assert checks.field_keys_are_usable() == []
    settings.FIELD_KEYS = ["too-short"]
    assert [problem.id for problem in checks.field_keys_are_usable()] == ["binome.E001"]


def test_a_port_that_leads_nowhere_is_an_error(settings: Any) -> None:
    assert checks.ports_are_fulfilled() == []
    settings.ADDRESS_BOOKS = {"nobody": "portal.nowhere.contact"}
    assert [problem.id for problem in checks.ports_are_fulfilled()] == ["binome.E002"]


def test_production_wants_https(settings: Any) -> None:
    settings.IN_PRODUCTION = True
    settings.PUBLIC_URL = "http://mentorat.example.org"
    assert [problem.id for problem in checks.public_url_is_safe()] == ["binome.E003"]
    settings.PUBLIC_URL = "https://mentorat.example.org"
    assert checks.public_url_is_safe() == []


def test_a_first_run_writes_secrets_once(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    assert write_env(path)
    written = path.read_text(encoding="utf-8")
    assert "BINOME_MODE=development" in written
    assert path.stat().st_mode & 0o077 == 0
    assert not write_env(path)
    assert path.read_text(encoding="utf-8") == written


def test_uploads_need_a_place_that_is_told(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT_IS_TOLD = False
    assert [problem.id for problem in checks.uploads_have_a_place()] == ["binome.W011"]
    settings.MEDIA_ROOT_IS_TOLD, settings.MEDIA_ROOT = True, str(tmp_path)
    assert checks.uploads_have_a_place() == []


@pytest.mark.parametrize("place", ["nowhere", "a-file"])
def test_a_place_for_uploads_is_a_folder_one_may_write_to(settings: Any, tmp_path: Path, place: str) -> None:
    (tmp_path / "a-file").touch(mode=0o600)
    settings.MEDIA_ROOT_IS_TOLD, settings.MEDIA_ROOT = True, str(tmp_path / place)
    assert [problem.id for problem in checks.uploads_have_a_place()] == ["binome.E012"]


@pytest.mark.live
def test_a_place_for_uploads_comes_from_the_environment(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "from portal.config.settings import main; print(main.MEDIA_ROOT, main.MEDIA_ROOT_IS_TOLD)"]
    for told, said in (
        ({"BINOME_MEDIA_ROOT": str(tmp_path)}, f"{tmp_path} True"),
        ({}, f"{live.BASE_DIR / 'var' / 'media'} False"),
    ):
        clean = {"PATH": os.environ["PATH"], "BINOME_MODE": "production", **SECRETS, **told}
        done = subprocess.run(command, env=clean, cwd=live.BASE_DIR, capture_output=True, text=True, check=True)
        assert done.stdout.strip() == said
