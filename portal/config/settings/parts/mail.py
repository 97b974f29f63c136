"""Outgoing mail."""

from .environment import DEBUG, VAR_DIR, env

EMAIL_CONFIG = env.email("EMAIL_URL", default="smtp://localhost:25")
vars().update(EMAIL_CONFIG)
if DEBUG and "EMAIL_URL" not in env.ENVIRON:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_TIMEOUT = 20  # seconds: a mail server that says nothing holds no worker for ever
DEFAULT_FROM_EMAIL: str = env.str("BINOME_MAIL_FROM", "Binôme <ne-pas-repondre@example.org>")
