"""Where sources are set up that are called, that drop files, that push: the plugs know (settings.HRIS_SOURCES …)."""

from django.conf import settings
from django.utils.module_loading import import_string

from portal.people.ports import DropDesk, SourceDesk, SourceSetup, TokenDesk


def source_desk() -> SourceDesk:
    """Return where sources that are called are set up."""
    desk: SourceDesk = import_string(settings.HRIS_SOURCES)()
    return desk


def drop_desk() -> DropDesk:
    """Return where sources of files are set up and files handed in."""
    desk: DropDesk = import_string(settings.HRIS_DROPS)()
    return desk


def token_desk() -> TokenDesk:
    """Return where tokens of identity providers that push are made and closed."""
    desk: TokenDesk = import_string(settings.PUSH_TOKENS)()
    return desk


def source_setup(*, name: str) -> SourceSetup | None:
    """Return a source as it is set up, or None."""
    return next((setup for setup in source_desk().sources() if setup.name == name), None)
