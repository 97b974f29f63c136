"""Versions of a mapping: what was delivered, what was saved over it, who may win, and what no version may take in."""

from datetime import date
from typing import Any

import pytest

from integrations.hris import registry
from integrations.hris.connectors import CONNECTORS
from integrations.hris.csv_drop import saving, versions
from integrations.hris.csv_drop.mapping import files, may_feed
from integrations.hris.errors import SetupRefused, SourceRefused
from integrations.hris.models import CalledSource, MappingVersion
from integrations.hris.pull.mapping import mapping_of
from portal.accounts.actors import SYSTEM
from portal.core.models import AuditEntry
from tests.factories.workforce_files import AT

pytestmark = pytest.mark.django_db
BARRED = (
    "Age",
    "date de naissance",
    "Genre",
    "Sexe",
    "Nationalité",
    "situation familiale",
    "origine",
    "RQTH",
    "motif d'absence",
    "Salaire",
    "IBAN",
    "Adresse",
    "téléphone personnel",
    "évaluation annuelle",
)


def save(columns: dict[str, list[str]], *, base: int = 0, source: str = "demo", **said: Any) -> MappingVersion:
    text = {"title": "Essai", "columns": {"external_id": ["id"], **columns}, **said}
    return saving.save(source=source, text=text, base=base, by=SYSTEM, at=AT)


def test_what_was_delivered_is_in_force_until_something_is_saved() -> None:
    assert versions.in_force(source="demo").version == 0
    save({"job_title": ["Poste"]})
    found = versions.in_force(source="demo")
    assert (found.version, found.columns["job_title"], found.title) == (1, ("Poste",), "Essai")
    assert AuditEntry.objects.get(action="hris.save_mapping").facts == {"source": "demo", "version": 1}


@pytest.mark.parametrize("source", files())
def test_what_is_delivered_survives_the_way_through_json(source: str) -> None:
    assert versions.mapping_of(versions.delivered(source=source), source=source) == versions.in_force(source=source)


def test_of_two_who_save_over_the_same_version_the_second_is_told() -> None:
    save({})
    with pytest.raises(SetupRefused) as refused:
        save({}, base=0)
    assert refused.value.code == "newer_version" and MappingVersion.objects.count() == 1


@pytest.mark.parametrize("column", BARRED)
@pytest.mark.parametrize("field", ["job_title", "staff_category", "status"])
def test_a_column_that_tells_of_what_is_never_taken_in_feeds_no_field(field: str, column: str) -> None:
    with pytest.raises(SourceRefused) as refused:
        save({field: [column]})
    assert (refused.value.code, refused.value.facts["columns"]) == ("barred_column", [column])
    assert not MappingVersion.objects.exists()


def test_a_usual_heading_feeds_its_own_field_and_no_other() -> None:
    assert may_feed("family_name", "Nom de famille") and not may_feed("job_title", "Nom de famille")
    assert may_feed("work_email", "Adresse e-mail") and not may_feed("site_code", "Adresse e-mail")
    assert may_feed("job_title", "N’importe quoi d’inconnu")


@pytest.mark.parametrize("kind", sorted(CONNECTORS))
def test_over_a_called_source_nothing_barred_is_written_either(kind: str) -> None:
    with pytest.raises(SourceRefused) as refused:
        mapping_of(kind=kind, source="x", over='[columns]\njob_title = ["birthDate"]')
    assert refused.value.code == "barred_column"


@pytest.mark.parametrize(
    ("name", "code"),
    [("Pas Bon", "bad_name"), ("-x", "bad_name"), ("demo", "name_taken"), ("rh", "name_taken"), ("../x", "bad_name")],
)
def test_a_source_needs_a_name_that_is_its_own_and_a_folder_can_have(name: str, code: str) -> None:
    CalledSource.objects.create(name="rh", kind="lucca", created_at=AT, changed_at=AT)
    with pytest.raises(SetupRefused) as refused:
        saving.create(source=name, title="x", by=SYSTEM, at=AT)
    assert refused.value.code == code


def test_a_new_source_knows_the_usual_headings_and_is_a_source_like_any() -> None:
    saving.create(source="paie", title="Paie", by=SYSTEM, at=AT)
    assert "paie" in registry.names() and "paie" in registry.file_sources()
    assert versions.in_force(source="paie").places(("Matricule", "Identifiant", "Date d’embauche"))["start_date"] == 2
    with pytest.raises(SourceRefused):
        versions.in_force(source="inconnue")


def test_constants_are_read_as_values_and_a_wrong_one_is_refused() -> None:
    save({}, constants={"start_date": "2018-01-01", "sso": "non", "employment_type": "permanent"})
    constants = versions.in_force(source="demo").constants
    assert (constants["start_date"], constants["sso"]) == (date(2018, 1, 1), False)
    for wrong in ({"start_date": "hier"}, {"employment_type": "CDI"}, {"work_email": "pas une adresse"}):
        with pytest.raises(SourceRefused) as refused:
            save({}, base=1, constants=wrong)
        assert refused.value.facts["fields"] == list(wrong)


def test_the_same_file_read_otherwise_is_another(tmp_path: Any) -> None:
    file = tmp_path / "liste.csv"
    file.write_text("id;Poste\nP1;Chimiste\n")
    digests = []
    for number in range(2):
        save({"job_title": ["Poste"]} if number else {}, base=number)
        digests.append(registry.source("demo", file=file).snapshot(as_of=AT.date()).file_sha256)
    assert len(set(digests)) == 2
    assert digests[1] == registry.source("demo", file=file).snapshot(as_of=AT.date()).file_sha256
