"""The data-protection officer's pages."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.actors import SYSTEM
from portal.accounts.enums import Role
from portal.core import audit, privacy
from tests.factories.accounts import UserFactory, grant, sign_in

pytestmark = pytest.mark.django_db
AT = datetime(2026, 4, 20, 9, tzinfo=UTC)


@pytest.fixture
def officer() -> Client:
    return sign_in(Client(), grant(UserFactory.create(), Role.DPO))


def test_the_register_shows_every_declaration_with_personal_data(officer: Client) -> None:
    text = officer.get(reverse("company:register")).content.decode()
    personal = [one for one in privacy.register().values() if one.personal]
    assert all(one.model._meta.label in text for one in personal)
    assert "Intérêt légitime" in text
    assert "Rendu anonyme" in text


def test_the_trail_is_paged_newest_first_and_by_room(officer: Client, django_assert_max_num_queries: Any) -> None:
    for number in range(60):
        audit.record("people.apply_run", by=SYSTEM, at=AT.replace(minute=number), created=number)
    audit.record("metrics.publish_release", by=SYSTEM, at=AT, period="2026-T1")
    with django_assert_max_num_queries(12):
        first = officer.get(reverse("company:audit")).content.decode()
    assert "created = 59" in first
    assert "created = 3<" not in first
    assert "created = 3<" in officer.get(reverse("company:audit"), {"page": 2}).content.decode()
    alone = officer.get(reverse("company:audit"), {"room": "metrics"}).content.decode()
    assert "period = 2026-T1" in alone
    assert "people.apply_run" not in alone
    assert "Rien n’est encore noté ici" in officer.get(reverse("company:audit"), {"room": "sso"}).content.decode()


@pytest.mark.parametrize("name", ["company:register", "company:audit"])
def test_only_the_officer_reads_them(name: str) -> None:
    for role in (Role.CSR, Role.HR, Role.PLATFORM_ADMIN):
        assert sign_in(Client(), grant(UserFactory.create(), role)).get(reverse(name)).status_code == 403
