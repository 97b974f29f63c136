"""The register speaks French first, and English as the code declares it."""

import pytest
from django.test import Client
from django.utils import translation

from portal.accounts.enums import Role
from portal.core.privacy import register
from portal.web.company.register_words import FRENCH, in_words
from tests.factories.personas import client_as

DECLARED = {
    words for one in register().values() if one.personal for words in (one.subject, one.purpose, one.retention, *one.seen_by)
}


def test_everything_that_is_declared_has_its_french() -> None:
    assert sorted(DECLARED - set(FRENCH)) == [], "write their French in portal/web/company/register_words.py"


def test_no_french_is_left_of_words_that_nobody_declares() -> None:
    assert sorted(set(FRENCH) - DECLARED) == []


def test_no_words_are_said_twice_or_left_in_english() -> None:
    assert not [words for words, french in FRENCH.items() if not french.strip() or french == words]


@pytest.mark.parametrize(
    ("language", "declared", "said"),
    [
        ("fr", "to protect young people", "protéger les jeunes"),
        ("en", "to protect young people", "to protect young people"),
        ("fr", "6 months after the campaign; the hash stays", "6 mois après la campagne\u202f; l’empreinte reste"),
        ("fr", "mentors of its pairs: the phone number", "mentors de ses binômes\u00a0: le numéro de téléphone"),
        ("fr", "something declared this morning", "something declared this morning"),
    ],
)
def test_words_by_language(language: str, declared: str, said: str) -> None:
    with translation.override(language):
        assert in_words(declared) == said


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "said", "other"),
    [("fr", "Protéger les jeunes", "To protect young"), ("en", "To protect young people", "Protéger")],
)
def test_the_page_in_both_languages(language: str, said: str, other: str) -> None:
    dpo: Client = client_as(Role.DPO)
    page = dpo.get(f"/{language}/company/register/").content.decode()
    assert said in page
    assert other not in page
