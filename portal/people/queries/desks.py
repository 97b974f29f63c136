"""Where sources that are called and tokens of those that push are set up: the plugs know (settings.HRIS_SOURCES, PUSH_TOKENS)."""

from django.conf import settings
from django.utils.module_loading import import_string

from portal.people.ports import SourceDesk, SourceSetup, TokenDesk


def source_desk() -> SourceDesk:
    """Return where sources that are called are set up."""
    desk: SourceDesk = import_string(settings.HRIS_SOURCES)()
    return desk


def token_desk() -> TokenDesk:
    """Return where tokens of identity providers that push are made and closed."""
    desk: TokenDesk = import_string(settings.PUSH_TOKENS)()
    return desk


def source_setup(*, name: str) -> SourceSetup | None:
    """Return a source as it is set up, or None."""
    return next((setup for setup in source_desk().sources() if setup.name == name), None)
