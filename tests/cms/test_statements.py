"""Accessibility and privacy: the portal's own words until an editor writes others."""

from django.test import Client

from cms.models import HomePage, StandardPage


def test_the_portals_own_words(site: HomePage, client: Client) -> None:
    assert "audit RGAA complet" in client.get("/fr/statements/accessibility/").content.decode()
    assert "groups of at least ten" in client.get("/en/statements/privacy/").content.decode()
    assert client.get("/fr/statements/rien/").status_code == 404


def test_an_editors_page_replaces_them_in_its_language(site: HomePage, client: Client) -> None:
    site.add_child(instance=StandardPage(title="Vos données", slug="donnees", statement="privacy", locale=site.locale))
    assert client.get("/fr/statements/privacy/")["Location"] == "/fr/donnees/"
    assert client.get("/en/statements/privacy/").status_code == 200
