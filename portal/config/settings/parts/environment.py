"""Where settings come from: the environment, and in development the .env that `make install` writes."""

from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parents[4]
VAR_DIR = BASE_DIR / "var"
MODES = ("development", "test", "production")

env = environ.Env()
if "BINOME_MODE" not in env.ENVIRON and (BASE_DIR / ".env").exists():
    env.read_env(BASE_DIR / ".env")

MODE = env.str("BINOME_MODE", "production")
if MODE not in MODES:
    raise ImproperlyConfigured(f"BINOME_MODE must be one of {', '.join(MODES)}.")

IN_PRODUCTION = MODE == "production"
DEBUG = MODE == "development"
VAR_DIR.mkdir(exist_ok=True)


def secret(name: str, development_value: str) -> str:
    """Read a secret; outside production fall back to a value that only a developer's machine has."""
    value = env.str(name, "")
    if value or not IN_PRODUCTION:
        return value or development_value
    raise ImproperlyConfigured(
        f"{name} is not set. In production, set it in the environment; on a developer's machine run `make install`."
    )
