"""Pictures of addresses that a telephone reads: QR codes as SVG, for screens and for paper."""

from itertools import groupby

QUIET = 4
"""Empty modules around the picture, as the standard wants."""


def qr_svg(address: str) -> str:
    """Return the picture of an address as SVG: dark runs as one path, on a white ground that stays white in dark mode."""
    from qrcode.constants import ERROR_CORRECT_M  # noqa: PLC0415  loads with the first picture, not at start-up
    from qrcode.main import QRCode  # noqa: PLC0415

    code = QRCode(error_correction=ERROR_CORRECT_M, border=QUIET)
    code.add_data(address)
    rows = code.get_matrix()
    runs = "".join(f"M{x} {y}h{length}v1h-{length}z" for y, row in enumerate(rows) for x, length in _dark_runs(row))
    side = len(rows)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        f'<rect width="{side}" height="{side}" fill="#fff"/><path d="{runs}" fill="#000"/></svg>'
    )


def _dark_runs(row: list[bool | None]) -> list[tuple[int, int]]:
    runs, at = [], 0
    for dark, modules in groupby(row, bool):
        length = len(list(modules))
        if dark:
            runs.append((at, length))
        at += length
    return runs
