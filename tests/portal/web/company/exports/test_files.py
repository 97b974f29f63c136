"""Every file of a release re-opened with somebody else's reader: the same values as the screen, and nothing else inside (R13)."""

import csv
import json
import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape
from openpyxl import load_workbook
from pptx import Presentation
from pypdf import PdfReader

from portal.accounts.actors import SYSTEM
from portal.accounts.enums import Role
from portal.core.models import AuditEntry
from portal.metrics import operations, queries
from portal.metrics.enums import VERSION, CellState, FileKind
from portal.metrics.models import Release
from portal.metrics.ports import released_file
from portal.metrics.reporting import reporting_map
from portal.web.company.exports.tidy import COLUMNS, tidy
from portal.web.company.figure_files import MAKERS
from portal.web.company.released import sections
from tests.factories.metrics import Q1, World, a_small_company, noon
from tests.factories.personas import client_as
from tests.factories.releases import FIGURES, a_full_release

pytestmark = pytest.mark.django_db
KINDS = sorted(MAKERS)
READERS = [Role.CSR, Role.HR, Role.WORKS_COUNCIL, Role.EDITOR, Role.DPO]


@pytest.fixture
def release() -> Release:
    return queries.release(release_id=a_full_release().id)


def made(release: Release, kind: str, language: str = "fr") -> bytes:
    with translation.override(language):
        return MAKERS[kind][1](release)


def innards(content: bytes) -> str:
    """Everything a file holds, unpacked as far as it goes: sheets, charts, the workbooks inside of slides."""
    if not content.startswith(b"PK"):
        return re.sub(r'<c [^>]*t="s"[^>]*><v>\d+</v></c>', "", content.decode("utf-8", "replace"))  # places in a list of strings
    with ZipFile(BytesIO(content)) as zipped:
        return "\n".join(f"{name}\n{innards(zipped.read(name))}" for name in zipped.namelist())


def pdf_text(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())


def test_the_tidy_table_has_a_row_a_cell_and_hidden_ones_are_empty(release: Release) -> None:
    rows = tidy(release)
    assert len(rows) == sum(len(cells) for _, _, cells in FIGURES)
    found = {(row.figure, row.cell): row for row in rows}
    change = found["skills_change", "M1"]
    assert (change.value, change.low, change.high, change.n, change.response) == (0.3, 0.1, 0.5, 50, 70)
    assert (change.label, change.codes) == ("Écouter et questionner", "GRI 404-2, B4SI impacts")
    assert found["satisfaction", ""].value == 4.2
    assert found["duration", "m3"].low == 80
    hidden = found["skills_change", "M2"]
    assert (hidden.value, hidden.low, hidden.n, hidden.as_of) == (None, None, None, None)


def test_the_csv_opens_with_its_columns_and_no_cell_runs(release: Release) -> None:
    text = made(release, "csv").decode("utf-8-sig")
    rows = list(csv.DictReader(StringIO(text), delimiter=";"))
    assert tuple(rows[0]) == COLUMNS
    assert [row["value"] for row in rows if row["figure"] == "participation"] == ["15", "25", ""]
    assert not re.search(r"(^|;)[=+@]", text, re.MULTILINE)


def test_the_json_gives_values_seal_and_smallest_group(release: Release) -> None:
    found = json.loads(made(release, "json"))
    assert (found["seal"], found["k"], found["catalogue"]) == (release.digest, 10, VERSION)
    assert len(found["cells"]) == len(tidy(release))
    assert found["cells"][0]["value"] == 15
    assert found["period"] == ["2025-10-01", "2025-12-31"]


def test_the_workbook_reads_back_sheet_by_sheet(release: Release) -> None:
    book = load_workbook(BytesIO(made(release, "xlsx")))
    assert book.sheetnames == ["Lire d’abord", "Chiffres", "Graphiques", "Méthode", "Codes"]
    assert all(sheet.sheet_state == "visible" for sheet in book)
    rows = list(book["Chiffres"].iter_rows(values_only=True))
    assert rows[0] == COLUMNS
    by_cell = {(row[3], row[7] or ""): row for row in rows[1:]}
    value = COLUMNS.index("value")
    for row in tidy(release):
        assert by_cell[row.figure, row.cell.replace("=1+1", "'=1+1")][value] == row.value
    assert not [cell for sheet in book for line in sheet.iter_rows() for cell in line if cell.data_type == "f"]
    assert book["Codes"].max_row == 1 + len(reporting_map().entries)
    assert book["Méthode"].max_row > 10


