"""Skills over several companies on the desk: seen beforehand without a value, published once, printed; who may."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from portal.accounts.enums import COMPANY_ROLES, Role
from portal.core import clock
from portal.metrics.models import PooledSkills
from portal.programmes.models import Association
from tests.factories.personas import client_as
from tests.factories.pooled import mentors_who_share
from tests.factories.programmes import AssociationFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 1, 12, 9, tzinfo=UTC)
NAME = "Écouter et questionner"


@pytest.fixture(autouse=True)
def _later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(clock, "today", NOW.date)


def desk(association: Association, role: str = Role.ASSOCIATION_ADMIN) -> Client:
    return client_as(role, association=association)


def page(client: Client) -> str:
    answer = client.get(reverse("association:pooled-skills"))
    assert answer.status_code == 200
    return answer.content.decode().replace("\xa0", " ")


def test_seen_beforehand_published_once_and_printed() -> None:
    association = mentors_who_share({"FR01": 8, "FR02": 8, "FR03": 8})
    client = desk(association)
    before = page(client)
    assert NAME in before
    assert "Publier cette année" in before
    assert "1,5" not in before
    client.post(reverse("association:publish-pooled-skills"))
    after = page(client)
    assert "1,5" in after
    assert "Publier cette année" not in after
    assert not any(code in after for code in ("FR01", "FR02", "FR03"))
    assert "déjà publié" in client.post(reverse("association:publish-pooled-skills"), follow=True).content.decode()
    assert PooledSkills.objects.count() == 1
    answer = desk(association, Role.REFERENT).get(reverse("association:pooled-skills-pdf", args=[2026]))
    words = " ".join(one.extract_text() for one in PdfReader(BytesIO(answer.content)).pages)
    assert NAME in words
    assert desk(AssociationFactory.create()).get(reverse("association:pooled-skills-pdf", args=[2026])).status_code == 404


def test_what_lacks_is_said_and_nothing_is_published() -> None:
    association = AssociationFactory.create()
    client = desk(association)
    assert "trois entreprises ou plus" in page(client)
    assert "trois entreprises" in client.post(reverse("association:publish-pooled-skills"), follow=True).content.decode()
    assert not PooledSkills.objects.exists()


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.REFERENT])
def test_others_of_the_team_read_and_do_not_publish(role: str) -> None:
    client = desk(AssociationFactory.create(), role)
    assert "Rien n’est encore publié" in page(client)
    assert client.post(reverse("association:publish-pooled-skills")).status_code == 403


@pytest.mark.parametrize("role", [Role.SAFEGUARDING, *sorted(COMPANY_ROLES)])
def test_nobody_else_opens_it(role: str) -> None:
    assert client_as(role).get(reverse("association:pooled-skills")).status_code == 403
