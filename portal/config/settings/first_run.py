"""Writes the .env of a developer's machine, once: development mode and secrets of its own (`make install` calls it)."""

import secrets
from pathlib import Path

from cryptography.fernet import Fernet

ENV_FILE = Path(__file__).resolve().parents[3] / ".env"


def write_env(path: Path) -> bool:
    """Write the file unless it is there. Returns whether it was written."""
    if path.exists():
        return False
    lines = {
        "BINOME_MODE": "development",
        "BINOME_SECRET_KEY": secrets.token_urlsafe(50),
        "BINOME_FIELD_KEYS": Fernet.generate_key().decode(),
        "BINOME_LEDGER_SALT": secrets.token_urlsafe(32),
    }
    path.touch(mode=0o600)
    path.write_text("".join(f"{name}={value}\n" for name, value in lines.items()), encoding="utf-8")
    return True


if __name__ == "__main__":
    write_env(ENV_FILE)
