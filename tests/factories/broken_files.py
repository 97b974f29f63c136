"""Two hundred ways for a staff file to be wrong, by name: each makes its bytes from the right file of forty people."""

import gzip
import io
import struct
import zipfile
from collections.abc import Callable, Iterator
from itertools import combinations

from openpyxl import Workbook

SIZE = 40
COLUMNS = (
    "identifiant", "EmployeeNumber", "prénom", "nom", "courriel", "entité", "site", "Department", "date d'entrée",
    "date de sortie", "responsable",
)  # fmt: skip
REQUIRED = ("identifiant", "EmployeeNumber", "prénom", "nom", "entité", "site", "date d'entrée")
Rows = list[list[str]]
Case = tuple[str, Callable[[], bytes]]


def right_rows() -> Rows:
    """The header and forty people, every cell filled and every column unlike the others."""
    people = [
        [f"P{n:05d}", f"{n:06d}", f"Camille{n}", f"Exemple{n}", f"camille.{n}@example.org", f"FR{n % 4:02d}", f"S{n % 3}",
         f"D{n % 5}", f"{1 + n % 28:02d}/01/2020", f"{1 + n % 28:02d}/12/2031", f"P{n % 7:05d}"]
        for n in range(1, SIZE + 1)
    ]  # fmt: skip
    return [list(COLUMNS), *people]


def written(rows: Rows, *, delimiter: str = ";", end: str = "\n", encoding: str = "utf-8-sig") -> bytes:
    """A CSV file of rows."""
    return ("\n".join(delimiter.join(cells) for cells in rows) + end).encode(encoding)


def workbook(rows: Rows, **sheets: Rows) -> bytes:
    """An Excel workbook of rows."""
    book = Workbook()
    for title, lines in {"Liste": rows, **sheets}.items():
        sheet = book.active if title == "Liste" else book.create_sheet(title)
        assert sheet is not None
        for cells in lines:
            sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def archive(**parts: bytes) -> bytes:
    """A zip archive of parts, their names with dots for `__`."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in parts.items():
            zipped.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return out.getvalue()


def altered(column: str, value: str, *, row: int = 20) -> bytes:
    """The right file with one cell changed."""
    rows = right_rows()
    rows[row][COLUMNS.index(column)] = value
    return written(rows)


def swapped(one: str, other: str) -> bytes:
    """The right file under a header with two names exchanged."""
    names = {one: other, other: one}
    rows = right_rows()
    return written([[names.get(name, name) for name in rows[0]], *rows[1:]])


def without(column: str) -> bytes:
    """The right file without a column."""
    place = COLUMNS.index(column)
    return written([[cell for at, cell in enumerate(cells) if at != place] for cells in right_rows()])


def sheet_replaced(change: Callable[[bytes], bytes], part: str = "xl/worksheets/sheet1.xml") -> bytes:
    """The right workbook with the text of one of its parts changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(right_rows()))) as read, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as wrote:
        for name in read.namelist():
            wrote.writestr(name, change(read.read(name)) if name == part else read.read(name))
    return out.getvalue()


LAUGHS = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">' + b"".join(
    b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)
) + b"]><worksheet>&j;</worksheet>"  # fmt: skip
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/hostname">]><worksheet>&x;</worksheet>'


