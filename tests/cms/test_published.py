"""What editors published, as the figures count it: each page once whatever its languages, and never whose words are in it."""

from datetime import date, timedelta

from cms.models import CampaignPage, HomePage
from cms.published import pages
from portal.core import clock
from portal.metrics.ports import PublishedPage, published_pages
from tests.factories.cms import a_site

LATE = date(2100, 1, 1)


def of_campaigns() -> list[PublishedPage]:
    return [page for page in pages(until=LATE) if page.of_campaign]


def test_a_page_in_two_languages_is_one(site: HomePage) -> None:
    french = CampaignPage.objects.get(locale=site.locale)
    assert CampaignPage.objects.filter(translation_key=french.translation_key).count() == 2
    assert len(of_campaigns()) == 1
    everything = (site, *site.get_descendants().live())
    assert len(pages(until=LATE)) == len(everything)


def test_the_stories_of_both_languages_are_told_once(site: HomePage) -> None:
    told = sum(page.stories for page in pages(until=LATE))
    french = [one.specific for one in (site, *site.get_descendants().live())]
    assert told == sum(block.block_type == "quote" for page in french for block in page.body)
    assert told > 0


def test_a_site_without_stories_has_none(db: None) -> None:
    a_site(with_invented_quotes=False)
    assert [page.stories for page in pages(until=LATE) if page.stories] == []


def test_a_draft_and_a_page_withdrawn_do_not_count(site: HomePage) -> None:
    assert of_campaigns()
    for page in CampaignPage.objects.all():
        page.unpublish()
    assert of_campaigns() == []


def test_what_came_out_later_was_not_there_yet(site: HomePage) -> None:
    first = min(clock.local_day(page.first_published_at) for page in CampaignPage.objects.all())
    HomePage.objects.update(first_published_at=clock.start_of_day(first - timedelta(days=9)))
    assert {page.since for page in pages(until=first - timedelta(days=1))} == {first - timedelta(days=9)}
    assert published_pages(until=LATE) == pages(until=LATE)


def test_a_translation_that_came_later_does_not_make_it_younger(site: HomePage) -> None:
    english = CampaignPage.objects.exclude(locale=site.locale).get()
    assert english.first_published_at is not None
    day = clock.local_day(english.first_published_at)
    CampaignPage.objects.filter(pk=english.pk).update(first_published_at=clock.start_of_day(day + timedelta(days=200)))
    assert [page.since for page in of_campaigns()] == [day]
