"""R4: a share that is not shown leaves as one of three bands, or not at all."""

import itertools
import random
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.metrics.disclosure.bands import Banded, band_of, bands
from portal.metrics.disclosure.candidates import Candidate
from portal.metrics.disclosure.control import Ruling, control
from portal.metrics.disclosure.families import PersonSet, people
from portal.metrics.disclosure.patience import Patience
from portal.metrics.enums import CellState, Nature, ShareBand

K = 10
LOW, MIDDLE, HIGH = ShareBand.LOW, ShareBand.MIDDLE, ShareBand.HIGH


def share(key: str, start: int, size: int, of: int, *, asks: bool = True) -> Candidate:
    """A share of a group of `of` persons, of whom the first `size` count."""
    whole = people(range(start, start + of))
    return Candidate("part", key, Nature.STOCK, people(range(start, start + size)), whole, asks_band=asks)


def headcounts(cells: Sequence[Candidate]) -> list[PersonSet]:
    return [PersonSet(f"headcount:{one.key}", one.population, known=True) for one in cells if one.population is not None]


def asked(*cells: Candidate, earlier: Sequence[Banded] = (), k: int = K) -> tuple[dict[str, Ruling], dict[str, Banded]]:
    known = headcounts(cells)
    rulings = control(cells, [], k, known=known)
    return rulings, bands(cells, rulings, [], k, known=known, earlier=earlier)


@pytest.mark.parametrize(
    ("size", "of", "band"),
    [
        (0, 30, LOW),
        (9, 30, LOW),
        (10, 30, MIDDLE),
        (20, 30, MIDDLE),
        (21, 30, HIGH),
        (30, 30, HIGH),
        (10, 31, LOW),
        (11, 31, MIDDLE),
    ],
)
def test_three_bands_and_what_a_third_means(size: int, of: int, band: ShareBand) -> None:
    found, least, most = band_of(size, of)
    assert (found, least <= size <= most) == (band, True)


@given(st.integers(1, 400), st.data())
def test_bands_share_out_every_count_once_and_whole(population: int, data: st.DataObject) -> None:
    size = data.draw(st.integers(0, population))
    band, least, most = band_of(size, population)
    assert [band_of(one, population)[0] for one in range(least, most + 1)] == [band] * (most - least + 1)
    assert {LOW: size * 3 < population, HIGH: size * 3 > 2 * population}.get(band, population <= size * 3 <= 2 * population)


@pytest.mark.parametrize(
    ("size", "of", "band"),
    [(3, 60, LOW), (0, 60, LOW), (57, 60, HIGH), (60, 60, HIGH), (3, 30, None), (3, 33, LOW), (29, 30, None)],
    ids=["few", "nobody", "nearly all", "all", "bounds under k", "bounds of k", "nearly all, under k"],
)
def test_what_is_hidden_may_leave_as_a_band_of_at_least_k(size: int, of: int, band: ShareBand | None) -> None:
    cell = share("site", 0, size, of)
    rulings, found = asked(cell)
    assert rulings[cell.code].state is CellState.HIDDEN
    assert (found[cell.code].band if found else None) is band


def test_what_is_shown_needs_no_band_and_what_asks_for_none_gets_none() -> None:
    assert asked(share("site", 0, 20, 60))[1] == {}
    assert asked(share("site", 0, 3, 60, asks=False))[1] == {}


def test_a_stock_that_repeats_its_value_has_no_band_beside_it() -> None:
    before = share("site", 0, 20, 60)
    now = replace(share("site", 0, 23, 60), last=before.members)
    rulings, found = asked(now)
    assert (rulings[now.code].state, found) == (CellState.NOT_UPDATED, {})


def test_a_band_that_would_bound_a_neighbour_more_closely_than_k_stays_out() -> None:
    """Of 65 in all, 15 at A or B: A under a third of 33 (0 to 10) would say that B has 5 to 15, and B's own band 5 to 10."""
    cells = [share("a", 0, 7, 33), share("b", 100, 8, 33), share("c", 200, 50, 90)]
    everyone = people([*range(7), *range(100, 108), *range(200, 250)])
    total = Candidate("part", "", Nature.STOCK, everyone, people([*range(33), *range(100, 133), *range(200, 290)]))
    rulings, found = asked(total, *cells)
    assert {rulings[one].state for one in ("part:", "part:c")} == {CellState.SHOWN}
    assert {rulings[one].state for one in ("part:a", "part:b")} == {CellState.HIDDEN}
    assert len(found) == 1


def test_few_who_came_or_left_repeat_the_band_whether_it_changed_or_not() -> None:
    cell = share("site", 0, 6, 30 * 3)
    _, (first,) = asked(cell)[0], asked(cell)[1].values()
    for size in (8, 31):  # 2 more are the same band; 25 more are another group, and may be said
        later = share("site", 0, size, 30 * 3)
        found = bands([later], {later.code: Ruling(CellState.HIDDEN)}, [], K, known=headcounts([later]), earlier=[first])
        assert (found[later.code].is_repeated, found[later.code].band) == ((True, LOW) if size == 8 else (False, MIDDLE))


def test_when_the_time_is_up_there_is_no_band() -> None:
    cell = share("site", 0, 3, 60)
    rulings = control([cell], [], K, known=headcounts([cell]))
    assert bands([cell], rulings, [], K, known=headcounts([cell]), patience=Patience(0)) == {}


@settings(max_examples=30)
@given(st.integers(0, 100_000))
def test_whoever_tries_every_count_finds_k_possible_ones_for_each_band(seed: int) -> None:
    """Sites apart, their total perhaps shown: every way to share people out that fits all that is read is tried."""
    draw, k = random.Random(seed), 5
    rooms = [draw.randint(12, 24) for _ in range(3)]
    cells = [share(f"s{n}", 100 * n, draw.randint(0, rooms[n]), rooms[n]) for n in range(3)]
    total = Candidate("part", "", Nature.STOCK, people(p for one in cells for p in one.members.tolist()))
    table = [total, *cells] if draw.random() < 0.7 else cells
    rulings, found = asked(*table, k=k)
    shown = {code for code, one in rulings.items() if one.state is CellState.SHOWN}

    def fits(counts: tuple[int, ...]) -> bool:
        if "part:" in shown and sum(counts) != total.size:
            return False
        for one, count in zip(cells, counts, strict=True):
            band = found.get(one.code)
            if (one.code in shown and count != one.size) or (band and not band.least <= count <= band.most):
                return False
        return True

    possible = [counts for counts in itertools.product(*(range(room + 1) for room in rooms)) if fits(counts)]
    assert tuple(one.size for one in cells) in possible
    for place, one in enumerate(cells):
        if one.code in found:
            counts = {counts[place] for counts in possible}
            assert max(counts) - min(counts) >= k
