"""HRIS runs on the screen: human resources see, decide with a reason, and take the dry run away."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from portal.accounts.actors import SYSTEM, Actor
from portal.accounts.enums import Role
from portal.core import clock
from portal.core.ids import new_id
from portal.core.models import AuditEntry
from portal.people import operations
from portal.people.enums import EmployeeStatus, RowRule, RunState
from portal.people.errors import RunRefused
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
    assert "P00001;Arrivée;Nom de famille;;'=HYPERLINK(1)\r\n" in text and ";;'@b\r\n" in text
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


def failed(code: str) -> SyncRun:
    run = SyncRunFactory.create(state=RunState.FETCHED, planned_at=None, size=90)
    return operations.fail_run(run=run, code=code, by=SYSTEM, at=AT)


@pytest.mark.parametrize(("code", "said"), [
    ("not_text", "Ce fichier n’est pas un CSV lisible."),
    ("line_too_long", "bien trop longue"),
    ("incident", "Un incident a empêché de lire ce fichier."),
    ("a code of tomorrow", "Un incident a empêché de lire ce fichier."),
])  # fmt: skip
def test_a_file_that_could_not_be_read_says_why_and_shows_no_plan(hr: Client, code: str, said: str) -> None:
    text = page(hr, failed(code))
    assert "n’a pas pu être lu jusqu’au bout" in text and said in text and "Rien n’a changé dans le portail." in text
    assert "Ce qui change" not in text and "plan.csv" not in text and "%(" not in text
    assert reverse("company:hris-upload") in text and reverse("company:hris-mapping", args=["demo"]) in text, "and what to do"


@pytest.mark.parametrize(("said", "state"), [
    ({"state": RunState.FETCHED, "planned_at": None, "size": 90}, "Lecture en cours"),
    ({"state": RunState.APPROVED, "apply_started_at": AT}, "Application en cours"),
    ({"state": RunState.APPROVED, "decided_at": AT}, "Application en cours"),
    ({"state": RunState.APPROVED}, "Prêt à appliquer"),
    ({"held": True, "held_for": []}, "Retenu, à vérifier"),
], ids=["reading", "applying", "about to be applied", "ready", "held"])  # fmt: skip
def test_a_run_is_called_the_same_in_the_list_and_on_its_page(hr: Client, said: dict[str, Any], state: str) -> None:
    run = SyncRunFactory.create(**said)
    listed = hr.get(reverse("company:hris")).content.decode()
    assert f">{state}</span>" in listed and f">{state}</span>" in page(hr, run)


def test_the_list_shows_no_head_count_before_there_is_a_plan(hr: Client) -> None:
    SyncRunFactory.create(state=RunState.FETCHED, planned_at=None, size=90)
    assert '<td class="n">–</td>' in hr.get(reverse("company:hris")).content.decode()


def test_a_plan_that_was_rejected_tells_what_it_would_have_changed_and_why_it_was(hr: Client) -> None:
    run = plan(people(3))
    operations.reject_run(run=run, reason="Export incomplet.", by=Actor(id=new_id(), roles=frozenset({Role.HR})), at=AT)
    text = page(hr, run)
    assert "Ce qui aurait changé" in text and "Ce qui change<" not in text


def test_rows_of_people_gone_for_over_a_year_are_told_beside_the_rows_that_were_read(hr: Client) -> None:
    gone = record(9, status=EmployeeStatus.ENDED, end_date=date(2020, 1, 31), start_date=date(2015, 1, 5))
    text = page(hr, plan([*people(3), gone]))
    assert "1 ligne nomme une personne partie depuis plus d’un an" in text
    assert "partie depuis" not in page(hr, plan(people(4), days=1))


def test_a_plan_that_a_newer_file_replaced_says_so(hr: Client) -> None:
    first = plan(people(3))
    plan(people(4), days=1)
    text = page(hr, first)
    assert "Un fichier plus récent a pris la place de celui-ci" in text
    assert "quatre-vingt-dix jours" not in text and "Ce qui change" not in text


def test_a_plan_that_fell_behind_says_what_to_do_and_still_shows_what_it_was(hr: Client) -> None:
    run = plan(people(3))
    Employee.objects.create(source="demo", external_id="X", status="active", created_at=AT, changed_at=AT)
    with pytest.raises(RunRefused):
        operations.apply_run(run=run, by=SYSTEM, at=AT)
    text = page(hr, run)
    assert "L’effectif a changé depuis ce plan" in text and "déposez de nouveau le fichier" in text
    assert "Camille Exemple 1" in text


def test_a_plan_whose_detail_went_keeps_its_counts_and_says_why(hr: Client) -> None:
    run = plan(people(3))
    operations.apply_run(run=run, by=SYSTEM, at=AT)
    assert "Ce qui a changé" in page(hr, run) and "plan.csv" in page(hr, run)
    operations.purge(by=SYSTEM, at=AT + timedelta(days=91))
    text = page(hr, run)
    assert "il est effacé quatre-vingt-dix jours après" in text and "Exemple" not in text
    assert "plan.csv" not in text and "Filtrer" not in text and '<b class="n">3</b>' in text


def test_a_file_with_nothing_new_says_so_and_offers_nothing_to_take_away(hr: Client) -> None:
    operations.apply_run(run=plan(people(3)), by=SYSTEM, at=AT)
    text = page(hr, plan(people(3), days=1))
    assert "ce fichier dit ce que le portail sait déjà" in text and "plan.csv" not in text


def test_while_a_file_is_read_the_page_says_how_far_and_nothing_of_a_plan(hr: Client) -> None:
    run = SyncRunFactory.create(state=RunState.FETCHED, planned_at=None, rows_read=48213, size=125000)
    text = page(hr, run)
    assert "48\u202f213 sur 125\u202f000" in text.replace("\xa0", "\u202f") and "Ce qui change" not in text
    assert "includeIndicatorStyles" in text, "htmx would write a style that our policy refuses"


def test_what_holds_many_sites_is_said_in_one_sentence(hr: Client) -> None:
    holds = [{"code": "too_many_ended_at_site", "where": f"S{n}", "count": n, "of": 90, "percent": 20} for n in (30, 40)]
    run = SyncRunFactory.create(
        held=True, held_for=[*holds, {"code": "population_drop", "before": 12000, "after": 40, "percent": 80}]
    )
    text = page(hr, run).replace("\xa0", " ").replace("\u202f", " ")
    assert "Sur 2 sites, plus de 20 % des personnes partent ou manquent dans le fichier : S30 (30 sur 90), S40 (40 sur 90)." in text
    assert "L’effectif passe de 12 000 à 40 personnes" in text


def test_rows_left_aside_are_all_taken_away_when_the_screen_shows_the_first(hr: Client) -> None:
    rows = [record(1), *(Rejected(number, "start_date", RowRule.BAD_DATE) for number in range(2, 150))]
    run = plan(rows)
    assert "Les 100 premières, sur 148." in page(hr, run)
    response = hr.get(reverse("company:hris-rejections", args=[run.id]))
    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]  # a stream
    assert len(lines) == 149 and lines[1] == "2;Date d’entrée;Date illisible"
    assert AuditEntry.objects.filter(action="people.download_dry_run").count() == 1


def test_each_source_is_shown_by_its_title_with_what_is_going_on(hr: Client) -> None:
    old = AT - timedelta(days=90)
    fares: dict[str, dict[str, Any]] = {
        "reads": {"state": RunState.FETCHED, "planned_at": None, "rows_read": 5, "size": 10},
        "ready": {"state": RunState.APPROVED},
        "silent": {"applied_at": old},
        "fresh": {"applied_at": clock.now()},
    }
    for source, said in fares.items():
        SyncRunFactory.create(source=source, **said)
    operations.note_refused_file(source="demo", code="missing_columns", fields=["external_id"], by=SYSTEM, at=AT)
    operations.note_refused_file(source="fresh", code="not_text", by=SYSTEM, at=clock.now() - timedelta(days=1))
    text = hr.get(reverse("company:hris")).content.decode()
    cards = {card.split("</h2>")[0]: card for card in text.split('<h2 class="h3">')[1:]}
    assert "Suivre" in cards["reads"] and "En cours" in cards["reads"]
    assert "Un plan est prêt" in cards["ready"] and "Voir ce plan" in cards["ready"]
    assert "Rien depuis plus de huit jours" in cards["silent"] and "À jour" in cards["fresh"]
    refused = cards["Groupe Orvane (démonstration)"]
    assert "n’a pas pu être lu" in refused and "Il manque au fichier les colonnes de" in refused and "Identifiant" in refused
    assert "n’a pas pu être lu" not in cards["fresh"], "a file that came to something since is what counts"


def test_a_source_whose_mapping_cannot_be_read_is_shown_by_its_name(hr: Client, settings: Any, tmp_path: Any) -> None:
    (tmp_path / "demo.toml").write_text("not toml at all")
    settings.HRIS_MAPPINGS = [tmp_path]
    SyncRunFactory.create()
    assert '<h2 class="h3">demo</h2>' in hr.get(reverse("company:hris")).content.decode()
