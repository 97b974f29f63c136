"""The platform administrator sets up a source, tries it and removes it; secrets go in and never come out."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from integrations.hris.models import CalledSource
from integrations.hris.pull import setups
from portal.accounts.enums import Role
from portal.core.models import AuditEntry
from portal.people.models import Employee, SyncRun
from tests.contracts.connectors import fake
from tests.factories.accounts import UserFactory, grant, sign_in
from tests.integrations.hris.fake import CANARY, FakeHris, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client: Client) -> Client:
    return sign_in(client, grant(UserFactory.create(), Role.PLATFORM_ADMIN))


@pytest.fixture
def lucca() -> Iterator[FakeHris]:
    with fake("lucca").served() as served:
        served.people = people(3)
        yield served


def said(lucca: FakeHris, **changed: str) -> dict[str, str]:
    return {"name": "rh-lucca", "address": lucca.url, "reading": "manual", "mapping": "", **lucca.secrets, **changed}


def page(client: Client, name: str, *args: str) -> str:
    return client.get(reverse(f"company:{name}", args=args)).content.decode()


def test_before_there_is_any(admin: Client) -> None:
    text = page(admin, "sources")
    assert "Aucun SIRH n’est appelé" in text
    assert all(title in text for title in ("Workday", "SAP SuccessFactors", "Lucca"))


def test_set_up_tried_and_removed(admin: Client, lucca: FakeHris) -> None:
    lucca.refused = {"birthDate": CANARY}
    assert admin.post(reverse("company:source-new", args=["lucca"]), said(lucca)).status_code == 302
    assert "Jamais essayée" in page(admin, "sources")
    tried = admin.post(reverse("company:source-check", args=["rh-lucca"])).content.decode()
    assert "3 personnes lues, aucune gardée" in tried and "birthDate" in tried and CANARY not in tried
    assert "Répond" in page(admin, "sources")
    assert not Employee.objects.exists() and not SyncRun.objects.exists()
    assert admin.post(reverse("company:source-remove", args=["rh-lucca"])).status_code == 302
    assert not CalledSource.objects.exists()
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"hris.set_up_source", "hris.check_source", "hris.remove_source"} <= actions


def test_a_secret_is_encrypted_at_rest_and_never_shown(admin: Client, lucca: FakeHris) -> None:
    admin.post(reverse("company:source-new", args=["lucca"]), said(lucca, key="s3cret-canari"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM hris_calledsource")
        assert "s3cret-canari" not in repr(cursor.fetchall())
    assert setups.secrets_of(CalledSource.objects.get()) == {"key": "s3cret-canari"}
    assert "s3cret-canari" not in page(admin, "source", "rh-lucca")
    assert "s3cret-canari" not in repr(list(AuditEntry.objects.values()))


def test_a_secret_left_empty_stays_and_one_that_would_go_elsewhere_does_not(admin: Client, lucca: FakeHris) -> None:
    admin.post(reverse("company:source-new", args=["lucca"]), said(lucca))
    there = reverse("company:source", args=["rh-lucca"])
    assert admin.post(there, said(lucca, key="", reading="nightly")).status_code == 302
    assert setups.secrets_of(CalledSource.objects.get()) == lucca.secrets
    elsewhere = admin.post(there, said(lucca, key="", address="http://127.0.0.1:9/"))
    assert elsewhere.status_code == 400 and "saisissez aussi les secrets" in elsewhere.content.decode()
    assert CalledSource.objects.get().said["address"] == lucca.url


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"name": "Pas Bon"}, "lettres minuscules"),
        ({"name": "demo"}, "déjà celui d’une autre source"),
        ({"address": "ftp://exemple"}, "Cette valeur ne convient pas"),
        ({"address": "https://a:b@exemple.org"}, "Cette valeur ne convient pas"),
        ({"key": ""}, "id_key_error"),
        ({"mapping": "[columns]\nbirth_date = ['née le']"}, "Cette valeur ne convient pas"),
        ({"mapping": "[columns]\njob_title = ['nationality']"}, "n’entrent jamais dans le portail"),
        ({"mapping": "[columns"}, "Cette valeur ne convient pas"),
        ({"mapping": "columns = 3"}, "Cette valeur ne convient pas"),
    ],
    ids=[
        "name",
        "taken",
        "scheme",
        "user-in-address",
        "no-secret",
        "a-field-never-held",
        "a-column-never-taken",
        "no-toml",
        "no-table",
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(admin: Client, lucca: FakeHris, changed: dict[str, str], told: str) -> None:
    answer = admin.post(reverse("company:source-new", args=["lucca"]), said(lucca, **changed))
    assert answer.status_code == 400 and told in answer.content.decode()
    assert not CalledSource.objects.exists()


def test_a_trial_that_fails_says_why_and_stays_on_the_list(admin: Client, lucca: FakeHris) -> None:
    admin.post(reverse("company:source-new", args=["lucca"]), said(lucca, key="wrong"))
    text = admin.post(reverse("company:source-check", args=["rh-lucca"])).content.decode()
    assert "refuse notre accès" in text
    assert "À corriger" in page(admin, "sources")


def test_settings_that_go_with_a_choice(admin: Client) -> None:
    text = page(admin, "source-new", "workday")
    assert "Seulement avec «\u00a0Nom et mot de passe\u00a0»." in text
    oauth = {"name": "wd", "address": "https://wd.example.org", "tenant": "t", "owner": "o", "report": "r", "proof": "oauth"}
    answer = admin.post(reverse("company:source-new", args=["workday"]), {**oauth, "reading": "manual", "client_id": "c"})
    assert answer.status_code == 400 and "Ce réglage est nécessaire" in answer.content.decode()


@pytest.mark.parametrize(("name", "args"), [("source", ["none"]), ("source-new", ["none"])])
def test_what_is_not_there(admin: Client, name: str, args: list[str]) -> None:
    assert admin.get(reverse(f"company:{name}", args=args)).status_code == 404


@pytest.mark.parametrize("name", ["sources", "source-tokens"])
def test_human_resources_do_not_set_sources(client: Client, name: str) -> None:
    sign_in(client, grant(UserFactory.create(), Role.HR))
    assert client.get(reverse(f"company:{name}")).status_code == 403
