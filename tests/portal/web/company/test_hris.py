"""HRIS runs on the screen: human resources see, decide with a reason, and take the dry run away."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from portal.accounts.actors import SYSTEM
from portal.accounts.enums import Role
from portal.core.ids import new_id
from portal.core.models import AuditEntry
from portal.people import operations
from portal.people.enums import RowRule, RunState
from portal.people.models import Employee, SyncRun
from portal.people.ports import Rejected
from portal.ui.brake_words import BRAKES
from tests.factories.accounts import UserFactory, grant, sign_in
from tests.factories.people import SyncRunFactory
from tests.factories.workforce_files import AT, people, record, snapshot

pytestmark = pytest.mark.django_db


@pytest.fixture
def hr(client: Client) -> Client:
    return sign_in(client, grant(UserFactory.create(), Role.HR))


def plan(rows: list[Any], *, days: int = 0) -> SyncRun:
    return operations.plan_run(snapshot=snapshot(rows, days=days), by=SYSTEM, at=AT)


def held() -> SyncRun:
    operations.apply_run(run=plan(people(40)), by=SYSTEM, at=AT)
    return plan([record(1, site_code="NAN"), *people(9)[1:], Rejected(99, "start_date", RowRule.BAD_DATE)], days=1)


def page(client: Client, run: SyncRun, query: str = "") -> str:
    response = client.get(reverse("company:hris-run", args=[run.id]) + query)
    assert response.status_code == 200
    return response.content.decode()


def decide(client: Client, run: SyncRun, **said: str) -> Any:
    return client.post(reverse("company:hris-decision", args=[run.id]), said)


def test_before_any_file_the_screen_says_what_will_come(hr: Client) -> None:
    assert "Aucun fichier reçu pour l’instant" in hr.get(reverse("company:hris")).content.decode()


def test_the_list_shows_how_each_source_fares(hr: Client) -> None:
    run = held()
    text = hr.get(reverse("company:hris")).content.decode()
    assert "Un plan vous attend" in text and "Dernier fichier appliqué il y a" in text
    assert reverse("company:hris-run", args=[run.id]) in text


def test_a_held_run_says_why_in_sentences_and_what_it_changes(hr: Client) -> None:
    text = page(hr, held())
    assert "L’effectif passe de 40 à 9 personnes" in text
    assert "Camille Exemple 1" in text and "LIL" in text and "NAN" in text
    assert "Date illisible" in text and "Absence du fichier" in text


def test_changes_are_filtered_by_event_and_person(hr: Client) -> None:
    run = held()
    assert "P00040" in page(hr, run) and "P00040" not in page(hr, run, "?event=moved_site")
    assert "P00001" in page(hr, run, "?event=moved_site&person=p000")
    assert "Aucun changement ne répond" in page(hr, run, "?event=moved_site&person=zzz")
    assert "P00040" in page(hr, run, "?event=nonsense")


def test_changes_are_paged(hr: Client) -> None:
    run = plan(people(60))
    assert "P00060" not in page(hr, run) and "P00060" in page(hr, run, "?page=2")


def test_approving_needs_a_reason_and_applies(hr: Client) -> None:
    run = held()
    refused = decide(hr, run, approve="1", reason="")
    assert refused.status_code == 400 and "error" in refused.content.decode()
    assert decide(hr, run, approve="1", reason="cession d’un site").status_code == 302
    run.refresh_from_db()
    assert run.state == RunState.APPLIED
    assert Employee.objects.get(external_id="P00001").site_id is not None
    text = page(hr, run)
    assert "cession d’un site" in text and "Approuver et appliquer" not in text


def test_rejecting_changes_nothing_and_a_second_decision_is_told_so(hr: Client) -> None:
    run = held()
    decide(hr, run, reject="1", reason="mauvais fichier")
    run.refresh_from_db()
    assert run.state == RunState.ABORTED
    late = hr.post(reverse("company:hris-decision", args=[run.id]), {"approve": "1", "reason": "si"}, follow=True)
    assert "Ce plan n’attend plus de décision" in late.content.decode()
    assert not Employee.objects.filter(missed_snapshots=1).exists()


def test_the_dry_run_leaves_as_csv_with_no_formula_and_is_written_down(hr: Client) -> None:
    run = plan([record(1, family_name="=HYPERLINK(1)", given_name="@b")])
    response = hr.get(reverse("company:hris-csv", args=[run.id]))
    text = b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]  # a streaming response
    assert text.startswith("\ufeffidentifiant;événement;champ;avant;après\r\n")
    assert "P00001;Arrivée;Nom;;'=HYPERLINK(1)\r\n" in text and ";;'@b\r\n" in text
    assert "P00001;Arrivée;Situation;;En poste\r\n" in text
    assert AuditEntry.objects.filter(action="people.download_dry_run", subject_id=run.id).count() == 1


@pytest.mark.parametrize("name", ["hris-run", "hris-csv"])
def test_a_run_that_does_not_exist_is_not_found(hr: Client, name: str) -> None:
    assert hr.get(reverse(f"company:{name}", args=[new_id()])).status_code == 404


@pytest.mark.parametrize("role", [Role.CSR, Role.WORKS_COUNCIL, Role.EDITOR, Role.PLATFORM_ADMIN, Role.DPO])
def test_nobody_else_sees_runs(client: Client, role: Role) -> None:
    run = plan(people(1))
    sign_in(client, grant(UserFactory.create(), role))
    for address in (
        reverse("company:hris"),
        reverse("company:hris-run", args=[run.id]),
        reverse("company:hris-csv", args=[run.id]),
    ):
        assert client.get(address).status_code == 403
    assert decide(client, run, approve="1", reason="x").status_code == 403


def test_queries_do_not_grow_with_rows(hr: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    SyncRunFactory.create_batch(20)
    run = plan(people(60))
    for address in (reverse("company:hris"), reverse("company:hris-run", args=[run.id])):
        with django_assert_max_num_queries(15):
            assert hr.get(address).status_code == 200


def test_runs_that_wait_come_first(hr: Client) -> None:
    waiting = SyncRunFactory.create(held=True, created_at=AT - timedelta(days=30))
    SyncRunFactory.create_batch(3, created_at=AT)
    shown = hr.get(reverse("company:hris")).context["page"].object_list
    assert shown[0] == waiting


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"state": RunState.FETCHED, "size": 200, "rows_read": 50}, ("Le fichier se lit", "50 sur 200")),
        (
            {"state": RunState.APPROVED, "counts": {"joined": 40}, "apply_started_at": AT, "applied_count": 10},
            ("Le plan s’applique", "10 sur 40"),
        ),
    ],
)
def test_a_run_that_moves_shows_how_far_it_is_with_and_without_scripts(
    hr: Client, said: dict[str, Any], told: tuple[str, str]
) -> None:
    run = SyncRunFactory.create(**said)
    text = page(hr, run)
    assert all(words in text for words in told) and "htmx" in text and "Actualiser" in text
    alone = hr.get(reverse("company:hris-progress", args=[run.id]))
    assert all(words in alone.content.decode() for words in told) and "HX-Refresh" not in alone


def test_a_run_that_stands_still_loads_no_script_and_ends_the_asking(hr: Client) -> None:
    run = SyncRunFactory.create()
    assert "htmx" not in page(hr, run)
    assert hr.get(reverse("company:hris-progress", args=[run.id]))["HX-Refresh"] == "true"


def test_the_dry_run_leaves_as_a_workbook_too(hr: Client) -> None:
    answer = hr.get(reverse("company:hris-xlsx", args=[held().id]))
    sheet = load_workbook(BytesIO(answer.content)).active
    assert sheet is not None and sheet.cell(1, 1).value == "identifiant" and sheet.max_row > 10
    assert AuditEntry.objects.filter(action="people.download_dry_run").count() == 1


def test_human_resources_read_what_holds_a_file_and_do_not_set_it(hr: Client) -> None:
    text = hr.get(reverse("company:hris-brakes")).content.decode()
    assert all(str(label) in text for label, _ in BRAKES.values()) and "<form" not in text.split("<main")[1].split("</main")[0]
