"""Secrets, cookies, hosts and the content security policies."""

from csp.constants import NONCE, NONE, SELF, UNSAFE_INLINE

from .environment import IN_PRODUCTION, env, secret

SECRET_KEY = secret("BINOME_SECRET_KEY", "development-only-" + "k" * 48)
# Newest first; encrypts association-side text. Lives outside the database and its backups.
FIELD_KEYS: list[str] = secret("BINOME_FIELD_KEYS", "ZGV2ZWxvcG1lbnQtb25seS1kZXZlbG9wbWVudC0wMDA=").split(",")
# PEM texts of RSA keys, the one that signs first; empty: no badge is offered (portal.ui.badges). Never in the database.
BADGE_KEYS: str = env.str("BINOME_BADGE_KEYS", "")
# Salts the ledger of past memberships behind the published figures; kept apart from SECRET_KEY so that it can outlive it.
LEDGER_SALT = secret("BINOME_LEDGER_SALT", "development-only-ledger-salt")
# Under so many eligible people a company publishes one closed year without dimensions. No variable lowers it.
FIGURES_SMALL_UNDER = 1000

ALLOWED_HOSTS: list[str] = env.list("BINOME_ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "testserver"])
PUBLIC_URL: str = env.str("BINOME_PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS: list[str] = [PUBLIC_URL]

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = IN_PRODUCTION
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
SECURE_HSTS_SECONDS = 31_536_000 if IN_PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IN_PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BINOME_BEHIND_PROXY", False) else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}
# Wagtail 8's editor needs inline scripts and styles; only /cms/ gets this policy (portal.ui.policy).
CMS_CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, UNSAFE_INLINE],
        "style-src": [SELF, UNSAFE_INLINE],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-src": [SELF],
        "frame-ancestors": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
