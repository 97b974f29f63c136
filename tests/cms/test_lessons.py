"""Lessons delivered as a start: in both languages, once, and left alone where editors wrote their own."""

import json

import pytest

from cms.lessons import install_lessons
from cms.models import HomePage, TrainingPage
from cms.starter import KITS, LANGUAGES
from portal.engagement.models import TrainingModule
from portal.engagement.ports import training_content
from tests.factories.cms import AT, a_training_page
from tests.factories.engagement import a_programme

pytestmark = pytest.mark.django_db


@pytest.fixture
def module(site: HomePage) -> TrainingModule:
    return TrainingModule.objects.get(association=a_programme().association)


def kit(language: str) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = json.loads((KITS / f"lessons.{language}.json").read_text(encoding="utf-8"))
    return found


def test_a_lesson_is_published_in_both_languages_and_its_pages_know_each_other(module: TrainingModule) -> None:
    assert install_lessons(lessons=[(module, "posture")], at=AT) == len(LANGUAGES)
    pages = TrainingPage.objects.filter(module=module)
    assert len({page.translation_key for page in pages}) == 1
    for language, words in (("fr", "Être là, régulièrement"), ("en", "Be there, regularly")):
        found = training_content().content(module_id=module.id, language=language)
        assert found is not None
        assert found.language == language
        assert words in found.body


def test_a_second_time_nothing_is_made_and_what_editors_wrote_stays(module: TrainingModule) -> None:
    a_training_page(module, words="Le nôtre")
    assert install_lessons(lessons=[(module, "listen")], at=AT) == 1
    assert install_lessons(lessons=[(module, "listen")], at=AT) == 0
    found = training_content().content(module_id=module.id, language="fr")
    assert found is not None
    assert "Le nôtre" in found.body
    assert TrainingPage.objects.count() == 2


def test_before_the_site_is_there_nothing_can_be_installed() -> None:
    module = TrainingModule.objects.get(association=a_programme().association)
    with pytest.raises(HomePage.DoesNotExist):
        install_lessons(lessons=[(module, "posture")], at=AT)


def test_both_languages_say_the_same_lessons_part_by_part() -> None:
    french, english = kit("fr"), kit("en")
    assert french.keys() == english.keys()
    for code, lesson in french.items():
        assert len(str(lesson["introduction"])) <= 600
        assert isinstance(lesson["body"], list)
        assert len(lesson["body"]) == len(english[code]["body"])  # type: ignore[arg-type]
        assert english[code]["title"]
