"""Files as they come: encodings, delimiters, cuts, manifests, sizes."""

import json
from pathlib import Path

import pytest

from integrations.hris.csv_drop import reading
from integrations.hris.errors import SourceRefused
from portal.people.rules.brakes import Hold


def drop(folder: Path, content: bytes) -> Path:
    path = folder / "f.csv"
    path.write_bytes(content)
    return path


def read(path: Path) -> tuple[list[list[str]], list[str]]:
    complaints: list[Hold] = []
    cells = [cells for _, cells in reading.weigh(path).rows(complaints)]
    return cells, [str(hold.facts["sign"]) for hold in complaints]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_encodings_delimiters_and_line_ends_are_found(tmp_path: Path, encoding: str, delimiter: str, end: str) -> None:
    lines = [delimiter.join(cells) for cells in (["prénom", "nom"], ["Élise", "Noël"], ["Maï", "Durand"])]
    path = drop(tmp_path, (end.join(lines) + end).encode(encoding))
    assert reading.weigh(path).header == ("prénom", "nom")
    assert read(path) == ([["Élise", "Noël"], ["Maï", "Durand"]], [])


def test_quotes_hold_delimiters_and_line_ends(tmp_path: Path) -> None:
    assert read(drop(tmp_path, b'a;b\n"x;y";"1\n2"\n')) == ([["x;y", "1\n2"]], [])


@pytest.mark.parametrize(
    ("content", "sign"),
    [(b"a;b\n1;2\n3;", "last_line_open"), (b'a;b\n1;2\n3;"4\n', "open_quote"), (b"a;b\n1;2\n3;4", "last_line_open")],
)
def test_a_file_that_stops_short_complains(tmp_path: Path, content: bytes, sign: str) -> None:
    assert sign in read(drop(tmp_path, content))[1]


def test_a_manifest_is_held_to(tmp_path: Path) -> None:
    path = drop(tmp_path, b"a;b\n1;2\n")
    beside = tmp_path / "f.csv.manifest.json"
    beside.write_text(json.dumps({"rows": 1, "sha256": reading.weigh(path).sha256}), encoding="utf-8")
    assert read(path)[1] == []
    beside.write_text(json.dumps({"rows": 2, "sha256": "0"}), encoding="utf-8")
    assert read(path)[1] == ["manifest_rows", "manifest_sha256"]


def test_what_is_not_a_small_text_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SourceRefused, match="no_file"):
        reading.weigh(tmp_path / "absent.csv")
    with pytest.raises(SourceRefused, match="bad_workbook"):
        reading.weigh(drop(tmp_path, b"PK\x03\x04\x00\x00"))
    monkeypatch.setattr(reading, "MAX_BYTES", 3)
    with pytest.raises(SourceRefused, match="too_large"):
        reading.weigh(drop(tmp_path, b"a;b\n"))
