"""Pictures of addresses: the dark squares of the code, a quiet edge, and nothing but drawing."""

import re
from xml.etree import ElementTree

from qrcode.main import QRCode

from portal.ui.qr import QUIET, qr_svg

ADDRESS = "https://binome.example.org/fr/account/activation/"
RUN = re.compile(r"M(\d+) (\d+)h(\d+)v1h-\3z")


def dark_modules(svg: str) -> set[tuple[int, int]]:
    return {(int(x) + step, int(y)) for x, y, length in RUN.findall(svg) for step in range(int(length))}


def test_it_draws_every_dark_module_and_no_other() -> None:
    code = QRCode(error_correction=0, border=QUIET)
    code.add_data(ADDRESS)
    expected = {(x, y) for y, row in enumerate(code.get_matrix()) for x, dark in enumerate(row) if dark}
    assert dark_modules(qr_svg(ADDRESS)) == expected


def test_it_has_a_quiet_edge_on_white() -> None:
    svg = qr_svg(ADDRESS)
    side = int(re.findall(r'viewBox="0 0 (\d+) \1"', svg)[0])
    places = {place for module in dark_modules(svg) for place in module}
    assert min(places) == QUIET and max(places) == side - QUIET - 1
    assert f'<rect width="{side}" height="{side}" fill="#fff"/>' in svg


def test_an_address_is_drawn_never_written() -> None:
    svg = qr_svg('https://example.org/"><script>')
    assert "script" not in svg and "example" not in svg
    assert [element.tag.rpartition("}")[2] for element in ElementTree.fromstring(svg).iter()] == ["svg", "rect", "path"]  # noqa: S314
