"""The funnel of a campaign in a release: pages first, then people; pages are rounded, hidden when few, and hold no set."""

from datetime import date, timedelta

import pytest
from django.db import Error, connection, transaction

from portal.accounts.actors import SYSTEM, Actor
from portal.metrics import operations
from portal.metrics.enums import FUNNEL, TALLIES, CellState, Measure, Step, is_tally
from portal.metrics.models import Cell, Figure, LedgerEntry, Release
from portal.metrics.queries import funnel_openings
from portal.programmes.enums import CampaignCount
from portal.programmes.models import Campaign
from portal.programmes.operations import count_campaign, record_arrival
from portal.web.company.released import sections
from tests.factories.metrics import Q1, Q2, World, a_small_company, noon
from tests.factories.programmes import CampaignFactory

pytestmark = pytest.mark.django_db
SHOWN, HIDDEN = CellState.SHOWN, CellState.HIDDEN


@pytest.fixture
def campaign() -> Campaign:
    return CampaignFactory.create(reference="janvier")


@pytest.fixture
def company(campaign: Campaign) -> World:
    """Fifteen of the thirty who only signed in came by the link: whatever is compared, ten at least stand together."""
    world = a_small_company()
    world.save()
    for one in world.nord[20:35]:
        assert one.user is not None
        record_arrival(campaign=campaign, by=Actor(one.user.id, frozenset()), at=noon(date(2026, 1, 12)))
    return world


def look(campaign: Campaign, *, seen: int, called: int, on: date = date(2026, 1, 13)) -> None:
    for what, times in ((CampaignCount.SEEN, seen), (CampaignCount.CALLED, called)):
        count_campaign(campaign=campaign, what=what, times=times, by=SYSTEM, at=noon(on))


def publish() -> Release:
    return operations.publish_release(period=Q1, by=SYSTEM, at=noon(Q1.end + timedelta(days=5)))


def funnel(release: Release) -> dict[str, tuple[str, int | None]]:
    rows = Cell.objects.filter(figure__release=release, figure__code="funnel.janvier").order_by("position")
    return {cell.key: (cell.state, cell.value) for cell in rows}


def test_pages_then_people_in_the_order_of_the_steps(campaign: Campaign, company: World) -> None:
    look(campaign, seen=148, called=32)
    found = funnel(publish())
    assert list(found) == [step.value for step in Step]
    assert (found["seen"], found["called"], found["signed_in"]) == ((SHOWN, 150), (SHOWN, 30), (SHOWN, 15))


@pytest.mark.parametrize(("times", "cell"), [(0, (HIDDEN, None)), (9, (HIDDEN, None)), (10, (SHOWN, 10)), (12, (SHOWN, 10))])
def test_few_pages_are_not_shown_nor_none(campaign: Campaign, company: World, times: int, cell: tuple[str, int | None]) -> None:
    look(campaign, seen=times, called=times)
    found = funnel(publish())
    assert (found["seen"], found["called"]) == (cell, cell)


def test_no_set_is_remembered_behind_pages(campaign: Campaign, company: World) -> None:
    look(campaign, seen=500, called=300)
    publish()
    codes = set(LedgerEntry.objects.values_list("code", flat=True))
    assert "funnel.janvier:signed_in" in codes
    assert not {code for code in codes if code.rpartition(":")[2] in TALLIES}


def test_pages_do_not_close_the_figure_in_the_next_release(campaign: Campaign, company: World) -> None:
    """A shown cell without a set would read as a memory that is gone, and hide its figure for good."""
    Campaign.objects.update(closes_on=Q2.end)
    look(campaign, seen=500, called=300)
    publish()
    look(campaign, seen=60, called=20, on=Q2.start)
    for one in company.nord[35:50]:
        assert one.user is not None
        record_arrival(campaign=campaign, by=Actor(one.user.id, frozenset()), at=noon(Q2.start))
    second = operations.publish_release(period=Q2, by=SYSTEM, at=noon(Q2.end + timedelta(days=5)))
    found = funnel(second)
    assert (found["seen"], found["called"], found["signed_in"]) == ((SHOWN, 60), (SHOWN, 20), (SHOWN, 15))


def test_the_screen_draws_bars_for_people_and_says_pages_in_words(campaign: Campaign, company: World) -> None:
    look(campaign, seen=4_000, called=700)
    publish()
    release = Release.objects.prefetch_related("figures__cells").get()
    section = next(one for one in sections(release) if "janvier" in one.title)
    rows = {row.label: row for row in section.rows}
    assert (rows["Pages de la campagne ouvertes"].text, rows["Pages de la campagne ouvertes"].width) == ("4\u00a0000", "")
    assert (rows["Appels de la campagne suivis"].text, rows["Appels de la campagne suivis"].width) == ("700", "")
    assert rows["Se sont connectées"].width == "100%", "pages do not make the people look small"
    assert "sans savoir par qui" in section.caveat


@pytest.mark.parametrize(
    ("figure", "key", "tally"),
    [
        ("funnel.janvier", "seen", True),
        (FUNNEL, "called", True),
        ("funnel.janvier", "signed_in", False),
        ("participation", "seen", False),
        ("participation", "", False),
    ],
)
def test_what_counts_pages_is_told_by_figure_and_key(figure: str, key: str, tally: bool) -> None:
    """A site group may well be called "seen"."""
    assert is_tally(figure, key) is tally


def test_the_longest_reference_a_campaign_can_have_is_published() -> None:
    reference = "j" * 40
    CampaignFactory.create(reference=reference)
    a_small_company().save()
    assert Figure.objects.filter(release=publish(), code=f"{FUNNEL}.{reference}").exists()


def test_a_figure_is_still_refused_an_update_by_the_database(campaign: Campaign, company: World) -> None:
    """SQLite built the table anew for longer codes: its trigger has to stand again."""
    figure = Figure.objects.filter(release=publish(), measure=Measure.COUNT).first()
    assert figure is not None
    with pytest.raises(Error, match=r"append.only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE metrics_figure SET code = 'x' WHERE id = %s", [figure.id.hex])


def test_what_an_association_reads_of_it_is_what_was_published(campaign: Campaign, company: World) -> None:
    """Quarters are summed as they were rounded; a step that one of them withholds is withheld; one SQL query."""
    Campaign.objects.update(closes_on=Q2.end)
    look(campaign, seen=148, called=32)
    publish()
    assert funnel_openings(references=["janvier", "inconnue"]) == {"janvier": {"seen": 150, "signed_in": 15}}
    look(campaign, seen=60, called=20, on=Q2.start)
    operations.publish_release(period=Q2, by=SYSTEM, at=noon(Q2.end + timedelta(days=5)))
    assert funnel_openings(references=["janvier"])["janvier"] == {"seen": 210}
    assert funnel_openings(references=[]) == {}
