"""What editors write for training modules: told by the port once published, in the language of who reads; never in public."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from cms.models import HomePage, TrainingPage
from cms.published import pages
from portal.accounts.enums import Role
from portal.engagement.models import TrainingModule
from portal.engagement.ports import training_content
from tests.factories.accounts import UserFactory, grant, sign_in
from tests.factories.cms import a_training_page
from tests.factories.engagement import a_programme

pytestmark = pytest.mark.django_db


@pytest.fixture
def module(site: HomePage) -> TrainingModule:
    return TrainingModule.objects.get(association=a_programme().association)


def test_nothing_is_told_of_a_module_without_a_page(module: TrainingModule) -> None:
    assert training_content().content(module_id=module.id, language="fr") is None
    assert training_content().published(module_ids=[module.id]) == frozenset()


def test_a_page_is_told_in_the_language_of_who_reads(module: TrainingModule) -> None:
    a_training_page(module)
    a_training_page(module, language="en", words="Listen first")
    for language, words in (("fr", "Écouter avant tout"), ("en", "Listen first")):
        found = training_content().content(module_id=module.id, language=language)
        assert found is not None
        assert found.language == language
        assert words in found.body
        assert found.introduction == "Pour commencer."


def test_else_in_the_other_one_and_says_which(module: TrainingModule) -> None:
    a_training_page(module)
    found = training_content().content(module_id=module.id, language="en")
    assert found is not None
    assert found.language == "fr"


def test_a_draft_and_a_page_taken_back_are_told_to_nobody(module: TrainingModule) -> None:
    draft = a_training_page(module, live=False)
    assert training_content().published(module_ids=[module.id]) == frozenset()
    draft.save_revision().publish()
    assert training_content().published(module_ids=[module.id]) == {module.id}
    TrainingPage.objects.get().unpublish()
    assert training_content().content(module_id=module.id, language="fr") is None


def test_a_draft_in_the_readers_language_leaves_the_other_one_to_be_read(module: TrainingModule) -> None:
    a_training_page(module)
    a_training_page(module, language="en", live=False)
    found = training_content().content(module_id=module.id, language="en")
    assert found is not None
    assert found.language == "fr"


def test_many_modules_are_asked_for_at_once(module: TrainingModule, django_assert_num_queries: Callable[[int], Any]) -> None:
    a_training_page(module)
    others = [TrainingModule.objects.get(association=a_programme().association) for _ in range(3)]
    a_training_page(others[0])
    with django_assert_num_queries(1):
        assert training_content().published(module_ids=[module.id, *(one.id for one in others)]) == {module.id, others[0].id}
    with django_assert_num_queries(1):
        training_content().content(module_id=module.id, language="fr")


# In the editors' interface


def form_of(module: TrainingModule, **changes: str) -> dict[str, str]:
    sent = {"title": "Posture", "slug": "posture", "module": str(module.id), "introduction": "", "body-count": "0"}
    return sent | {"action-publish": "1"} | changes


@pytest.mark.ignore_template_errors
def test_an_editor_writes_it_and_reads_of_modules_their_title_and_association_alone(
    site: HomePage, module: TrainingModule, client: Client
) -> None:
    sign_in(client, grant(UserFactory.create(), Role.EDITOR))
    add = reverse("wagtailadmin_pages:add", args=["cms", "trainingpage", site.pk])
    page = client.get(add)
    assert f"{module.association.name}, {module.title}" in page.content.decode()
    assert set(page.context["form"].fields) & {"volunteer", "session", "attendance"} == set()
    assert "show_in_menus" not in page.context["form"].fields
    answer = client.post(add, form_of(module))
    assert answer.status_code == 302, answer.context["form"].errors
    assert TrainingPage.objects.get().module == module


def a_text(words: str, link: str) -> str:
    """A text as the editor's browser sends it, with a link on all of it."""
    block = {"key": "a", "text": words, "type": "unstyled", "depth": 0, "inlineStyleRanges": []}
    block["entityRanges"] = [{"offset": 0, "length": len(words), "key": 0}]
    return json.dumps({"blocks": [block], "entityMap": {"0": {"type": "LINK", "mutability": "MUTABLE", "data": {"url": link}}}})


@pytest.mark.ignore_template_errors
def test_words_of_an_editor_cannot_act(site: HomePage, module: TrainingModule, client: Client) -> None:
    sign_in(client, grant(UserFactory.create(), Role.EDITOR))
    add = reverse("wagtailadmin_pages:add", args=["cms", "trainingpage", site.pk])
    body = {"body-count": "1", "body-0-type": "text", "body-0-order": "0", "body-0-deleted": "", "body-0-id": ""}
    sent = form_of(module) | body | {"body-0-value": a_text("<script>alert(1)</script>", "javascript:alert(1)")}
    answer = client.post(add, sent)
    assert answer.status_code == 302, answer.context["form"].errors
    shown = TrainingPage.objects.get().whole_body()
    assert "&lt;script&gt;" in shown
    assert "<script" not in shown
    assert "javascript:" not in shown


@pytest.mark.ignore_template_errors
def test_a_second_page_in_the_same_language_is_refused_beside_its_field(
    site: HomePage, module: TrainingModule, client: Client
) -> None:
    a_training_page(module)
    sign_in(client, grant(UserFactory.create(), Role.EDITOR))
    add = reverse("wagtailadmin_pages:add", args=["cms", "trainingpage", site.pk])
    answer = client.post(add, form_of(module))
    assert answer.status_code == 200
    assert "module" in answer.context["form"].errors
    assert TrainingPage.objects.count() == 1
    with pytest.raises(ValidationError):
        TrainingPage(title="Encore", slug="encore", module=module, locale=site.locale).full_clean(exclude=["path", "depth"])


@pytest.mark.ignore_template_errors
def test_an_editor_sees_a_draft_as_it_will_be(site: HomePage, module: TrainingModule, client: Client) -> None:
    page = a_training_page(module, live=False)
    page.save_revision()
    sign_in(client, grant(UserFactory.create(), Role.EDITOR))
    seen = client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
    assert seen.status_code == 200
    assert "Écouter avant tout" in seen.content.decode()


# In public


def test_its_own_address_leads_to_the_portal_and_shows_no_word(module: TrainingModule, client: Client) -> None:
    page = a_training_page(module)
    answer = client.get(page.url)
    assert answer.status_code == 302
    assert answer["Location"].endswith(reverse("me:training-module", args=[module.id]).partition("/fr/")[2])
    assert "sign-in" in client.get(page.url, follow=True).redirect_chain[-1][0]


def test_a_page_whose_module_is_gone_leads_nowhere(module: TrainingModule, client: Client) -> None:
    page = a_training_page(module)
    TrainingPage.objects.update(module=None)
    assert client.get(page.url).status_code == 404


def test_it_stands_in_no_menu_and_is_no_page_that_figures_count(site: HomePage, module: TrainingModule, client: Client) -> None:
    before = len(pages(until=site.first_published_at.date().replace(year=2100)))
    a_training_page(module)
    assert len(pages(until=site.first_published_at.date().replace(year=2100))) == before
    assert module.title not in client.get("/fr/").content.decode()
