"""Logs carry codes and ids, never personal data."""

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    # A line for each page indexed or task done would drown what `make run` prints for a person.
    "loggers": {"django_tasks": {"level": "WARNING"}, "wagtail": {"level": "WARNING"}, "fido2": {"level": "WARNING"}},
    "root": {"handlers": ["console"], "level": "INFO"},
}
