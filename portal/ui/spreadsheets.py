"""Tables that leave as CSV or as a workbook: what a spreadsheet opens well, and no cell that it would run as a formula."""

import csv
from collections.abc import Iterable, Iterator
from io import BytesIO
from itertools import islice

from portal.core.spreadsheets import neutral

MAX_ROWS = 1_048_575


class _Line:
    """What csv.writer writes into: hands each line back."""

    def write(self, line: str) -> str:
        return line


def csv_lines(header: Iterable[object], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """Yield the lines of a CSV file, mark of UTF-8 first, semicolons between cells, each cell neutral."""
    writer = csv.writer(_Line(), delimiter=";", lineterminator="\r\n")
    yield "\ufeff" + writer.writerow([neutral(cell) for cell in header])
    for row in rows:
        yield writer.writerow([neutral(cell) for cell in row])


def workbook_bytes(header: Iterable[object], rows: Iterable[Iterable[object]]) -> bytes:
    """Return a workbook with one sheet, its heading fixed on top; every cell is text, so that none is computed or loses a zero."""
    from openpyxl import Workbook  # noqa: PLC0415  loads with the first workbook, not at start-up

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.freeze_panes = "A2"
    sheet.append([neutral(cell) for cell in header])
    for row in islice(rows, MAX_ROWS):
        sheet.append([neutral(cell) for cell in row])
    out = BytesIO()
    book.save(out)
    return out.getvalue()
