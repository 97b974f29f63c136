"""The starter site."""

from datetime import UTC, datetime

from cms.models import HomePage
from cms.starter import install_starter_content

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def a_site(*, with_invented_quotes: bool = True) -> HomePage:
    """Install the starter content; returns the French home page."""
    return install_starter_content(at=AT, with_invented_quotes=with_invented_quotes)
