"""Where things lie on a chart, in percent of its box: pure geometry. The drawing is in `templates/components/charts/`."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True)
class Whisker:
    """A value with its interval on a horizontal scale, in percent of it; without an interval both ends are None."""

    at: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Segment:
    """A straight line between two points, in percent from the left and from the top."""

    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True)
class Point:
    """A value of a curve: where it lies, how far it may be off, and what it says."""

    x: float
    y: float
    top: float
    bottom: float
    label: str
    text: str


@dataclass(frozen=True)
class Curve:
    """Steps or a line through the points that are shown; `labels` stand below, shown or not."""

    segments: tuple[Segment, ...]
    points: tuple[Point, ...]
    labels: tuple[tuple[float, str, str], ...]


def place(value: float, least: float, most: float) -> float:
    """Return where a value lies between two others, in percent, to a tenth; what lies outside is put on the edge."""
    share = 0.0 if most == least else (value - least) / (most - least)
    return round(100 * min(1.0, max(0.0, share)), 1)


def survival(points: Sequence[tuple[float, float | None, float | None, float | None, str, str]], *, most: float) -> Curve:
    """Return the steps of a survival curve from 100 % down: (time, share, low, high, label, text) in percent; None: not shown.

    The curve ends at the last point that is shown; a hidden one between two others is passed straight over.
    """
    known = [Point(place(x, 0, most), 100 - y, 100 - (high or y), 100 - (low or y), label, text)
             for x, y, low, high, label, text in points if y is not None]  # fmt: skip
    segments, x, y = [], 0.0, 0.0
    for point in known:
        segments += [Segment(x, y, point.x, y), Segment(point.x, y, point.x, point.y)]
        x, y = point.x, point.y
    return Curve(tuple(segments), tuple(known), tuple((place(x, 0, most), label, text) for x, _, _, _, label, text in points))


def line(values: Sequence[tuple[float | None, str, str]]) -> Curve:
    """Return a line through values in their order: (value, label, text); a value that is not shown leaves a gap."""
    most = max((value for value, _, _ in values if value is not None), default=0) or 1
    step = 100 / max(1, len(values) - 1)
    points = [
        None if value is None else Point(round(number * step, 1), 100 - place(value, 0, most), 0, 0, label, text)
        for number, (value, label, text) in enumerate(values)
    ]
    pairs = [(a, b) for a, b in pairwise(points) if a is not None and b is not None]
    labels = tuple((round(number * step, 1), label, text) for number, (_, label, text) in enumerate(values))
    segments = tuple(Segment(a.x, a.y, b.x, b.y) for a, b in pairs)
    return Curve(segments, tuple(point for point in points if point is not None), labels)
