"""The figures screen: what it shows, what it never gives away, who reads it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.actors import SYSTEM
from portal.accounts.enums import Role
from portal.core import clock
from portal.core.models import AuditEntry
from portal.metrics import operations
from portal.metrics.models import Release
from portal.metrics.periods import last_closed
from tests.factories.accounts import UserFactory, grant, sign_in
from tests.factories.metrics import Q1, Q2, a_small_company, noon

pytestmark = pytest.mark.django_db
SPRING = noon(Q1.end + timedelta(days=20))


@pytest.fixture(autouse=True)
def _spring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: SPRING)
    monkeypatch.setattr(clock, "today", lambda: clock.local_day(SPRING))


@pytest.fixture
def released() -> Release:
    a_small_company().save()
    return operations.publish_release(period=Q1, by=SYSTEM, at=SPRING)


def reader(*roles: Role) -> Client:
    return sign_in(Client(), grant(UserFactory.create(), *roles))


def read(client: Client, name: str, *args: Any) -> str:
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200, response
    return response.content.decode()


def test_before_the_first_release_the_screen_says_what_will_come_and_what_never() -> None:
    text = read(reader(Role.HR), "company:figures")
    assert "Aucun chiffre n’est encore publié" in text
    assert "un groupe de moins de 10 personnes" in text
    assert "Préparer la publication" not in text


def test_the_latest_release_shows_findings_bars_tables_and_hidden_cells(released: Release) -> None:
    text = read(reader(Role.WORKS_COUNCIL), "company:figures")
    assert "Premier trimestre 2026" in text
    assert "1 groupe de sites sur 3 a assez de personnes" in text
    assert text.count("non montré\u00a0: trop peu de personnes") == 2 * (3 + 1)
    assert text.count("moins d’un tiers") == 2 * 2  # Est and Sud: a band for each, in the drawing and in the table
    assert 'width="70%"' in text  # Nord's 35 percent, on a bar that ends at 50
    assert "Ce que ce chiffre ne prouve pas" in text
    assert [text.index(f">{name}<") for name in ("Est", "Nord", "Sud")] == sorted(
        text.index(f">{n}<") for n in ("Est", "Nord", "Sud")
    )
    assert not re.search(r"\sstyle=", text)


def test_a_reading_is_noted_with_the_role_and_not_shown(released: Release) -> None:
    read(reader(Role.HR), "company:figures")
    read(reader(Role.CSR), "company:release", released.id)
    entries = AuditEntry.objects.filter(action="metrics.read_release", subject_id=released.id)
    assert sorted(entries.values_list("actor_role", flat=True)) == ["csr", "hr"]


def test_the_screen_asks_at_most_six_queries_beside_the_session(released: Release, django_assert_max_num_queries: Any) -> None:
    client = reader(Role.CSR)
    read(client, "company:figures")
    with django_assert_max_num_queries(6 + 8):  # session, account, roles, links and team are the shell's
        read(client, "company:figures")


def test_an_earlier_release_keeps_its_page(released: Release) -> None:
    later = operations.publish_release(period=Q2, by=SYSTEM, at=noon(Q2.end + timedelta(days=3)))
    client = reader(Role.EDITOR)
    assert reverse("company:release", args=[released.id]) in read(client, "company:figures")
    assert "Premier trimestre 2026" in read(client, "company:release", released.id)
    assert client.get(reverse("company:release", args=[UserFactory.create().id])).status_code == 404
    assert later.number == 2


def test_publishing_shows_first_what_would_be_hidden(released: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    summer = noon(Q2.end + timedelta(days=4))
    monkeypatch.setattr(clock, "now", lambda: summer)
    monkeypatch.setattr(clock, "today", lambda: clock.local_day(summer))
    client = reader(Role.CSR)
    assert "Deuxième trimestre 2026\u00a0: à publier" in read(client, "company:figures")
    assert "Participation par groupe de sites" in read(client, "company:preview-release")
    response = client.post(reverse("company:publish-release"), follow=True)
    assert "C’est publié" in response.content.decode()
    assert Release.objects.latest("number").quarter == last_closed(clock.today())
    assert "déjà publié" in client.post(reverse("company:publish-release"), follow=True).content.decode()
    assert client.get(reverse("company:preview-release")).status_code == 302


@pytest.mark.parametrize("role", [Role.HR, Role.WORKS_COUNCIL, Role.EDITOR])
def test_others_read_and_do_not_publish(released: Release, role: Role) -> None:
    client = reader(role)
    assert client.get(reverse("company:preview-release")).status_code == 403
    assert client.post(reverse("company:publish-release")).status_code == 403
    assert client.get(reverse("company:figures")).status_code == 200


def test_the_screen_speaks_english(released: Release) -> None:
    client = reader(Role.CSR)
    text = client.get(reverse("company:figures").replace("/fr/", "/en/")).content.decode()
    assert "First quarter of 2026" in text
    assert "not shown: too few people" in text
