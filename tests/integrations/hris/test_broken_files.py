"""Files that are no staff list, or only a part of one: each is refused in a sentence, or held with a sign; none is guessed at."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from integrations.hris import registry
from integrations.hris.csv_drop import mapping, reading
from integrations.hris.csv_drop.source import CsvDrop
from integrations.hris.errors import SourceRefused
from portal.people.ports import Rejected, Snapshot
from portal.people.rules.brakes import Hold
from portal.ui.workforce_words import why_held, why_refused
from tests.factories.workforce_files import DAY, HEADER, line

pytestmark = pytest.mark.django_db

ROW = line(1)
REQUIRED = {"identifiant": "external_id", "EmployeeNumber": "employee_number", "prénom": "given_name", "nom": "family_name"}
REQUIRED |= {"entité": "legal_entity_code", "site": "site_code", "date d'entrée": "start_date"}


def written(folder: Path, content: bytes, *, manifest: bytes | None = None) -> Path:
    path = folder / "liste.csv"
    path.write_bytes(content)
    if manifest is not None:
        (folder / "liste.csv.manifest.json").write_bytes(manifest)
    return path


def snapshot(path: Path) -> Snapshot:
    return registry.source("demo", file=path).snapshot(as_of=DAY)


def refused(path: Path) -> SourceRefused:
    with pytest.raises(SourceRefused) as found:
        snapshot(path)
    sentence = why_refused(found.value)
    assert sentence.endswith(".") and "%(" not in sentence and str(path.parent) not in sentence
    return found.value


def text(header: str = HEADER, *rows: str) -> bytes:
    return "\n".join([header, *rows, ""]).encode()


@pytest.mark.parametrize(
    "content",
    [
        text(HEADER, ROW).decode().encode("utf-16"),
        text(HEADER, ROW).decode().encode("utf-16-le"),
        text(HEADER, ROW).decode().encode("utf-32"),
        b"PK\x03\x04\x14\x00\x06\x00" + b"x" * 40,
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 40,
        text(HEADER, ROW) + b"\x00",
        *(text(HEADER, ROW).decode().encode("cp1252") + bytes([lost]) for lost in (0x81, 0x8D, 0x8F, 0x90, 0x9D)),
        bytes([0x81]) + text(HEADER, ROW).decode().encode("cp1252"),
    ],
    ids=lambda content: content[:8].hex(),
)
def test_what_is_no_text_is_refused_whole_wherever_it_breaks(tmp_path: Path, content: bytes) -> None:
    codes = {b"PK": "bad_workbook", b"\xd0\xcf": "old_excel"}
    assert refused(written(tmp_path, content)).code == codes.get(content[:2], "not_text")


@pytest.mark.parametrize(
    "content",
    [
        b"sep=;\n" + text(HEADER, ROW),
        text(ROW, ROW),
        text(HEADER.replace(";", "|"), ROW),
        b'{"employees": [{"identifiant": "P1"}]}\n',
        b"<html><body>identifiant</body></html>\n",
        b"%PDF-1.7 identifiant;nom\n",
        b"identifiant\nP1\n",
        b'"' + text(HEADER, ROW),
        text(HEADER.upper().replace("NOM", "N0M"), ROW),
    ],
    ids=lambda content: str(content[:16]),
)
def test_a_file_without_the_columns_that_must_be_there_says_which(tmp_path: Path, content: bytes) -> None:
    found = refused(written(tmp_path, content))
    assert found.code == "missing_columns" and set(found.facts["fields"]) <= set(REQUIRED.values())


@pytest.mark.parametrize(
    "content",
    [b"", b"\xef\xbb\xbf", b"\n", b"\r\n\r\n", b";;;;\n", b"\n" + text(HEADER, ROW)],
    ids=lambda content: str(content[:16]),
)
def test_a_file_that_begins_with_nothing_has_no_header(tmp_path: Path, content: bytes) -> None:
    assert refused(written(tmp_path, content)).code == "no_header"


@pytest.mark.parametrize("column", sorted(REQUIRED))
def test_each_required_column_is_missed_by_its_name_alone(tmp_path: Path, column: str) -> None:
    header = ";".join(f"x{name}" if name == column else name for name in HEADER.split(";"))
    assert refused(written(tmp_path, text(header, ROW))).facts["fields"] == [REQUIRED[column]]


def test_a_folder_a_missing_file_and_a_link_to_nothing_are_no_file(tmp_path: Path) -> None:
    (tmp_path / "lien.csv").symlink_to(tmp_path / "rien.csv")
    assert {refused(tmp_path / name).code for name in ("", "absent.csv", "lien.csv")} == {"no_file"}


@pytest.mark.parametrize("size", [0, 1])
def test_the_largest_file_is_read_and_one_octet_more_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    content = text(HEADER, ROW)
    monkeypatch.setattr(reading, "MAX_BYTES", len(content) - size)
    path = written(tmp_path, content)
    if size:
        assert refused(path).code == "too_large"
    else:
        assert len(list(snapshot(path).rows)) == 1


@pytest.mark.parametrize(
    "manifest",
    [b"", b"{", b"[1]", b"3", b"null", b'"x"', b'{"rows": "many"}', b'{"rows": [1]}', b'{"rows": {}}', b"\xff", b"[" * 100_000],
    ids=lambda content: str(content[:16]),
)
def test_a_manifest_that_cannot_be_read_stops_the_file_before_it_is_planned(tmp_path: Path, manifest: bytes) -> None:
    assert refused(written(tmp_path, text(HEADER, ROW), manifest=manifest)).code == "bad_manifest"


@pytest.mark.parametrize(
    ("said", "signs"),
    [
        ({}, []),
        ({"rows": 1}, []),
        ({"rows": "1"}, []),
        ({"rows": None, "sha256": None}, []),
        ({"rows": 0}, ["manifest_rows"]),
        ({"rows": 2}, ["manifest_rows"]),
        ({"sha256": "0" * 64}, ["manifest_sha256"]),
        ({"sha256": ""}, ["manifest_sha256"]),
        ({"rows": 3, "sha256": "x"}, ["manifest_rows", "manifest_sha256"]),
    ],
)
def test_a_manifest_holds_a_file_that_is_not_the_one_promised(tmp_path: Path, said: dict[str, Any], signs: list[str]) -> None:
    path = written(tmp_path, text(HEADER, ROW), manifest=json.dumps(said).encode())
    assert complaints(path) == signs


def test_a_digest_in_capitals_is_the_same_digest(tmp_path: Path) -> None:
    path = written(tmp_path, text(HEADER, ROW))
    said = {"sha256": reading.weigh(path).sha256.upper()}
    assert complaints(written(tmp_path, text(HEADER, ROW), manifest=json.dumps(said).encode("utf-8-sig"))) == []


def complaints(path: Path) -> list[str]:
    found = snapshot(path)
    list(found.rows)
    assert all("%(" not in why_held(hold.as_data()) for hold in found.complaints)
    return [str(hold.facts["sign"]) for hold in found.complaints]


@pytest.mark.parametrize(
    ("content", "rows", "signs"),
    [
        (text(HEADER, ROW, line(2)), 2, []),
        (text(HEADER), 0, []),
        (text(HEADER, ROW)[:-1], 1, ["last_line_open"]),
        (text(HEADER, ROW, line(2))[:-9], 2, ["last_line_open"]),
        (text(HEADER, ROW, line(2)[:5])[:-1], 2, ["last_line_open"]),
        (text(HEADER, ROW, line(2, nom='"Dupont')), 1, ["open_quote"]),
        (text(HEADER, ROW, line(2, nom='"Du" pont'), line(3)), 1, ["open_quote"]),
        (text(HEADER, line(1, nom='Du"po"nt')), 1, []),
        (text(HEADER, line(1, nom='"Dupont ""dit"" Jo"')), 1, []),
        (text(HEADER, line(1, nom='"Dupont; Jo"')), 1, []),
        (text(HEADER, "", ROW, "", "", line(2)), 2, []),
        (text(HEADER.replace("Remarque", '"Remarque\nlibre"'), ROW), 1, []),
        (text(HEADER.replace("Remarque", f'"Remarque{", etc" * 20}"'), ROW), 1, []),
    ],
)  # fmt: skip
def test_a_file_is_read_to_where_it_breaks_and_says_so(tmp_path: Path, content: bytes, rows: int, signs: list[str]) -> None:
    path = written(tmp_path, content)
    assert (len(list(snapshot(path).rows)), complaints(path)) == (rows, signs)


def test_a_quote_out_of_place_in_the_header_holds_the_file(tmp_path: Path) -> None:
    path = written(tmp_path, text(HEADER.replace("Remarque", '"Re"marque'), ROW))
    assert complaints(path) == ["open_quote"]


def test_a_row_is_told_by_its_number_among_the_lines_that_a_person_sees(tmp_path: Path) -> None:
    path = written(tmp_path, text(HEADER, "", ROW, "", line(2, nom="")))
    first, second = snapshot(path).rows
    assert isinstance(first, tuple) and first[0] == 3
    assert isinstance(second, Rejected) and second.row == 5


@pytest.mark.parametrize(
    ("content", "fields"),
    [
        ("title = ", ["toml"]),
        ("[columns]\nexternal_id = ['a']\n", ["title"]),
        ("title = 'x'\n[columns]\nnom = ['a']\n", ["nom"]),
        ("title = 'x'\n[columns]\nfamily_name = ['a']\n", ["external_id"]),
        ("title = 'x'\n[columns]\nexternal_id = ['a']\n[constants]\nsalary = 3\n", ["salary"]),
        ("title = 'x'\n[columns]\nexternal_id = ['a']\n[values.gender]\nF = 'f'\n", ["gender"]),
        ("title = 'x'\nrequired = ['age']\n[columns]\nexternal_id = ['a']\n", ["age"]),
        ("title = 'x'\nsecret = 1\n[columns]\nexternal_id = ['a']\n", ["secret"]),
    ],
)
def test_a_mapping_that_names_what_the_portal_does_not_know_is_refused(tmp_path: Path, content: str, fields: list[str]) -> None:
    path = tmp_path / "essai.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(SourceRefused, match="bad_mapping") as found:
        mapping.load(path)
    assert found.value.facts == {"source": "essai", "fields": fields}
    assert "essai" in why_refused(found.value)


@pytest.mark.parametrize(
    "content", [None, b"code,name\nA,B,C\n", b"name\nLille\n", b"code,name\n,Lille\n", b"\xff\xfe", b'code,name\n"A\n']
)
def test_a_list_that_goes_with_a_source_is_whole_or_refused(tmp_path: Path, content: bytes | None) -> None:
    sites = tmp_path / "sites.csv"
    if content is not None:
        sites.write_bytes(content)
    said = mapping.FieldMapping(
        source="essai",
        title="Essai",
        file="",
        required=frozenset({"external_id"}),
        columns={"external_id": ("id",)},
        constants={},
        values={},
        reference={"sites": str(sites)},
        departments={},
    )
    with pytest.raises(SourceRefused, match="no_reference") as found:
        CsvDrop(said, written(tmp_path, b"id\nP1\n")).snapshot(as_of=DAY)
    assert found.value.facts == {"file": "sites.csv"} and "sites.csv" in why_refused(found.value)


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=80), cut=st.integers(0, 400), headed=st.booleans())
def test_no_bytes_at_all_break_the_reader(tmp_path: Path, content: bytes, cut: int, headed: bool) -> None:
    whole = (text(HEADER, ROW, line(2))[:cut] if headed else b"") + content
    held: list[Hold] = []
    try:
        found = snapshot(written(tmp_path, whole))
        for row in found.rows:
            assert isinstance(row, Rejected) or row[1].external_id
        held = found.complaints
    except SourceRefused as refusal:
        assert why_refused(refusal)
    assert all(why_held(hold.as_data()) for hold in held)
