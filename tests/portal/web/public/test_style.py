"""The living style page is a tool of development."""

import pytest
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch, reverse

from portal.web.public.style import style


def test_it_shows_every_component_with_and_without_errors() -> None:
    for address in ("/fr/style/", "/fr/style/?name="):
        html = style(RequestFactory().get(address)).content.decode()
        assert "Formulaire" in html


@pytest.mark.django_db
def test_it_does_not_exist_outside_development(client: Client) -> None:
    with pytest.raises(NoReverseMatch):
        reverse("style")
    assert client.get("/fr/style/").status_code == 404
