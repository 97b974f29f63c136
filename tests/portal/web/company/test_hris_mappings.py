"""The mapping editor on the screen: a sample, what is recognised, what it would give; a version is saved with who and when."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from integrations.hris.models import MappingVersion
from portal.accounts.enums import Role
from portal.core import clock
from portal.core.models import AuditEntry
from portal.people.models import Employee, SyncRun
from portal.people.queries import drop_desk
from tests.factories.accounts import UserFactory, grant, sign_in

pytestmark = pytest.mark.django_db
CANARY = "canari-77aa"
CSV = (
    "Identifiant;Nom;Prénom;Date d’embauche;Type de contrat;Truc;Age\n"
    f"P1;Exemple;Camille;06/01/2020;CDI;Atelier;{CANARY}\n"
    f"P2;Exemple;Dominique;31/02/2020;CDD;Atelier;{CANARY}\n"
)


@pytest.fixture
def hr(client: Client, settings: Any, tmp_path: Path) -> Client:
    settings.HRIS_DROP = str(tmp_path)
    return sign_in(client, grant(UserFactory.create(display_name="Alix Exemple"), Role.HR))


@pytest.fixture
def paie(hr: Client) -> Client:
    """A client in human resources, and a source of theirs."""
    made = hr.post(reverse("company:hris-mappings"), {"title": "Paie France", "name": "paie"})
    assert made.status_code == 302
    return hr


def sampled(client: Client, **said: Any) -> Any:
    return client.post(reverse("company:hris-mapping-sample", args=["paie"]), said or {"pasted": CSV})


def edited(client: Client, *, action: str = "save", **changed: str) -> Any:
    """Take the editor as it was proposed, change it, and send it."""
    form = sampled(client).context["form"]
    said = {name: value for name, value in form.data.items() if value not in {None, False}}
    return client.post(reverse("company:hris-mapping-edit", args=["paie"]), {**said, **changed, action: "1"})


def text(answer: Any) -> str:
    body: str = answer.content.decode()
    return body


def test_before_there_is_any_version(hr: Client) -> None:
    assert "réglage livré avec le portail" in text(hr.get(reverse("company:hris-mappings")))
    shown = text(hr.get(reverse("company:hris-mapping", args=["demo"])))
    assert "Aucune version enregistrée" in shown and "identifiant, external_id" in shown


def test_a_new_source_is_listed_and_a_name_that_is_taken_is_told(paie: Client) -> None:
    assert "Paie France" in text(paie.get(reverse("company:hris-mappings")))
    again = paie.post(reverse("company:hris-mappings"), {"title": "x", "name": "paie"})
    assert again.status_code == 400 and "déjà celui d’une autre source" in text(again)
    assert paie.post(reverse("company:hris-mappings"), {"title": "x", "name": "Paie !"}).status_code == 400


def test_a_sample_shows_what_is_recognised_refused_and_what_it_would_give(paie: Client) -> None:
    answer = sampled(paie)
    shown = text(answer)
    assert answer.status_code == 200
    assert (
        "<del>06/01/2020</del> <ins>06/01/2020</ins>" not in shown
        and "<del>CDI</del> <ins>Contrat à durée indéterminée</ins>" in shown
    )
    assert "Caractéristique protégée par la loi" in shown and CANARY not in shown
    assert 'value="Age"' not in shown and 'value="Truc"' in shown
    assert "Date illisible" in shown and "Lignes qui seraient écartées" in shown
    assert answer["Cache-Control"].startswith("max-age=0, no-cache, no-store")


def test_nothing_of_a_sample_is_kept_anywhere(paie: Client, tmp_path: Path) -> None:
    sampled(paie)
    edited(paie, action="try")
    edited(paie)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  our own tables
            assert "Dominique" not in repr(cursor.fetchall()), table
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not Employee.objects.exists() and not SyncRun.objects.exists()


def test_a_file_or_the_last_one_received_is_a_sample_too(paie: Client, tmp_path: Path) -> None:
    assert "Prendre le dernier fichier reçu" not in text(paie.get(reverse("company:hris-mapping", args=["paie"])))
    none = sampled(paie, last="1")
    assert none.status_code == 400 and "pas de fichier à lire" in text(none)
    assert "Camille" in text(sampled(paie, file=SimpleUploadedFile("liste.csv", CSV.encode("cp1252", "replace"))))
    done = tmp_path / "paie" / "done"
    done.mkdir(parents=True)
    (done / "20260101-060000-liste.csv").write_text(CSV)
    (done / "20260101-060000-liste.csv.report.txt").write_text("lu")
    assert "Prendre le dernier fichier reçu" in text(paie.get(reverse("company:hris-mapping", args=["paie"])))
    assert "Camille" in text(sampled(paie, last="1"))


@pytest.mark.parametrize(
    ("said", "told"), [({"pasted": "  "}, "collez quelques lignes"), ({"pasted": ";;"}, "pas de ligne de titres")]
)
def test_a_sample_that_is_none_is_told_so(paie: Client, said: dict[str, str], told: str) -> None:
    answer = sampled(paie, **said)
    assert answer.status_code == 400 and told in text(answer)


def test_trying_saves_nothing_and_shows_the_change(paie: Client) -> None:
    answer = edited(paie, action="try", **{"job_title-column": "Truc", "job_title-values": "Atelier = Chimiste"})
    assert answer.status_code == 200 and "<del>Atelier</del> <ins>Chimiste</ins>" in text(answer)
    assert MappingVersion.objects.count() == 1


def test_saving_is_a_version_with_who_and_when_and_what_changed(paie: Client) -> None:
    answer = edited(
        paie, **{"job_title-column": "Truc", "country-constant": "FR", "given_name-required": "on", "employee_number-width": "6"}
    )
    assert answer.status_code == 302
    setup = drop_desk().source(name="paie")
    assert setup is not None and setup.version == 2
    assert (setup.choices["job_title"].column, setup.choices["country"].constant) == ("Truc", "FR")
    assert setup.choices["given_name"].required and setup.choices["employee_number"].width == 6
    assert setup.choices["employment_type"].values == {"CDI": "permanent", "CDD": "fixed_term"}
    shown = text(paie.get(reverse("company:hris-mapping", args=["paie"])))
    assert "Alix Exemple" in shown and "Version 2" in shown and "Intitulé du poste" in shown
    assert AuditEntry.objects.filter(action="hris.save_mapping").count() == 2


def test_a_value_for_everybody_may_be_written_as_it_is_read(paie: Client) -> None:
    assert edited(paie, **{"staff_category-constant": "cadres", "work_pattern-constant": "3×8"}).status_code == 302
    setup = drop_desk().source(name="paie")
    assert setup is not None and setup.choices["staff_category"].constant == "cadre"
    assert setup.choices["work_pattern"].constant == "3x8"
    again = edited(paie)
    assert again.status_code == 302, "what is shown back is taken as it is shown"


def test_a_protected_column_is_not_offered_and_refused_when_it_is_sent_all_the_same(paie: Client) -> None:
    answer = edited(paie, **{"job_title-column": "Age"})
    assert answer.status_code == 400 and MappingVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"job_title-values": "sans égal"}, "valeur du fichier = valeur du portail"),
        ({"start_date-column": "", "start_date-constant": "hier"}, "Date d’entrée"),
        ({"external_id-column": ""}, "Identifiant"),
        ({"title": ""}, "id_title_error"),
    ],
    ids=["values", "constant", "no-identifier", "no-title"],
)
def test_what_is_wrong_is_told_and_nothing_is_saved(paie: Client, changed: dict[str, str], told: str) -> None:
    answer = edited(paie, **changed)
    assert answer.status_code == 400 and told in text(answer)
    assert MappingVersion.objects.count() == 1


def test_of_two_who_edit_at_once_the_second_is_told(paie: Client) -> None:
    assert edited(paie).status_code == 302
    late = edited(paie, base="1")
    assert late.status_code == 400 and "vient d’enregistrer une autre version" in text(late)


def test_going_back_makes_the_earlier_one_the_latest(paie: Client) -> None:
    edited(paie, **{"job_title-column": "Truc"})
    assert paie.post(reverse("company:hris-mapping-restore", args=["paie", 1])).status_code == 302
    setup = drop_desk().source(name="paie")
    assert setup is not None and setup.version == 3 and setup.choices["job_title"].column != "Truc"
    told = text(paie.post(reverse("company:hris-mapping-restore", args=["paie", 9]), follow=True))
    assert "n’existe pas" in told


def test_what_is_not_there(paie: Client) -> None:
    assert paie.get(reverse("company:hris-mapping", args=["rien"])).status_code == 404
    assert paie.post(reverse("company:hris-mapping-sample", args=["rien"])).status_code == 404
    gone = paie.post(reverse("company:hris-mapping-edit", args=["paie"]), {"sample": ""})
    assert gone.status_code == 302


@pytest.mark.parametrize("role", [Role.PLATFORM_ADMIN, Role.CSR, Role.DPO, Role.WORKS_COUNCIL])
def test_rows_of_people_are_for_human_resources_alone(client: Client, role: Role) -> None:
    sign_in(client, grant(UserFactory.create(), role))
    assert client.get(reverse("company:hris-mappings")).status_code == 403
    assert client.post(reverse("company:hris-mapping-sample", args=["demo"]), {"pasted": CSV}).status_code == 403


def test_queries_do_not_grow_with_versions(paie: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    said = MappingVersion.objects.get().said
    for number in range(2, 12):
        MappingVersion.objects.create(source="paie", number=number, said=said, made_at=clock.now())
    with django_assert_max_num_queries(15):
        paie.get(reverse("company:hris-mapping", args=["paie"]))
    with django_assert_max_num_queries(15):
        sampled(paie)


def test_of_the_many_usual_headings_of_a_new_source_the_first_are_named(paie: Client) -> None:
    shown = text(paie.get(reverse("company:hris-mapping", args=["paie"])))
    usual = drop_desk().sources()[-1].headings["employee_number"]
    assert f"{', '.join(usual[:3])} et {len(usual) - 3} autres titres habituels" in shown
    assert usual[3] not in shown