def test_the_charts_of_the_workbook_are_native_and_point_at_the_tidy_sheet(release: Release) -> None:
    book = load_workbook(BytesIO(made(release, "xlsx")))
    sheet: Any = book["Graphiques"]
    charts = sheet._charts
    assert len(charts) == 6, "satisfaction is one value, and has no bars"
    for chart in charts:
        reference = chart.series[0].val.numRef.f
        assert re.fullmatch(r"'?Chiffres'?!\$K\$\d+(:\$K\$\d+)?", reference), reference


def test_the_slides_hold_native_charts_of_released_values_alone(release: Release) -> None:
    deck = Presentation(BytesIO(made(release, "pptx")))
    charts = [shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart]
    assert len(charts) == len(FIGURES)
    values = [value for chart in charts for series in chart.plots[0].series for value in series.values]
    released = [row.value for row in tidy(release) if row.cell or row.figure == "satisfaction"]
    assert values == released
    embedded: list[Any] = [load_workbook(BytesIO(chart.part.chart_workbook.xlsx_part.blob)) for chart in charts]
    inside = [cell for book in embedded for line in book.active.iter_rows(min_row=2, min_col=2, values_only=True) for cell in line]
    assert inside == released
    assert all(len(book.sheetnames) == 1 for book in embedded)


def test_axes_say_what_they_measure_in_slides_and_workbook(release: Release) -> None:
    deck = Presentation(BytesIO(made(release, "pptx")))
    charts = [shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart]
    titles = [chart.value_axis.axis_title.text_frame.text for chart in charts]
    assert titles[:3] == ["Part, à 5\u00a0% près", "Heures, à 5 près", "Part, à 5\u00a0% près"]
    assert [chart.value_axis.minimum_scale for chart in charts].count(None) == 1, "a change may be below nothing"
    book: Any = load_workbook(BytesIO(made(release, "xlsx")))
    first = book["Graphiques"]._charts[0]
    assert "".join(run.t for line in first.y_axis.title.tx.rich.p for run in line.r) == "Part, à 5\u00a0% près"
    assert first.title is not None


def test_what_has_bands_alone_has_words_on_its_slide_and_no_empty_chart(release: Release) -> None:
    (figure,) = [one for one in release.figures.all() if one.code == "duration"]
    for cell in figure.cells.all():
        cell.state, cell.value, cell.as_of, cell.detail = CellState.BANDED, None, release.period_end, {"band": "high"}
    deck = Presentation(BytesIO(made(release, "pptx")))
    (slide,) = [one for one in deck.slides if "deux tiers" in one.shapes.title.text]
    assert not any(shape.has_chart for shape in slide.shapes)
    assert "3 mois (plus de deux tiers)" in " ".join(shape.text_frame.text for shape in slide.shapes).replace("\u00a0", " ")
    book: Any = load_workbook(BytesIO(made(release, "xlsx")))
    assert len(book["Graphiques"]._charts) == 5


def test_every_chart_of_the_slides_has_words_and_its_slide_says_what_it_does_not_prove(release: Release) -> None:
    deck = Presentation(BytesIO(made(release, "pptx")))
    for slide in list(deck.slides)[1:]:
        chart = next(shape for shape in slide.shapes if shape.has_chart)
        assert chart._element.nvGraphicFramePr.cNvPr.get("descr") == slide.shapes.title.text
        assert len([shape for shape in slide.shapes if shape.has_text_frame and shape.text_frame.text]) == 2
        assert not slide.has_notes_slide


@pytest.mark.parametrize(
    ("language", "title"), [("fr", "Mentorat\u00a0: quatrième trimestre 2025"), ("en", "Mentoring: fourth quarter of 2025")]
)
def test_the_document_is_tagged_titled_and_in_its_language(release: Release, language: str, title: str) -> None:
    content = made(release, "pdf", language)
    reader = PdfReader(BytesIO(content))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]
    assert root["/Lang"] == language
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == title
    assert b"pdfuaid" in content or "pdfuaid" in reader.xmp_metadata.stream.get_data().decode()  # type: ignore[union-attr]


