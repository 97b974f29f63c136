"""A release as files: table, workbook, slides, tagged document, data. Each reading is noted as the screen's is (R16)."""

import json
from collections.abc import Callable
from dataclasses import asdict
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import path

from portal.accounts.enums import Role
from portal.core import clock
from portal.metrics import operations, queries
from portal.metrics.models import Release
from portal.metrics.ports import ReleasedFile
from portal.ui.access import PortalRequest, allow
from portal.ui.spreadsheets import csv_lines

from .exports.report import report_of
from .exports.slides import slides_of
from .exports.tidy import COLUMNS, tidy
from .exports.workbook import workbook_of

READERS = (Role.CSR, Role.HR, Role.WORKS_COUNCIL, Role.EDITOR, Role.DPO)


def table_of(release: Release) -> bytes:
    """Return the tidy table as CSV, an UTF-8 mark first."""
    rows = ([getattr(row, name) for name in COLUMNS] for row in tidy(release))
    return "".join(csv_lines(COLUMNS, rows)).encode()


def data_of(release: Release) -> bytes:
    """Return the same as JSON, with what a reader needs to check the seal of the release."""
    found = {
        "release": release.number,
        "period": [release.period_start, release.period_end],
        "revision": release.revision,
        "catalogue": release.catalogue_version,
        "k": release.k,
        "note": release.note,
        "published_at": release.published_at,
        "seal": release.digest,
        "previous_seal": release.previous_digest,
        "cells": [asdict(row) for row in tidy(release)],
    }
    return json.dumps(found, ensure_ascii=False, indent=1, default=str).encode()


MAKERS: dict[str, tuple[str, Callable[[Release], bytes]]] = {
    "csv": ("text/csv; charset=utf-8", table_of),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", workbook_of),
    "pptx": ("application/vnd.openxmlformats-officedocument.presentationml.presentation", slides_of),
    "pdf": ("application/pdf", report_of),
    "json": ("application/json; charset=utf-8", data_of),
}


def file_of(*, release: Release, kind: str) -> ReleasedFile:
    """Return a release (figures and cells loaded) as a file of a kind, for whoever carries it (settings.RELEASE_FILES)."""
    content_type, make = MAKERS[kind]
    return ReleasedFile(f"binome-{release.quarter}-{release.number}.{kind}", content_type, make(release))


@allow(*READERS)
def release_file(request: PortalRequest, release_id: UUID, kind: str) -> HttpResponse:
    """Send a release as a file: the rounded values of the screen, nothing else."""
    if kind not in MAKERS:
        raise Http404
    try:
        found = queries.release(release_id=release_id)
    except Release.DoesNotExist as error:
        raise Http404 from error
    operations.record_reading(release=found, by=request.actor, at=clock.now())
    file = file_of(release=found, kind=kind)
    answer = HttpResponse(file.content, content_type=file.content_type)
    answer["Content-Disposition"] = f'attachment; filename="binome-{found.quarter}.{kind}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


urlpatterns = [path("<uuid:release_id>/figures.<slug:kind>", release_file, name="release-file")]
