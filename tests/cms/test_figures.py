"""The figures a page quotes: those of the newest release, whole and shown, or none."""

import pytest
from django.test import Client

from cms.figures import headline_figures
from cms.models import HomePage
from portal.metrics.enums import Measure
from portal.metrics.models import Release
from tests.factories.cms import a_release
from tests.factories.cms import with_figure as add

TITLE = "Ce qui est publié, ni plus ni moins"


@pytest.fixture
def release(db: None) -> Release:
    return a_release()


def quoted() -> list[tuple[int, str]]:
    headline = headline_figures()
    return [(figure.value, str(figure.words)) for figure in headline.figures] if headline else []


def test_before_the_first_release_the_block_is_not_there(site: HomePage, client: Client) -> None:
    assert TITLE not in client.get("/fr/").content.decode()


def test_a_total_is_quoted_as_it_was_rounded(release: Release) -> None:
    add(release, "participation", Measure.SHARE, {"": 15, "Lyon": 20, "Nord": None})
    add(release, "pairs_active", Measure.COUNT, {"": 85})
    assert [value for value, _words in quoted()] == [15, 85]


def test_hours_are_quoted_when_both_time_bases_are_shown(release: Release) -> None:
    add(release, "hours", Measure.HOURS, {"work_time": 600, "personal_time": 1300})
    assert [value for value, _words in quoted()] == [1900]


def test_nothing_follows_from_a_figure_that_is_partly_hidden(release: Release) -> None:
    add(release, "hours", Measure.HOURS, {"work_time": None, "personal_time": 1300})
    add(release, "participation", Measure.SHARE, {"": None, "Lyon": 20})
    assert quoted() == []
    assert headline_figures() is None


def test_a_page_shows_when_and_for_how_many(site: HomePage, release: Release, client: Client) -> None:
    add(release, "participation", Measure.SHARE, {"": 15})
    text = client.get("/fr/").content.decode()
    assert TITLE in text
    assert "Publiés le 5 janvier 2026, par groupes d’au moins 10 personnes." in text
    assert "15\u00a0%" in text


def test_the_newest_release_alone_is_quoted(release: Release) -> None:
    add(release, "participation", Measure.SHARE, {"": 15})
    add(a_release(2), "participation", Measure.SHARE, {"": 20})
    assert [value for value, _words in quoted()] == [20]


def test_a_newer_release_that_hides_everything_quotes_nothing_of_the_older_one(release: Release) -> None:
    add(release, "participation", Measure.SHARE, {"": 15})
    add(a_release(2), "participation", Measure.SHARE, {"": None})
    assert quoted() == []
