"""The catalogue file: read whole or refused whole, the same twice, out as it came in."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from portal.accounts.actors import SYSTEM
from portal.programmes import queries
from portal.programmes.data import departements
from portal.programmes.errors import ImportRefused
from portal.programmes.models import Association, Intake, Programme, QualityStep
from portal.programmes.operations import import_catalogue
from portal.programmes.rules import files

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
DEMO = Path(settings.BASE_DIR) / "portal/demo/data/catalogue.json"
MISSION: dict[str, Any] = {
    "clientId": "premier-stage",
    "title": "Premier stage",
    "description": "Deux rendez-vous par mois.",
    "audience": ["Jeunes de 18 à 25 ans"],
    "requirements": [],
    "remote": "possible",
    "addresses": [{"departmentCode": "69"}, {"departmentCode": "42"}],
    "startAt": "2026-09-07T00:00:00.000Z",
    "places": 12,
    "openToMinors": "no",
    "activity": "mentorat-parrainage",
    "organizationName": "Tremplin",
    "organizationClientId": "tremplin",
    "binome": {
        "summary": "À deux, un premier stage.",
        "ageMin": 18,
        "ageMax": 25,
        "durationMonths": 6,
        "hoursPerMonth": 3,
        "slots": ["evening"],
        "causes": ["orientation"],
        "steps": ["un", "deux", "trois", "quatre", "cinq", "six"],
        "safeguardingHours": {"mon": ["09:00", "18:00"]},
        "safeguardingPhone": "0100000000",
    },
}


def changed(**values: Any) -> dict[str, Any]:
    """The mission with other values; those of `binome` by their own name."""
    own = {name: value for name, value in values.items() if name in MISSION["binome"] or name in {"status", "staffCapacity"}}
    rest = {name: value for name, value in values.items() if name not in own}
    return files.flatten(MISSION | rest | {"binome": MISSION["binome"] | own})


@pytest.mark.django_db
def test_a_mission_becomes_a_programme_with_its_sheet_and_intake() -> None:
    report = import_catalogue(rows=[changed()], by=SYSTEM, at=AT)
    assert (report.created, report.associations, report.intakes) == (["premier-stage"], 1, 1)
    programme = Programme.objects.get()
    assert (programme.mode, programme.departements, programme.status) == ("hybrid", ["42", "69"], "open")
    assert list(QualityStep.objects.order_by("step").values_list("text", flat=True))[::5] == ["un", "six"]
    assert Intake.objects.get().places_offered == 12


@pytest.mark.django_db
def test_the_same_file_twice_changes_nothing_and_a_dry_run_writes_nothing() -> None:
    assert import_catalogue(rows=[changed()], by=SYSTEM, at=AT, dry_run=True).created == ["premier-stage"]
    assert not Association.objects.exists()
    import_catalogue(rows=[changed()], by=SYSTEM, at=AT)
    version = queries.catalogue_version()
    again = import_catalogue(rows=[changed()], by=SYSTEM, at=AT)
    assert (again.unchanged, again.created, again.changed, again.intakes) == (["premier-stage"], [], [], 0)
    assert queries.catalogue_version() == version
    assert import_catalogue(rows=[changed(title="Stage", places=10)], by=SYSTEM, at=AT).changed == ["premier-stage"]
    assert (Programme.objects.get().title, Intake.objects.get().places_offered) == ("Stage", 10)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "field", "rule"),
    [
        ({"title": ""}, "title", "required"),
        ({"title": "x" * 121}, "title", "longer_than_120"),
        ({"clientId": "Deux Mots"}, "clientId", "not_a_code"),
        ({"remote": "peut-être"}, "remote", "unknown_code"),
        ({"addresses": [{"departmentCode": "9Z"}]}, "addresses.departmentCode", "unknown_code"),
        ({"addresses": []}, "addresses.departmentCode", "required"),
        ({"activity": "distribution"}, "activity", "not_mentoring"),
        ({"startAt": "bientôt"}, "startAt", "not_a_date"),
        ({"places": "beaucoup"}, "places", "not_a_number"),
        ({"ageMin": 30}, "binome.ageMax", "less_than_age_min"),
        ({"safeguardingPhone": ""}, "binome.safeguardingHours", "safeguarding_not_ready"),
        ({"safeguardingHours": ""}, "binome.safeguardingHours", "safeguarding_not_ready"),
        ({"staffCapacity": 3}, "places", "more_than_staff"),
        ({"slots": ["dawn"]}, "binome.slots", "unknown_code"),
        ({"steps": ["un", "deux"]}, "binome.step3", "required"),
    ],
)
def test_a_bad_row_is_named_with_field_and_rule_and_nothing_is_written(values: dict[str, Any], field: str, rule: str) -> None:
    with pytest.raises(ImportRefused) as refused:
        import_catalogue(rows=[changed(clientId="sain"), changed(**values)], by=SYSTEM, at=AT)
    assert (2, field, rule) in [(error.row, error.field, error.rule) for error in refused.value.errors]
    assert {error.row for error in refused.value.errors} == {2}
    assert not Programme.objects.exists()
    assert not Association.objects.exists()


@pytest.mark.django_db
def test_a_programme_in_preparation_comes_in_without_anybody_who_answers_and_one_that_is_open_stays() -> None:
    nobody = {"safeguardingHours": "", "safeguardingPhone": ""}
    import_catalogue(rows=[changed(status="draft", **nobody)], by=SYSTEM, at=AT)
    with pytest.raises(ImportRefused):
        import_catalogue(rows=[changed(**nobody)], by=SYSTEM, at=AT)
    Programme.objects.update(status="open")
    assert import_catalogue(rows=[changed(title="Stage", **nobody)], by=SYSTEM, at=AT).changed == ["premier-stage"]


@pytest.mark.django_db
def test_a_code_is_given_once_and_stays_with_its_association() -> None:
    import_catalogue(rows=[changed()], by=SYSTEM, at=AT)
    Intake.objects.update(places_taken=9)
    rows = [changed(), changed(), changed(organizationClientId="autre"), changed(startAt="2026-09-07", places=8)]
    with pytest.raises(ImportRefused) as refused:
        import_catalogue(rows=rows, by=SYSTEM, at=AT)
    found = {(error.row, error.rule) for error in refused.value.errors}
    assert {(2, "duplicate"), (3, "code_of_another_association"), (4, "fewer_than_taken")} <= found


@pytest.mark.django_db
@pytest.mark.parametrize("suffix", [".json", ".csv"])
def test_what_goes_out_comes_in_again_unchanged(suffix: str, tmp_path: Path) -> None:
    call_command("catalogue", "import", str(DEMO))
    import_catalogue(rows=[changed(clientId="avec-une-entree", startAt="2099-09-07")], by=SYSTEM, at=AT)
    file = tmp_path / f"catalogue{suffix}"
    call_command("catalogue", "export", str(file))
    rows = files.read(file.read_text(encoding="utf-8"), suffix=suffix)
    report = import_catalogue(rows=rows, by=SYSTEM, at=AT)
    assert (len(report.unchanged), report.created, report.changed, report.intakes) == (41, [], [], 0)


@pytest.mark.django_db
def test_the_demo_catalogue_is_twelve_associations_and_forty_programmes_across_france() -> None:
    call_command("catalogue", "import", str(DEMO))
    programmes = list(Programme.objects.order_by("code"))
    assert (Association.objects.count(), len(programmes)) == (12, 40)
    codes = {code for programme in programmes for code in programme.departements}
    assert codes <= departements().keys()
    assert len(codes) >= 15
    assert {programme.legal_scope for programme in programmes} == {"none", "child_protection", "early_childhood"}
    assert {programme.mode for programme in programmes} == {"remote", "in_person", "hybrid"}
    texts = list(QualityStep.objects.order_by("id").values_list("text", flat=True))
    assert (len(texts), len(set(texts))) == (240, 240)
    content = DEMO.read_text(encoding="utf-8")
    assert not [wrong for wrong in ("·", " :", " ;", " ?", " !", "'", "« ") if wrong in "".join(texts) + programmes[0].description]
    assert "example.org" in content


@pytest.mark.django_db
def test_the_command_says_what_is_wrong_and_where(tmp_path: Path) -> None:
    broken = tmp_path / "catalogue.json"
    broken.write_text(json.dumps([MISSION | {"title": ""}]), encoding="utf-8")
    with pytest.raises(CommandError, match=r"row 1: title: required[\s\S]*Nothing was written"):
        call_command("catalogue", "import", str(broken))
    for content, words in (("{", "cannot be read"), ('{"data": 3}', "not_a_list_of_missions")):
        broken.write_text(content, encoding="utf-8")
        with pytest.raises(CommandError, match=words):
            call_command("catalogue", "import", str(broken))
    with pytest.raises(CommandError, match=r"\.csv"):
        call_command("catalogue", "import", "catalogue.xlsx")