def cut() -> Iterator[Case]:
    """Cut short, at every twentieth."""
    whole = written(right_rows())
    for share in range(5, 100, 5):
        at = len(whole) * share // 100
        while whole[at - 1 : at] == b"\n":
            at -= 1
        yield f"cut at {share} %", lambda at=at: whole[:at]  # type: ignore[misc]  # bound now
    book = workbook(right_rows())
    for share in (1, 10, 30, 50, 70, 90, 99):
        yield f"workbook cut at {share} %", lambda share=share: book[: max(len(book) * share // 100, 5)]  # type: ignore[misc]


def not_a_list() -> Iterator[Case]:
    """Another kind of file under the name of a list."""
    whole, text = written(right_rows()), "\n".join(";".join(cells) for cells in right_rows())
    yield from {
        "empty": lambda: b"",
        "only a mark": lambda: b"\xef\xbb\xbf",
        "only line ends": lambda: b"\n\n\n",
        "only blanks": lambda: b"   \n",
        "utf-16": lambda: text.encode("utf-16"),
        "utf-16-be": lambda: text.encode("utf-16-be"),
        "utf-32": lambda: text.encode("utf-32"),
        "ebcdic": lambda: text.encode("cp500"),
        "gzip": lambda: gzip.compress(whole, mtime=0),
        "pdf": lambda: b"%PDF-1.7\n\x00\x01",
        "png": lambda: b"\x89PNG\r\n\x1a\n\x00\x00",
        "old excel": lambda: b"\xd0\xcf\x11\xe0" + whole,
        "zip of a csv": lambda: archive(liste_csv=whole),
        "docx": lambda: archive(word__document_xml=b"<w/>"),
        "html": lambda: b"<html><body>503</body></html>\n",
        "json": lambda: b'[{"identifiant": "P00001"}]\n',
        "xml": lambda: b"<?xml version='1.0'?><people/>\n",
        "a log": lambda: b"2026-03-02 06:00 export failed\n" * 40,
        "nul first": lambda: b"\0" + whole,
        "nul in the middle": lambda: whole[:700] + b"\0" + whole[700:],
        "nul last": lambda: whole + b"\0",
        "a byte of no encoding": lambda: whole.replace(b"Exemple7", b"Ex\x81mple7"),
        "header twice": lambda: written(right_rows()[:1] * 2),
        "header only": lambda: written(right_rows()[:1]),
        "no header": lambda: written(right_rows()[1:]),
        "half of the people": lambda: written(right_rows()[:21]),
        "one person": lambda: written(right_rows()[:2]),
        "600 columns": lambda: written([[f"c{n}" for n in range(600)]]),
        "a line of 2 MiB": lambda: whole + b"x" * (2 * 1024 * 1024),
    }.items()


def misshapen() -> Iterator[Case]:
    """Rows and separators gone wrong."""
    rows = right_rows()
    yield from {
        "bars": lambda: written(rows, delimiter="|"),
        "blanks between": lambda: written(rows, delimiter=" "),
        "commas under semicolons": lambda: written(rows[:1]) + written(rows[1:], delimiter=",", encoding="utf-8"),
        "a row too short": lambda: written([*rows[:-1], rows[-1][:5]]),
        "a row too long": lambda: written([*rows[:-1], [*rows[-1], "x", "y"]]),
        "a separator in a name": lambda: altered("nom", "Exemple;Autre"),
        "a quote never closed": lambda: altered("nom", '"Exemple', row=3),
        "a quote never closed, later": lambda: altered("nom", '"Exemple', row=39),
        "text after a quote": lambda: altered("nom", '"Ex"emple'),
        "one cell a line": lambda: b"identifiant\n" + b"\n".join(b"P%05d" % n for n in range(40)) + b"\n",
        "a person twice": lambda: written([*rows, rows[5]]),
        "a person twice, apart": lambda: written([*rows, [*rows[5][:3], "Autre", *rows[5][4:]]]),
        "everybody twice": lambda: written([*rows, *rows[1:]]),
        "an id with blanks": lambda: written([*rows, [" P00005 ", *rows[9][1:]]]),
        "two people, one address": lambda: altered("courriel", "camille.3@example.org"),
        "one address in capitals": lambda: altered("courriel", "CAMILLE.3@EXAMPLE.ORG"),
    }.items()


def one_cell() -> Iterator[Case]:
    """One value in forty that cannot be taken."""
    days = ("31/02/2024", "2024-13-01", "hier", "00/00/0000", "1/1/24", "99999999", "2024/06", "12-2024")
    addresses = ("a@b", "a b@example.org", "@example.org", "a@", "a@@b.org", "a@exa mple.org", "a@example..org")
    for column in ("date d'entrée", "date de sortie"):
        yield from ((f"{column}: {day}", lambda c=column, d=day: altered(c, d)) for day in days)
    yield from ((f"address: {text}", lambda t=text: altered("courriel", t)) for text in addresses)
    for column in COLUMNS:
        if "date" not in column:
            yield f"too long: {column}", lambda c=column: altered(c, "x" * 600)  # type: ignore[misc]
            yield f"formula: {column}", lambda c=column: altered(c, '=HYPERLINK("//example.org")'.replace('"', "'"))  # type: ignore[misc]
    for text in ("#REF!", "#N/A", "#NOM?"):
        yield f"left of a formula: {text}", lambda t=text: altered("nom", t)  # type: ignore[misc]
    for column in REQUIRED:
        yield f"empty: {column}", lambda c=column: altered(c, "")  # type: ignore[misc]
    yield "ended before it began", lambda: altered("date de sortie", "01/01/1999")


def columns() -> Iterator[Case]:
    """Columns exchanged or gone."""
    for one, other in combinations(COLUMNS, 2):
        yield f"swapped: {one}, {other}", lambda a=one, b=other: swapped(a, b)  # type: ignore[misc]
    for column in COLUMNS:
        yield f"gone: {column}", lambda c=column: without(c)  # type: ignore[misc]


def workbooks() -> Iterator[Case]:
    """Workbooks gone wrong, or meant to harm."""
    rows = right_rows()
    big = b"<worksheet>" + b" " * (320 * 1024 * 1024 // 8) + b"</worksheet>"
    yield from {
        "workbook of nothing": lambda: workbook([]),
        "workbook, header only": lambda: workbook(rows[:1]),
        "workbook, half of the people": lambda: workbook(rows[:21]),
        "workbook, 600 columns": lambda: workbook([[f"c{n}" for n in range(600)]]),
        "workbook, other columns": lambda: workbook([["a", "b"], ["1", "2"]]),
        "workbook, a person twice": lambda: workbook([*rows, rows[4]]),
        "workbook, wrong first sheet": lambda: workbook([["Mode d'emploi", "Version"], ["1", "2"]], Personnel=rows),
        "workbook, a bomb": lambda: sheet_replaced(lambda _: big),
        "workbook, a bomb of texts": lambda: sheet_replaced(lambda _: big, "xl/styles.xml"),
        "workbook, laughs": lambda: sheet_replaced(lambda _: LAUGHS),
        "workbook, a look outside": lambda: sheet_replaced(lambda _: OUTSIDE),
        "workbook, no sheet": lambda: sheet_replaced(lambda _: b""),
        "workbook, half a sheet": lambda: sheet_replaced(lambda text: text[: len(text) // 2]),
        "workbook, no book": lambda: sheet_replaced(lambda _: b"<workbook/>", "xl/workbook.xml"),
        "workbook, no types": lambda: sheet_replaced(lambda _: b"", "[Content_Types].xml"),
        "workbook, formulas never saved": lambda: workbook([rows[0], *([f'="{row[0]}"', *row[1:]] for row in rows[1:])]),
        "workbook, a byte flipped": lambda: _flipped(workbook(rows)),
        "an end without a beginning": lambda: b"PK\x03\x04" + struct.pack("<Q", 7) * 9,
    }.items()


def _flipped(whole: bytes) -> bytes:
    at = whole.index(b"xl/worksheets/sheet1.xml") + 200
    return whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :]


CASES: dict[str, Callable[[], bytes]] = dict([*cut(), *not_a_list(), *misshapen(), *one_cell(), *columns(), *workbooks()])
