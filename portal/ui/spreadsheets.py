"""Tables that leave as CSV: what a spreadsheet opens well, and no cell that it would run as a formula."""

import csv
from collections.abc import Iterable, Iterator

from portal.core.spreadsheets import neutral


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
