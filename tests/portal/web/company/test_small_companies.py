"""The small profile on the screens: what it will give, what it never gives, and the data-protection officer's choice."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.actors import SYSTEM
from portal.accounts.enums import Role
from portal.core import clock
from portal.metrics import operations, queries
from portal.metrics.models import Release
from portal.metrics.periods import Year, last_closed_year
from tests.factories.personas import client_as
from tests.portal.metrics.test_small_companies import a_company

pytestmark = pytest.mark.django_db


@pytest.fixture
def small(settings: Any) -> None:
    settings.FIGURES_SMALL_UNDER = 1000


def read(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(f"company:{name}", args=args))
    assert answer.status_code == 200
    return answer.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def test_before_the_first_year_the_screen_says_what_can_never_appear(small: None) -> None:
    text = read(client_as(Role.WORKS_COUNCIL), "figures")
    assert "La première année close donnera trois totaux" in text
    assert "un chiffre par trimestre, par site" in text
    assert "seule une association les publie" in text


def test_a_year_is_previewed_published_and_read(small: None) -> None:
    client = client_as(Role.CSR)
    year = last_closed_year(clock.today())
    assert f"Année {year}" in read(client, "figures")
    assert "Publier cette année" in read(client, "preview-release")
    client.post(reverse("company:publish-release"))
    release = Release.objects.get()
    assert release.quarter == year
    assert f"Année {year}" in read(client, "figures")
    for kind in ("csv", "json", "xlsx", "pptx", "pdf"):
        assert client.get(reverse("company:release-file", args=[release.id, kind])).status_code == 200


def test_the_totals_stand_at_the_top(small: None) -> None:
    a_company(signed_in=60, paired=40)
    operations.publish_release(period=Year(2026), by=SYSTEM, at=clock.start_of_day(date(2027, 1, 5)))
    text = read(client_as(Role.HR), "figures")
    assert "Personnes venues sur le portail" in text
    assert "80 heures" in text
    assert "Binômes ouverts ce trimestre" not in text


def test_the_data_protection_officer_chooses_and_nobody_else() -> None:
    dpo = client_as(Role.DPO)
    assert "Profil entier" in read(dpo, "protection")
    dpo.post(reverse("company:protection-profile"), {"profile": "small"})
    assert "Profil d’une petite entreprise" in read(dpo, "protection")
    assert "Revenir à l’effectif" in read(dpo, "protection")
    answer = dpo.post(reverse("company:protection-profile"), {"profile": "full"}, follow=True)
    assert "Ce profil n’existe pas" in answer.content.decode()
    assert queries.headcount(on=clock.today()).chosen == "small"
    for role in (Role.CSR, Role.HR, Role.PLATFORM_ADMIN, Role.EDITOR):
        assert client_as(role).post(reverse("company:protection-profile"), {"profile": "automatic"}).status_code == 403