def test_the_document_says_each_figure_with_what_goes_with_it(release: Release) -> None:
    text = pdf_text(made(release, "pdf"))
    for part in (
        "entre le début et la fin",
        "n ≈ 50",
        "réponses 70",
        "non montré",
        "Ce qui ne paraîtra jamais",
        release.digest[:20],
    ):
        assert part in text, part


def a_company_and_its_release() -> tuple[World, Release]:
    world = a_small_company()
    world.save()
    published = operations.publish_release(period=Q1, by=SYSTEM, at=noon(Q1.end + timedelta(days=5)))
    return world, queries.release(release_id=published.id)


@pytest.mark.parametrize("kind", KINDS)
def test_no_raw_value_no_name_and_no_id_is_anywhere_inside(kind: str) -> None:
    """Nord's twenty of sixty are 33.3 %, and 38 people applied: what leaves is 35 % and 40."""
    world, release = a_company_and_its_release()
    text = pdf_text(made(release, kind)) if kind == "pdf" else innards(made(release, kind))
    assert "33.3" not in text
    assert "33,3" not in text
    assert not re.search(r"[>;\s:]38[<;\s,]", text)
    for one in (*world.nord, *world.sud, *world.est):
        assert str(one.id) not in text


def test_every_exit_says_what_the_release_says_and_nothing_else() -> None:
    """R13: screen, PDF, slides, workbook, CSV, JSON and what is pushed are of one release, hidden cells hidden in each of them."""
    release = queries.release(release_id=a_full_release().id)
    rows = tidy(release)
    with translation.override("fr"):
        said = {kind: MAKERS[kind][1](release) for kind in KINDS}
        drawn = {line.label: line.text for one in sections(release) for line in one.table if not line.hidden}
    text = " ".join(client_as(Role.CSR).get(reverse("company:release", args=[release.id])).content.decode().split())
    printed = pdf_text(said["pdf"])
    for label, value in drawn.items():
        assert escape(label) in text, label
        assert escape(" ".join(value.split())) in text, value
        assert " ".join(value.split()) in printed, value
    found = json.loads(said["json"])["cells"]
    assert [(one["figure"], one["cell"], one["value"]) for one in found] == [(row.figure, row.cell, row.value) for row in rows]
    read = list(csv.DictReader(StringIO(said["csv"].decode("utf-8-sig")), delimiter=";"))
    assert [one["value"].replace(",", ".") for one in read] == ["" if row.value is None else str(row.value) for row in rows]
    book: Any = load_workbook(BytesIO(said["xlsx"]))
    column = [line[COLUMNS.index("value")] for line in book["Chiffres"].iter_rows(min_row=2, values_only=True)]
    assert column == [row.value for row in rows]
    with translation.override("fr"):
        pushed = {kind: released_file(release=release, kind=kind).content for kind in FileKind.values}
    assert pushed == {kind: said[kind] for kind in FileKind.values}, "what is pushed is what is downloaded"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("role", READERS)
def test_readers_get_each_file_and_each_reading_is_noted(kind: str, role: Role) -> None:
    found = a_full_release()
    answer = client_as(role).get(reverse("company:release-file", args=[found.id, kind]))
    assert answer.status_code == 200
    assert answer["Content-Type"] == MAKERS[kind][0]
    assert answer["Content-Disposition"] == f'attachment; filename="binome-2025-T4.{kind}"'
    assert "no-store" in answer["Cache-Control"]
    assert AuditEntry.objects.filter(action="metrics.read_release", subject_id=found.id, actor_role=role).count() == 1


@pytest.mark.parametrize(
    "client",
    [lambda: client_as(Role.EMPLOYEE), lambda: client_as(Role.COORDINATOR), Client],
    ids=["employee", "association", "nobody"],
)
def test_nobody_else_gets_a_file(client: Callable[[], Client]) -> None:
    found = a_full_release()
    assert client().get(reverse("company:release-file", args=[found.id, "xlsx"])).status_code in {302, 403}
    assert not AuditEntry.objects.filter(action="metrics.read_release").exists()


def test_a_kind_or_a_release_that_does_not_exist() -> None:
    found, client = a_full_release(), client_as(Role.CSR)
    assert client.get(reverse("company:release-file", args=[found.id, "docx"])).status_code == 404
    assert client.get(reverse("company:release-file", args=[Release().id, "pdf"])).status_code == 404


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_the_same_release_gives_the_same_bytes(release: Release, kind: str) -> None:
    assert made(release, kind) == made(queries.release(release_id=release.id), kind)
