"""The starter site, and a release that its pages quote."""

import json
from datetime import UTC, date, datetime

from cms.models import HomePage, TrainingPage
from cms.starter import install_starter_content
from portal.engagement.models import TrainingModule
from portal.metrics.enums import CellState, Measure, Nature
from portal.metrics.models import Cell, Figure, Release

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LESSON = "Écouter avant tout"
PUBLISHED = datetime(2026, 1, 5, 9, tzinfo=UTC)


def a_site(*, with_invented_quotes: bool = True) -> HomePage:
    """Install the starter content; returns the French home page."""
    return install_starter_content(at=AT, with_invented_quotes=with_invented_quotes)


def a_release(number: int = 1) -> Release:
    """Publish a release without figures: of the last quarter of 2025 for the first, a quarter later for each one after."""
    start, end = [(date(2025, 10, 1), date(2025, 12, 31)), (date(2026, 1, 1), date(2026, 3, 31))][number - 1]
    return Release.objects.create(
        number=number,
        period_start=start,
        period_end=end,
        catalogue_version=1,
        k=10,
        eligible=1200,
        published_at=PUBLISHED,
        digest="0" * 64,
    )


def with_figure(release: Release, code: str, measure: Measure, cells: dict[str, int | None]) -> Release:
    """Add a figure to a release; a cell of None is not shown."""
    figure = Figure.objects.create(
        release=release, position=release.figures.count(), code=code, measure=measure, nature=Nature.STOCK
    )
    for position, (key, value) in enumerate(cells.items()):
        shown = {"state": CellState.HIDDEN} if value is None else {"state": CellState.SHOWN, "as_of": release.period_end}
        Cell.objects.create(figure=figure, position=position, key=key, value=value, **shown)
    return release


def a_training_page(module: TrainingModule, *, language: str = "fr", live: bool = True, words: str = LESSON) -> TrainingPage:
    """What there is to read of a module, in a language, on the starter site (made if it is missing)."""
    if not HomePage.objects.exists():
        a_site()
    home = HomePage.objects.get(locale__language_code=language)
    body = json.dumps([{"type": "text", "value": f"<h2>{words}</h2><p>Puis se taire un peu.</p>"}])
    page = TrainingPage(
        title=module.title, slug=f"module-{module.id}", module=module, introduction="Pour commencer.", body=body, locale=home.locale
    )
    page.live = live
    added: TrainingPage = home.add_child(instance=page)
    return added
