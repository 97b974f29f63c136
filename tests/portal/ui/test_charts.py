"""Where things lie on a chart: inside its box, in order, with gaps where nothing is shown."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from portal.ui.charts import line, place, survival

SHARES = st.none() | st.integers(0, 20).map(lambda n: 5.0 * n)


@given(st.floats(-1e6, 1e6), st.floats(-1e3, 1e3), st.floats(1e-3, 1e3))
def test_nothing_lies_outside_its_scale(value: float, least: float, width: float) -> None:
    assert 0 <= place(value, least, least + width) <= 100


def test_a_scale_without_width_puts_everything_at_its_start() -> None:
    assert place(3, 5, 5) == 0


@given(st.lists(SHARES, min_size=3, max_size=3))
def test_a_survival_curve_ends_at_its_last_shown_point_and_a_hidden_one_has_no_mark(values: list[float | None]) -> None:
    points = [(month, value, None, None, f"{month}", "") for month, value in zip((3, 6, 12), values, strict=True)]
    curve = survival(points, most=12)
    shown = [value for value in values if value is not None]
    assert len(curve.points) == len(shown)
    assert len(curve.segments) == 2 * len(shown)
    assert len(curve.labels) == 3
    if shown:
        assert curve.segments[0].x1 == curve.segments[0].y1 == 0
        assert (curve.segments[-1].x2, curve.segments[-1].y2) == (curve.points[-1].x, 100 - shown[-1])


def test_a_whisker_lies_around_its_point() -> None:
    curve = survival([(12, 60, 45, 70, "12", "60")], most=12)
    (point,) = curve.points
    assert (point.x, point.top, point.y, point.bottom) == (100, 30, 40, 55)


@given(st.lists(SHARES, min_size=1, max_size=12))
def test_a_line_has_a_gap_where_a_value_is_not_shown(values: list[float | None]) -> None:
    curve = line([(value, str(place_), "") for place_, value in enumerate(values)])
    pairs = pairwise(values)
    assert len(curve.segments) == sum(a is not None and b is not None for a, b in pairs)
    assert len(curve.points) == sum(value is not None for value in values)
    assert all(0 <= point.x <= 100 and 0 <= point.y <= 100 for point in curve.points)
    assert len(curve.labels) == len(values)
