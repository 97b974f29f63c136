"""The starter content."""

import json

import pytest
from wagtail.models import Page, Site

from cms import starter
from cms.models import CampaignPage, HomePage, StandardPage
from portal.programmes.models import Campaign
from tests.factories.cms import a_site


def test_both_languages_have_the_same_pages_tied_as_translations(site: HomePage) -> None:
    french = Page.objects.filter(locale__language_code="fr", depth__gt=1)
    english = Page.objects.filter(locale__language_code="en", depth__gt=1)
    assert french.count() == english.count() == 5
    assert set(french.values_list("translation_key")) == set(english.values_list("translation_key"))


def test_the_site_serves_the_french_home_page_and_wagtails_welcome_is_gone(site: HomePage) -> None:
    assert Site.objects.get(is_default_site=True).root_page_id == site.pk
    assert {page.specific_class for page in Page.objects.filter(depth=2)} == {HomePage}


def test_installing_again_changes_nothing(site: HomePage) -> None:
    page = StandardPage.objects.get(locale__language_code="fr")
    page.introduction = "Nos mots à nous."
    page.save()
    before = list(Page.objects.order_by("path").values_list("path", "title"))
    assert a_site().pk == site.pk
    assert list(Page.objects.order_by("path").values_list("path", "title")) == before
    page.refresh_from_db()
    assert page.introduction == "Nos mots à nous."


@pytest.mark.django_db
def test_without_a_campaign_there_is_no_campaign_page() -> None:
    a_site()
    assert not CampaignPage.objects.exists()


def test_the_campaign_page_comes_with_a_later_installation(campaign: Campaign) -> None:
    a_site()
    assert {page.campaign for page in CampaignPage.objects.all()} == {campaign}


@pytest.mark.django_db
def test_only_the_demo_has_invented_quotes() -> None:
    home = a_site(with_invented_quotes=False)
    assert "quote" not in {block.block_type for block in home.body}


@pytest.mark.parametrize("language", starter.LANGUAGES)
def test_a_kit_has_the_same_shape_in_each_language(language: str) -> None:
    french, other = (json.loads((starter.KITS / f"starter.{code}.json").read_text()) for code in ("fr", language))
    assert french.keys() == other.keys()
    for name, page in french.items():
        assert page.keys() == other[name].keys()
        assert [block["type"] for block in page["body"]] == [block["type"] for block in other[name]["body"]]
