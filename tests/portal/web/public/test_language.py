"""The language switch."""

import pytest
from django.test import Client


@pytest.mark.django_db
class TestLanguage:
    def test_it_comes_back_to_the_same_page_and_is_remembered(self, client: Client) -> None:
        answer = client.get("/fr/language/en/", {"next": "/fr/statements/privacy/?x=1"})
        assert answer["Location"] == "/en/statements/privacy/?x=1"
        assert client.get("/")["Location"] == "/en/"

    def test_every_page_offers_the_other_language(self, client: Client) -> None:
        assert 'lang="en" rel="nofollow">English</a>' in client.get("/fr/statements/privacy/").content.decode()
        assert 'lang="fr" rel="nofollow">Français</a>' in client.get("/en/statements/privacy/").content.decode()

    @pytest.mark.parametrize("elsewhere", ["https://example.com/", "//example.com/", "javascript:alert(1)", ""])
    def test_it_leads_nowhere_else(self, elsewhere: str, client: Client) -> None:
        assert client.get("/fr/language/en/", {"next": elsewhere})["Location"].startswith("/")
        assert not client.get("/fr/language/en/", {"next": elsewhere})["Location"].startswith("//")

    def test_an_unknown_language_is_not_found(self, client: Client) -> None:
        assert client.get("/fr/language/xx/").status_code == 404
