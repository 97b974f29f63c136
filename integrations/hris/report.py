"""What the terminal says of a run."""

import shlex
from collections.abc import Iterator
from pathlib import Path

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.people import queries
from portal.people.enums import RunState
from portal.people.models import SyncRun
from portal.ui.dates import date_format
from portal.ui.workforce_words import (
    all_held,
    column_reason,
    event_name,
    field_name,
    grouped,
    long_gone,
    rule_name,
    why_given_up,
)

SHOWN_REJECTIONS = 20


def plan(run: SyncRun) -> Iterator[str]:
    """Yield the lines of a plan: counts, refused columns, rejected rows, brakes."""
    facts = {"file": run.file_name, "source": run.source, "day": date_format(run.as_of)}
    yield _("Plan de %(source)s au %(day)s, depuis %(file)s") % facts
    read = {"rows": grouped(run.rows_read), "people": grouped(run.population), "rejected": grouped(run.rows_rejected)}
    yield _("  %(rows)s lignes lues, %(rejected)s écartées ; %(people)s personnes employées ce jour-là") % read
    if run.rows_long_gone:
        yield "  " + long_gone(run.rows_long_gone)
    yield ""
    yield _("Ce qui change")
    for event, count in sorted(run.counts.items(), key=lambda item: -item[1]):
        yield f"  {grouped(count):>9}  {event_name(event)}"
    if not run.counts:
        yield _("  rien")
    yield from _columns(run)
    yield from _rejections(run)
    yield from _holds(run)


def next_step(run: SyncRun, *, file: Path | None = None) -> str:
    """Return what to do with a run; `file` is what it was planned from when that is not the source's own."""
    if run.state == RunState.HELD:
        return _("Retenu. Une personne des ressources humaines l’approuve ou le rejette, avec une raison, à l’écran SIRH.")
    if run.state == RunState.APPROVED:
        asked = f"{run.source} --file {shlex.quote(str(file))}" if file else run.source
        return _("Rien n’est encore écrit. Pour appliquer : python manage.py hris apply %(source)s") % {"source": asked}
    return applied(run) if run.state == RunState.APPLIED else str(RunState(run.state).label)


def applied(run: SyncRun) -> str:
    """Return the line that says what an applied run did."""
    count = sum(run.counts.values())
    return ngettext("Appliqué : %(count)s changement.", "Appliqué : %(count)s changements.", count) % {"count": grouped(count)}


def finished(run: SyncRun) -> str:
    """Return the line that says of a run found half applied that it is whole now."""
    return _("Le plan de %(file)s était resté à moitié appliqué ; il est terminé.") % {"file": run.file_name} + f" {applied(run)}"


def status(source: str, *, limit: int = 10) -> Iterator[str]:
    """Yield the last runs of a source, latest first, and the age of the last good one."""
    good = queries.last_good(source=source)
    if good is None or good.applied_at is None:
        yield _("%(source)s : aucun fichier appliqué") % {"source": source}
    else:
        day = date_format(localtime(good.applied_at), "SHORT_DATETIME_FORMAT")
        yield _("%(source)s : dernier fichier appliqué le %(day)s") % {"source": source, "day": day}
    for run in queries.runs(source=source)[:limit]:
        day = date_format(localtime(run.created_at), "SHORT_DATETIME_FORMAT")
        count = sum(run.counts.values())
        changes = ngettext("%(count)s changement", "%(count)s changements", count) % {"count": grouped(count)}
        yield f"  {day}  {_state(run):<34}  {changes:>18}  {run.file_name}"
        if why := why_given_up(run) or run.decision_note:
            yield f"      {why}"
    waits = queries.open_run(source=source)
    if waits is not None and waits.apply_started_at is not None:
        yield _("Un plan est resté à moitié appliqué. Pour le terminer : python manage.py hris resume %(source)s") % {
            "source": source
        }
    elif waits is not None and waits.state == RunState.HELD:
        yield next_step(waits)


def _state(run: SyncRun) -> str:
    moves = queries.progress_of(run=run)
    if moves is None:
        return str(RunState(run.state).label)
    done = {"done": grouped(moves.done), "of": grouped(moves.of)}
    said = _("Lu : %(done)s sur %(of)s") if moves.doing == "reading" else _("Appliqué : %(done)s sur %(of)s")
    return said % done


def _columns(run: SyncRun) -> Iterator[str]:
    if run.refused_columns:
        yield ""
        yield _("Colonnes refusées, jamais enregistrées")
    reasons: dict[str, list[str]] = {}
    for column in run.refused_columns:
        reasons.setdefault(column["why"], []).append(column["name"])
    for why, names in reasons.items():
        yield f"  {column_reason(why)} : {', '.join(names)}"


def _rejections(run: SyncRun) -> Iterator[str]:
    if run.rows_rejected:
        yield ""
        yield _("Lignes écartées")
    for row in queries.rejections_of(run=run)[:SHOWN_REJECTIONS]:
        yield f"  {_('ligne')} {row.row:>7}  {field_name(row.field)} : {rule_name(row.rule)}"
    if run.rows_rejected > SHOWN_REJECTIONS:
        yield _("  … et %(count)s autres, à l’écran SIRH") % {"count": run.rows_rejected - SHOWN_REJECTIONS}


def _holds(run: SyncRun) -> Iterator[str]:
    if run.held_for:
        yield ""
        yield _("Pourquoi ce plan est retenu")
    for reason in all_held(run.held_for):
        yield f"  ! {reason}"
