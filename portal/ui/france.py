"""The map of France as data: how many things each département has, in steps of one colour, with where each is drawn.

The shapes are in `static_src/img/france.svg`, one `#d69` a département; the overseas ones are squares beside it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from portal.programmes.data import departements

STEPS = 4
CAPITAL = ("75", "92", "93", "94")
"""Too small to hit on a map of the country: drawn again, larger."""
OVERSEAS = ("971", "972", "973", "974", "976")


@dataclass(frozen=True)
class Area:
    """A département on the map: its shade goes from 0 (nothing there) to STEPS."""

    code: str
    name: str
    count: int
    shade: int
    url: str
    current: bool


@dataclass(frozen=True)
class France:
    """What the map draws: every département of the mainland, the capital's again, the overseas ones; `listed` has counts."""

    mainland: list[Area]
    capital: list[Area]
    overseas: list[Area]
    listed: list[Area]
    most: int


def france(counts: Mapping[str, int], *, address: Callable[[str], str], current: str = "") -> France:
    """Return the map of these counts by code of département; `address` says where one leads."""
    most = max(counts.values(), default=0)
    known = departements()
    areas = {
        code: Area(code, one.name, counts.get(code, 0), shade(counts.get(code, 0), most), address(code), code == current)
        for code, one in known.items()
    }
    return France(
        mainland=[area for code, area in areas.items() if len(code) == 2],
        capital=[areas[code] for code in CAPITAL],
        overseas=[areas[code] for code in OVERSEAS],
        listed=sorted((area for area in areas.values() if area.count), key=lambda area: (-area.count, area.code)),
        most=most,
    )


def shade(count: int, most: int) -> int:
    """Return the step of the colour: 0 only where there is nothing, STEPS where there is most."""
    return -(-STEPS * count // most) if count else 0
