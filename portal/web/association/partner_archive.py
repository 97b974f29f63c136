"""The archive of an association that leaves, as a zip: written while it is read, so that nothing of it lies on a disk here."""

import io
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from zipfile import ZIP_DEFLATED, ZipFile

from django.contrib import messages
from django.http import HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.accounts.enums import Role
from portal.core import clock
from portal.core.errors import Refusal
from portal.core.moment import one_moment
from portal.journeys.partner_archive import Table, take_archive
from portal.ui.access import PortalRequest, allow
from portal.ui.spreadsheets import csv_lines

from .antennas import whole_home

READ_ME, MANIFEST = "LISEZ-MOI.txt", "manifest.csv"


@allow(Role.ASSOCIATION_ADMIN)
@require_POST
def archive(request: PortalRequest) -> HttpResponseBase:
    """Hand everything over that is the association's, once it announced that it leaves."""
    home, at = whole_home(request), clock.now()
    try:
        tables = take_archive(association=home, by=request.actor, at=at)
    except Refusal:
        messages.warning(request, _("L’archive se télécharge une fois le départ annoncé."))
        return redirect("association:leave-portal")
    answer = StreamingHttpResponse(zipped(tables, read_me=_read_me(home.name)), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="archive-{clock.local_day(at):%Y-%m-%d}.zip"'
    answer["Cache-Control"] = "private, no-store"
    return answer


class _Pipe(io.RawIOBase):
    """What a zip is written into: keeps the bytes until they are taken."""

    def __init__(self) -> None:
        self._kept = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: "bytes | bytearray | memoryview") -> int:  # type: ignore[override]  # what zipfile writes
        self._kept += data
        return len(data)

    def take(self) -> bytes:
        """Return what was written since, and forget it."""
        taken = bytes(self._kept)
        self._kept.clear()
        return taken


def zipped(tables: Sequence[Table], *, read_me: str) -> Iterator[bytes]:
    """Yield a zip of the tables as CSV, as they stood when the first was read, with a manifest (file, rows, SHA-256) that shows
    whether all of it arrived.
    """
    pipe = _Pipe()
    with one_moment(), ZipFile(pipe, "w", ZIP_DEFLATED) as archive_file:
        archive_file.writestr(READ_ME, read_me)
        manifest = []
        for table in tables:
            digest, rows = sha256(), -1
            with archive_file.open(f"{table.name}.csv", "w") as part:
                for rows, line in enumerate(csv_lines(table.columns, table.rows())):  # noqa: B007  counted without its heading
                    content = line.encode()
                    digest.update(content)
                    part.write(content)
                    if waiting := pipe.take():
                        yield waiting
            manifest.append((f"{table.name}.csv", rows, digest.hexdigest()))
        archive_file.writestr(MANIFEST, "".join(csv_lines(("file", "rows", "sha256"), manifest)))
        yield pipe.take()
    yield pipe.take()


def _read_me(name: str) -> str:
    lines: Iterable[str] = (
        name,
        "",
        _("Une table par fichier CSV (UTF-8, points-virgules). Les colonnes et les valeurs sont les codes du portail."),
        _("Les identifiants relient les tables : pairs.csv, sessions.csv, reviews.csv… Ils ne disent rien ailleurs."),
        _("manifest.csv donne le nombre de lignes et l’empreinte SHA-256 de chaque fichier : de quoi vérifier que tout est là."),
        "",
        _("N’y sont pas : la ligne privée des mentors, leurs compétences, leurs attestations ; rien de l’entreprise."),
        _("Les inquiétudes et les transmissions restent à vos personnes référentes de la protection, et s’effacent à leur heure."),
        _("Une condition est un genre et des dates : il n’existe ni motif, ni refus, ni pièce."),
        _("Ces données sont désormais sous votre seule responsabilité : gardez-les chiffrées, et seulement le temps utile."),
    )
    return "\r\n".join(lines) + "\r\n"


urlpatterns = [path("exit/archive/", archive, name="leave-archive")]
