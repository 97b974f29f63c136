"""A setting that is wrong is a message at start-up, not a surprise at run time."""

import os
import re
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.fernet import Fernet
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.utils.module_loading import import_string


@register(Tags.security)
def field_keys_are_usable(**_: Any) -> list[CheckMessage]:
    """Every key of BINOME_FIELD_KEYS must be a Fernet key."""
    try:
        for key in settings.FIELD_KEYS:
            Fernet(key)
    except ValueError:
        hint = 'Make one with: python -c "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())"'
        return [Error("BINOME_FIELD_KEYS holds a key that is not 32 url-safe base64 bytes.", hint=hint, id="binome.E001")]
    return []


@register(Tags.security)
def badge_keys_are_usable(**_: Any) -> list[CheckMessage]:
    """BINOME_BADGE_KEYS, if set, must hold RSA keys of 2048 bits or more. The text itself is never repeated."""
    from portal.ui import badges  # noqa: PLC0415  not needed where no badge is offered

    try:
        badges.signing_keys()
    except (ValueError, TypeError, UnsupportedAlgorithm):
        hint = "Make one with: openssl genrsa 2048"
        return [Error("BINOME_BADGE_KEYS holds something other than RSA keys of 2048 bits or more.", hint=hint, id="binome.E013")]
    return []


@register()
def ports_are_fulfilled(**_: Any) -> list[CheckMessage]:
    """Every dotted path in the plugs must lead to something."""
    ports = {f"ADDRESS_BOOKS[{kind!r}]": path for kind, path in settings.ADDRESS_BOOKS.items()}
    ports |= {"TEXT_MESSAGES": settings.TEXT_MESSAGES} if settings.TEXT_MESSAGES else {}
    names = (
        "SECOND_FACTOR",
        "LINKED_SUBJECTS",
        "COMPANY_DOORS",
        "COMPANY_SIGN_OUT",
        "DOOR_DESK",
        "DOOR_PROBLEMS",
        "OPENID_DESK",
        "ASSOCIATION_DOORS",
        "FAILED_SIGN_INS",
        "HRIS_DROPS",
        "HRIS_SOURCES",
        "PUSH_TOKENS",
        "MESSAGE_WORDS",
        "RELEASE_FILES",
        "PUBLISHED_PAGES",
        "TRAINING_CONTENT",
    )
    ports |= {name: getattr(settings, name) for name in names}
    problems: list[CheckMessage] = []
    for name, path in ports.items():
        try:
            import_string(path)
        except ImportError:
            problems.append(Error(f"{name} leads nowhere: {path}.", id="binome.E002"))
    return problems


@register(Tags.security)
def public_url_is_safe(**_: Any) -> list[CheckMessage]:
    """Links in mails and SAML addresses come from BINOME_PUBLIC_URL, so it must be https in production."""
    if settings.IN_PRODUCTION and not settings.PUBLIC_URL.startswith("https://"):
        return [Error("BINOME_PUBLIC_URL must start with https:// in production.", id="binome.E003")]
    return []


@register(Tags.security)
def text_messages_are_safe(**_: Any) -> list[CheckMessage]:
    """Codes travel to the gateway: in production over https, with a token."""
    if settings.IN_PRODUCTION and settings.SMS_URL and not (settings.SMS_URL.startswith("https://") and settings.SMS_TOKEN):
        return [Error("BINOME_SMS_URL must start with https:// and BINOME_SMS_TOKEN be set in production.", id="binome.E010")]
    return []


@register()
def rate_can_be_read(**_: Any) -> list[CheckMessage]:
    """BINOME_API_RATE must say how many a second, minute, hour or day."""
    if re.fullmatch(r"[1-9]\d*/(sec|min|hour|day)", settings.API_RATE):
        return []
    return [Error("BINOME_API_RATE must be <count>/<sec|min|hour|day>, such as 120/min.", id="binome.E004")]


@register(Tags.files, deploy=True)
def uploads_have_a_place(**_: Any) -> list[CheckMessage]:
    """Pictures uploaded in production need a folder that lasts: told on purpose, there, and writable by the portal."""
    if not settings.MEDIA_ROOT_IS_TOLD:
        hint = "Set it to a folder that is backed up and that the web server serves at /media/ (docs/settings.md)."
        return [Warning("BINOME_MEDIA_ROOT is not set: uploaded pictures would not be shown.", hint=hint, id="binome.W011")]
    if not os.access(settings.MEDIA_ROOT, os.W_OK | os.X_OK):
        return [Error("BINOME_MEDIA_ROOT is not a folder that the portal may write to.", id="binome.E012")]
    return []
