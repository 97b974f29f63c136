"""Each block of a story: rendered with what an editor may write, empty where there is nothing, and never as markup of its own."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.utils import translation
from wagtail.models import Locale, Page

from cms.blocks import StoryBlock
from cms.models import CampaignPage, FaqPage, HomePage, StandardPage
from cms.programmes import Rule
from cms.shell import alternates, site_menu
from portal.core import clock
from portal.programmes.models import Campaign
from tests.factories.programmes import CampaignFactory, IntakeFactory, ProgrammeFactory

STORY = StoryBlock()
NASTY = "<script>alert(1)</script>"


def block(kind: str, **value: Any) -> dict[str, Any]:
    return {"type": kind, "value": value}


def write(page: Page, *blocks: dict[str, Any]) -> None:
    page.body = json.dumps(list(blocks))
    page.save()


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("quote", {"text": NASTY, "who": NASTY}),
        ("six_steps", {"title": NASTY}),
        ("programmes", {"title": NASTY, "rule": Rule.MOST_PLACES, "codes": [], "number": 3}),
        ("action", {"title": NASTY, "text": NASTY, "button": NASTY}),
    ],
)
def test_words_of_an_editor_are_words(kind: str, value: dict[str, Any], site: HomePage, client: Client) -> None:
    IntakeFactory.create()
    write(site, block(kind, **value))
    html = client.get("/fr/").content.decode()
    assert NASTY not in html
    assert "&lt;script&gt;" in html


def test_the_programmes_of_a_block_are_those_of_today(site: HomePage, client: Client) -> None:
    IntakeFactory.create(programme=ProgrammeFactory.create(title="Premier métier", code="premier-metier"))
    ProgrammeFactory.create(title="En préparation", code="later", in_preparation=True)
    by_hand = {"title": "Choisis", "rule": Rule.BY_HAND, "codes": ["premier-metier", "later", "never"], "number": 3}
    write(site, block("programmes", **by_hand))
    html = client.get("/fr/").content.decode()
    assert "Premier métier" in html
    assert "En préparation" not in html


def test_a_block_of_programmes_with_none_still_stands(site: HomePage, client: Client) -> None:
    write(site, block("programmes", title="Ils ont besoin de vous", rule=Rule.MOST_NEEDED, codes=[], number=3))
    assert client.get("/fr/").status_code == 200


def test_a_call_carries_the_reference_of_the_campaign_of_its_page(site: HomePage, campaign: Campaign, client: Client) -> None:
    page = CampaignPage.objects.get(slug="campagne")
    in_spring = {"opens_on": clock.today() + timedelta(days=90), "closes_on": clock.today() + timedelta(days=120)}
    other = CampaignFactory.create(reference="printemps", **in_spring)
    page.campaign = other
    write(page, block("action", title="Venez", text="", button="Je commence"))
    assert "/fr/join/printemps/" in client.get("/fr/campagne/").content.decode()
    write(site, block("action", title="Venez", text="", button="Je commence"))
    assert f"/fr/join/{campaign.reference}/" in client.get("/fr/").content.decode()


def test_without_a_campaign_the_home_page_calls_all_the_same(
    site: HomePage, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "today", lambda: Campaign.objects.get().closes_on + timedelta(days=300))
    write(site, block("action", title="Venez", text="", button="Je commence"))
    html = client.get("/fr/").content.decode()
    assert "Je commence" in html
    assert "/join/" not in html


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("quote", {"text": "", "who": "Sofia"}),
        ("quote", {"text": "Bonjour", "who": "x" * 161}),
        ("programmes", {"title": "Eux", "rule": "alphabetical", "codes": [], "number": 3}),
        ("programmes", {"title": "Eux", "rule": Rule.MOST_PLACES, "codes": [], "number": 0}),
        ("programmes", {"title": "Eux", "rule": Rule.MOST_PLACES, "codes": [], "number": 13}),
        ("action", {"title": "Venez", "text": "", "button": ""}),
    ],
)
def test_what_a_block_cannot_be(kind: str, value: dict[str, Any]) -> None:
    child = STORY.child_blocks[kind]
    with pytest.raises(Exception, match="|".join(["required", "obligatoire", "most", "plus", "valid", "Validation"])):
        child.clean(child.to_python(value))


def test_questions_and_answers_are_read(site: HomePage, client: Client) -> None:
    page = FaqPage.objects.get(locale__language_code="fr")
    page.questions = json.dumps([block("question", question="Et si je déménage\u202f?", answer="<p>On en parle.</p>")])
    page.save()
    html = client.get(page.url).content.decode()
    assert "Et si je déménage" in html
    assert "On en parle." in html


def test_a_page_that_is_not_published_is_not_there(site: HomePage, client: Client) -> None:
    page = StandardPage.objects.get(locale__language_code="fr")
    address = page.url
    assert client.get(address).status_code == 200
    page.unpublish()
    assert client.get(address).status_code == 404


def test_a_page_waits_for_its_day(site: HomePage, client: Client) -> None:
    page = StandardPage(title="Bientôt", slug="bientot", live=False, go_live_at=clock.now() + timedelta(days=3), locale=site.locale)
    site.add_child(instance=page)
    page.save_revision().publish()
    assert client.get("/fr/bientot/").status_code == 404


def test_a_preview_shows_the_draft_as_it_will_be(site: HomePage) -> None:
    page = StandardPage(title="Un brouillon", slug="brouillon", introduction="Presque prête", live=False, locale=site.locale)
    site.add_child(instance=page)
    answer = page.make_preview_request(preview_mode=page.default_preview_mode)
    assert answer.status_code == 200
    answer.render()
    assert "Presque prête" in answer.content.decode()


def test_the_menu_is_that_of_the_language_and_says_where_one_is(site: HomePage) -> None:
    request = RequestFactory().get("/fr/campagne/")
    with translation.override("fr"):
        french = site_menu(request)
    with translation.override("en"):
        english = site_menu(request)
    assert [link.current for link in french].count(True) == 1
    assert {link.url for link in french}.isdisjoint({link.url for link in english})
    assert all(link.url.startswith("/fr/") for link in french)
    assert all(link.url.startswith("/en/") for link in english)
    Page.objects.filter(slug="campagne").update(show_in_menus=False)
    with translation.override("fr"):
        assert len(site_menu(request)) == len(french) - 1


def test_the_same_page_in_other_languages_comes_with_its_own_first(site: HomePage) -> None:
    page, request = CampaignPage.objects.get(slug="campaign"), RequestFactory().get("/en/campaign/")
    with translation.override("en"):
        assert [one.code for one in alternates(page, request)] == ["en", "fr"]
    CampaignPage.objects.get(slug="campagne").unpublish()
    with translation.override("en"):
        assert [one.code for one in alternates(page, request)] == ["en"]


@pytest.mark.parametrize("subject", ["privacy", "accessibility"])
def test_an_editors_own_statement_replaces_the_given_one(subject: str, site: HomePage, client: Client) -> None:
    address = f"/fr/statements/{subject}/"
    assert client.get(address).status_code == 200
    page = StandardPage(title="La nôtre", slug=f"la-notre-{subject}", statement=subject, locale=site.locale)
    site.add_child(instance=page)
    assert client.get(address)["Location"] == page.url
    assert client.get(address.replace("/fr/", "/en/")).status_code == 200, "in English the given words stay"


def test_a_statement_that_has_no_address_leaves_the_given_words(site: HomePage, client: Client) -> None:
    """A page outside the site's tree cannot be gone to."""
    page = StandardPage(title="Perdue", slug="perdue", statement="privacy", locale=Locale.objects.get(language_code="fr"))
    Page.get_first_root_node().add_child(instance=page)
    assert client.get("/fr/statements/privacy/").status_code == 200


def test_an_unknown_statement_is_not_found(site: HomePage, client: Client) -> None:
    assert client.get("/fr/statements/cookies/").status_code == 404
