"""A filled table taken in: which rows are wrong and why, what the others come to, yes. The file comes along with each step and is
never kept on the way; what is wrong in it can be corrected and sent again, as rows already done are left alone.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.core import clock
from portal.journeys import bulk
from portal.journeys.bulk import BulkRefused, One
from portal.ui.access import PortalRequest
from portal.ui.spreadsheets import csv_lines
from portal.ui.tables import LARGEST, MOST_ROWS, Row, TableError, decoded, read_table

WRONG = {
    "too_large": gettext_lazy("Ce fichier est trop lourd : 300 Ko au plus."),
    "not_text": gettext_lazy("Ce fichier n’est pas un CSV. Dans votre tableur, choisissez « Enregistrer sous », puis CSV."),
    "no_rows": gettext_lazy("Ce fichier n’a pas de ligne remplie."),
    "too_many_rows": gettext_lazy("Ce fichier a trop de lignes : 500 au plus. Envoyez-le en deux fois."),
    "missing_column": gettext_lazy("Il manque la colonne « %(column)s »."),
}
MOST = 1_000


@dataclass
class Read:
    """What a file says: what can be tried, and what is wrong (row, column, why)."""

    people: list[One] = field(default_factory=list)
    wrong: list[tuple[int, str, str]] = field(default_factory=list)

    def refuse(self, row: Row, column: object, why: object) -> None:
        """Say what is wrong in a row."""
        self.wrong.append((row.number, str(column), str(why)))


@dataclass(frozen=True)
class Table:
    """One kind of file: its name, what is said above it, its columns (with the headings they bear), how its rows become acts."""

    name: str
    title: str | Promise
    lead: str | Promise
    columns: Mapping[str, Iterable[str | Promise]]
    needed: tuple[str, ...]
    read: Callable[[list[Row], datetime], Read]
    refusal: Callable[[str, tuple[str, ...]], str]


class FileForm(forms.Form):
    """The filled table."""

    file = forms.FileField(label=gettext_lazy("Fichier CSV"), widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}))


def page(request: PortalRequest, table: Table, *, back: str, template_url: str = "") -> HttpResponse:
    """Show the form, then what the file comes to, then do it."""
    form = FileForm(request.POST, request.FILES) if request.FILES else FileForm()
    content = request.POST.get("content", "")
    context: dict[str, Any] = {"table": table, "form": form, "back": back, "template_url": template_url, "most": MOST_ROWS}
    try:
        if request.FILES and form.is_valid():
            content = decoded(form.cleaned_data["file"].read(LARGEST + 1))
        if not content:
            return render(request, "association/file.html", {**context, "plan": None})
        columns = {name: tuple(map(str, headings)) for name, headings in table.columns.items()}
        rows = read_table(content, columns=columns, needed=table.needed)
    except TableError as error:
        form.errors.setdefault("file", form.error_class([WRONG[error.code] % {"column": error.column}]))
        return render(request, "association/file.html", {**context, "plan": None})
    return _planned(request, table, table.read(rows, clock.now()), content, context)


def _planned(request: PortalRequest, table: Table, found: Read, content: str, context: dict[str, Any]) -> HttpResponse:
    if "confirm" in request.POST:
        try:
            plan = bulk.carry_out(
                name=f"file_{table.name}",
                people=found.people,
                said=table.name,
                token=request.POST.get("token", ""),
                by=request.actor,
                at=clock.now(),
                most=MOST,
            )
        except BulkRefused:
            messages.warning(request, _("Quelque chose a changé depuis. Rien n’est fait : relisez, puis confirmez."))
        else:
            count = len(plan.touched)
            said = ngettext("C’est fait : %(n)s ligne est entrée.", "C’est fait : %(n)s lignes sont entrées.", count)
            messages.success(request, said % {"n": count})
            return redirect(context["back"])
    plan = bulk.preview(people=found.people, most=MOST)
    left = [(line.name, table.refusal(line.refusal, line.facts)) for line in plan.left]
    return render(
        request,
        "association/file.html",
        {**context, "plan": plan, "left": left, "wrong": found.wrong, "content": content, "token": plan.token(table.name)},
    )


def no_day(cell: str) -> str:
    """Say that a cell is no day."""
    return _("«\u00a0%(cell)s\u00a0» n’est pas un jour, comme 2026-03-02 ou 02/03/2026.") % {"cell": cell[:20]}


def csv_answer(name: str, header: Iterable[object], rows: Iterable[Iterable[object]]) -> StreamingHttpResponse:
    """Hand a table over as a file, line by line; no cell of it is a formula."""
    answer = StreamingHttpResponse(csv_lines(header, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    answer["Cache-Control"] = "private, no-store"
    return answer
