"""Users and how they sign in."""

from .environment import env

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 3600
LOGIN_URL = "account:sign-in"
LOGIN_REDIRECT_URL = "start"
LOGOUT_REDIRECT_URL = "start"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts exist by invitation only, and the invitation proves the address
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"  # a passkey asks for the person each time: two factors in one
MFA_TOTP_ISSUER = "Binôme"
MFA_ADAPTER = "portal.web.account.adapter.SecondFactors"
ACCOUNT_ADAPTER = "portal.web.account.adapter.LocalAccounts"
ACCOUNT_SESSION_REMEMBER = False  # a session ends with the browser, and after twelve hours at the latest
SESSION_COOKIE_AGE = 12 * 3600
MFA_TOTP_TOLERANCE = 1  # a code of 30 seconds ago still opens: telephones' clocks drift
# Identity providers on the company's own network: their hosts may lead to private addresses, every other host may not.
SSO_PRIVATE_HOSTS: list[str] = [host.lower() for host in env.list("BINOME_SSO_PRIVATE_HOSTS", default=[])]
