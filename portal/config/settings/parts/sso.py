"""Our own keys towards the identity providers."""

from .environment import env

# Newest first, each the PEM of an RSA key and its certificate, or the path of such a file. The newest signs; all of them decrypt.
SSO_KEYS: list[str] = env.list("BINOME_SSO_KEYS", default=[])
