"""Releases, their figures and cells, their seals, and who read them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Max, Prefetch, Subquery, prefetch_related_objects

from portal.core import audit
from portal.metrics.enums import BY_PROGRAMME, FUNNEL, Step
from portal.metrics.models import Cell, Figure, Release, contents
from portal.metrics.rules import seal

COMPLETE = Prefetch("figures", Figure.objects.order_by("position"))
CELLS = Prefetch("figures__cells", Cell.objects.order_by("position"))


@dataclass(frozen=True)
class Reading:
    """A release and who read it: role, how many times, when last."""

    release: Release
    by_role: tuple[tuple[str, int, datetime], ...]


def releases() -> list[Release]:
    """Return every release, the newest first."""
    return list(Release.objects.order_by("-number"))


def with_figures(*, release: Release) -> Release:
    """Return a release found in a list with its figures and cells loaded (two queries)."""
    prefetch_related_objects([release], COMPLETE, CELLS)
    return release


def totals(*, codes: Sequence[str]) -> list[tuple[Release, str, Cell]]:
    """Return the total of these figures in every release, the oldest first: release, figure, cell. One SQL query.

    Of a quarter published again, the correction alone.
    """
    rows = Cell.objects.filter(figure__code__in=codes, key="").select_related("figure__release")
    newest: dict[tuple[date, str], Cell] = {}
    for cell in rows.order_by("figure__release__number"):
        newest[cell.figure.release.period_start, cell.figure.code] = cell
    return [(cell.figure.release, cell.figure.code, cell) for _, cell in sorted(newest.items(), key=lambda one: one[0])]


def of_programmes(*, keys: Collection[str]) -> list[Cell]:
    """Return what releases say of these programmes, by key, the newest period first; of a period published again, the correction
    alone. Each with its figure and release. One SQL query.
    """
    rows = Cell.objects.filter(figure__code__in=BY_PROGRAMME, key__in=keys).select_related("figure__release")
    newest: dict[tuple[date, str, str], Cell] = {}
    for cell in rows.order_by("figure__release__number", "figure__position", "position"):
        newest[cell.figure.release.period_start, cell.figure.code, cell.key] = cell
    return sorted(newest.values(), key=lambda cell: -cell.figure.release.number)


def funnel_openings(*, references: Collection[str]) -> dict[str, dict[str, int]]:
    """Return, by campaign, how often its page was opened and how many signed in by it, as published: its quarters summed, of one
    published again the correction alone. A step withheld in one quarter is withheld. One SQL query.
    """
    codes = {f"{FUNNEL}.{one}": one for one in references}
    rows = Cell.objects.filter(figure__code__in=codes, key__in=(Step.SEEN, Step.SIGNED_IN)).select_related("figure__release")
    newest: dict[tuple[str, str], dict[date, Cell]] = {}
    for cell in rows.order_by("figure__release__number"):
        newest.setdefault((codes[cell.figure.code], cell.key), {})[cell.figure.release.period_start] = cell
    found: dict[str, dict[str, int]] = {}
    for (reference, step), cells in newest.items():
        values = [cell.value for cell in cells.values() if cell.value is not None]
        if len(values) == len(cells):
            found.setdefault(reference, {})[step] = sum(values)
    return found


def latest_release() -> Release | None:
    """Return the newest release with its figures and cells (three queries), or None before the first."""
    return Release.objects.prefetch_related(COMPLETE, CELLS).order_by("-number").first()


def cells_of_latest(*, codes: Iterable[str]) -> list[Cell]:
    """Return the cells of some figures of the newest release, each with its figure and its release, in the order published.

    One SQL query, and no more than what is quoted: for pages that anybody opens.
    """
    newest = Release.objects.order_by("-number").values("pk")[:1]
    cells = Cell.objects.filter(figure__release=Subquery(newest), figure__code__in=list(codes))
    return list(cells.select_related("figure__release").order_by("figure__position", "position"))


def release(*, release_id: UUID) -> Release:
    """Return a release with its figures and cells (three queries). Raises Release.DoesNotExist."""
    found: Release = Release.objects.prefetch_related(COMPLETE, CELLS).get(pk=release_id)
    return found


def readings() -> list[Reading]:
    """Return who read which release, by role, the newest release first (R16). One SQL query beside the releases."""
    rows = (
        audit.trail(room="metrics")
        .filter(action="metrics.read_release")
        .order_by()
        .values_list("subject_id", "actor_role")
        .annotate(times=Count("id"), last=Max("at"))
    )
    found: dict[UUID | None, list[tuple[str, int, datetime]]] = {}
    for subject, role, times, last in rows:
        found.setdefault(subject, []).append((role, times, last))
    return [Reading(one, tuple(sorted(found.get(one.id, [])))) for one in releases()]


def broken_seals() -> list[int]:
    """Return the numbers of releases whose contents no longer fit their seal or the release before; none is right."""
    broken, previous = [], ""
    for found in Release.objects.prefetch_related(COMPLETE, CELLS).order_by("number"):
        rows = [(figure.code, list(figure.cells.all())) for figure in found.figures.all()]
        if found.previous_digest != previous or found.digest != seal(contents(found, rows), previous):
            broken.append(found.number)
        previous = found.digest
    return broken
