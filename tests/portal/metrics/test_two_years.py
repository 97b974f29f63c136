"""Two years of a company, eight releases: nothing published singles anyone out, by the exact test and by brute force."""

from datetime import date, timedelta

import pytest

from portal.accounts.actors import SYSTEM
from portal.metrics import operations, queries
from portal.metrics.disclosure.exact import exact_test
from portal.metrics.disclosure.families import family_of
from portal.metrics.disclosure.search import Verdict
from portal.metrics.enums import CellState
from portal.metrics.models import Cell
from portal.metrics.periods import Quarter
from tests.factories.metrics import a_company, noon
from tests.portal.metrics.brute_force import attack


@pytest.mark.live
@pytest.mark.django_db
def test_eight_releases_single_nobody_out() -> None:
    a_company(start=date(2024, 7, 1), people=900).save()
    quarter, releases = Quarter(2024, 3), []
    for _ in range(8):
        at = noon(quarter.end + timedelta(days=5))
        releases.append(operations.publish_release(period=quarter, by=SYSTEM, at=at))
        quarter = quarter.next
    sets = [queries.published_sets(release=release) for release in releases]
    everything = [one for release in sets for one in release]
    assert len(everything) > 40
    assert exact_test(family_of(everything), 10).verdict is Verdict.SAFE
    assert attack(sets, count=300) == []
    assert queries.broken_seals() == []
    values = Cell.objects.exclude(state=CellState.HIDDEN).values_list("value", flat=True)
    assert all(value % 5 == 0 for value in values if value is not None)
    assert len(values) > 60
