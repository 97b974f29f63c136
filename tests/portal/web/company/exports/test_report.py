"""The tagged document: each bar between the name and the value of its row, and none that compares with nothing."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from portal.metrics.models import Release
from portal.ui.figures import Row, Section
from portal.web.company.exports import report
from tests.factories.metrics import noon
from tests.factories.releases import DAY


def printed(monkeypatch: pytest.MonkeyPatch, *rows: Row, total: Row | None = None) -> str:
    """The text of the document of a release with one figure."""
    monkeypatch.setattr(
        report, "sections", lambda _: [Section("Participation", "Ce qui est trouvé.", list(rows), total, "Réserve.")]
    )
    monkeypatch.setattr(report, "headlines", lambda _: [])
    release = Release(number=1, k=10, period_start=DAY.replace(month=10, day=1), period_end=DAY, published_at=noon(DAY), digest="a")
    pages = PdfReader(BytesIO(report.report_of(release))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def bar(label: str, text: str, width: str) -> Row:
    return Row(label, text, width, "", hidden=not width)


def test_a_bar_stands_between_the_name_and_the_value_of_its_row(monkeypatch: pytest.MonkeyPatch) -> None:
    text = printed(
        monkeypatch,
        bar("Bourgogne", "5 %", "20%"),
        bar("Nord", "25 %", "100%"),
        bar("Est", "non montré", ""),
        total=bar("Ensemble", "15 %", "60%"),
    )
    before_the_table, table = text.split("Valeur publiée")
    for name, value in (("Bourgogne", "5 %"), ("Nord", "25 %")):
        assert f"{name} {value}" in before_the_table
        assert f"{name} {value}" in table
    assert "Est" not in before_the_table, "nothing is drawn of what is not shown"
    assert "Ensemble" not in before_the_table, "a whole beside its parts would look like all of everything"


def test_one_full_bar_is_not_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    alone = printed(monkeypatch, bar("Nord", "350 heures", "100%"), bar("Sud", "non montré", ""))
    assert alone.count("350 heures") == 1
    assert printed(monkeypatch, bar("3 mois", "90 %", "90%")).count("90 %") == 2, "of a share the empty end says something"


def test_a_figure_is_not_torn_between_two_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [bar(f"Groupe {n}", f"{n} %", f"{n}%") for n in range(1, 15)]
    sections = [Section(f"Figure {n}", f"Trouvé {n}.", rows, None, f"Réserve {n}.") for n in range(4)]
    monkeypatch.setattr(report, "sections", lambda _: sections)
    monkeypatch.setattr(report, "headlines", lambda _: [])
    release = Release(number=1, k=10, period_start=DAY.replace(month=10, day=1), period_end=DAY, published_at=noon(DAY), digest="a")
    pages = [page.extract_text() for page in PdfReader(BytesIO(report.report_of(release))).pages]
    for n in range(4):
        (page,) = [one for one in pages if f"Trouvé {n}." in one]
        assert f"Réserve {n}." in page
