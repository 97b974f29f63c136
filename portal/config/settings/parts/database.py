"""Database and caches: SQLite by default, PostgreSQL by DATABASE_URL, Redis by CACHE_URL."""

from typing import Any

from .environment import DEBUG, VAR_DIR, env

DATABASES: dict[str, dict[str, Any]] = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'binome.sqlite3'}")}
DATABASES["default"]["CONN_MAX_AGE"] = 60
if "sqlite" in DATABASES["default"]["ENGINE"]:
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000",
    }
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Rate limits count in `default`, so it is shared by every process; `pages` may be each process's own.
CACHES: dict[str, dict[str, Any]] = {
    "default": env.cache("CACHE_URL", default="dbcache://cache_default"),
    "pages": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "pages"},
}
# How long a public page is sent as it is to whoever brings no cookie (cms.visitors). A developer sees each change at once.
PAGES_KEPT_SECONDS = env.int("BINOME_PAGES_KEPT_SECONDS", 0 if DEBUG else 60)
SESSION_ENGINE = "django.contrib.sessions.backends.db"
