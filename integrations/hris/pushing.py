"""Released figures carried to a folder or to an address of the HRIS: what the outbox asks of this plug for a "destination".

A file appears in its folder whole or not at all. A call is one POST of the file, signed; a redirect is a failure, the answer is
never read beyond its status, and no call lasts longer than TOTAL seconds, however slowly it drips.
"""

import hashlib
import hmac
import os
import socket
import ssl
import tempfile
from datetime import datetime
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Timer
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.utils import translation

from portal.accounts.actors import SYSTEM
from portal.core.outbox import POINTLESS
from portal.core.outside import LeadsInside, may_be_called, open_http
from portal.metrics import operations, queries
from portal.metrics.enums import Way
from portal.metrics.models import Destination, Release
from portal.metrics.ports import ReleasedFile, released_file

CONNECT = 5
TOTAL = 30


class NotCarried(Exception):
    """The code of what went wrong: "folder", "address_not_allowed", "not_reached", "bad_certificate", "too_slow", "status_503"."""


def carry(*, message_id: UUID, recipient_id: UUID, subject_id: UUID | None, attempt: int, last: bool, at: datetime) -> str:
    """Carry a release to a destination. Returns the code of what went wrong, or the empty text.

    POINTLESS where the destination was removed. The administration is told when it goes wrong again, and when it is given up.
    """
    destination = queries.destination(destination_id=recipient_id)
    if destination is None or subject_id is None:
        return POINTLESS
    release = queries.release(release_id=subject_id)
    try:
        with translation.override(settings.LANGUAGE_CODE):  # the very bytes that a download in this language gives
            file = released_file(release=release, kind=destination.file_kind)
        _CARRIERS[Way(destination.way)](destination, release, file, at)
    except NotCarried as failure:
        operations.note_push_failed(destination=destination, attempt=attempt, last=last, by=SYSTEM, at=at)
        return str(failure)
    operations.note_pushed(destination=destination, release=release, digest=file.digest, by=SYSTEM, at=at)
    return ""


def _into_folder(destination: Destination, _release: Release, file: ReleasedFile, _at: datetime) -> None:
    """Write the file beside its place and put it there in one step; the same file is left as it is."""
    folder = Path(settings.FIGURES_DROP) / destination.name
    target, beside = folder / file.name, ""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if target.is_file() and target.read_bytes() == file.content:
            return
        handle, beside = tempfile.mkstemp(dir=folder, prefix=".", suffix=".part")
        with os.fdopen(handle, "wb") as out:
            out.write(file.content)
            out.flush()
            os.fsync(out.fileno())
        Path(beside).chmod(0o640)
        Path(beside).replace(target)
    except OSError as error:
        if beside:
            Path(beside).unlink(missing_ok=True)
        raise NotCarried("folder") from error


def _by_post(destination: Destination, release: Release, file: ReleasedFile, at: datetime) -> None:
    """POST the file with its signature; the same release and file always carry the same key, so that a receiver takes it once."""
    key = hashlib.sha256(f"{destination.id} {release.digest} {file.digest}".encode()).hexdigest()
    headers = {
        "Content-Type": file.content_type,
        "Content-Disposition": f'attachment; filename="{file.name}"',
        "User-Agent": "Binome",
        "Idempotency-Key": key,
        "Binome-Seal": release.digest,
        "Binome-Signature": signature(destination.secret, file.content, at),
    }
    status = _post(destination.address, file.content, headers)
    if not 200 <= status < 300:
        raise NotCarried(f"status_{status}")


def signature(secret: str, body: bytes, at: datetime) -> str:
    """Return "t=<seconds>,v1=<hex>": HMAC-SHA256 under the secret of the seconds, a full stop and the body."""
    seconds = str(int(at.timestamp()))
    return f"t={seconds},v1={hmac.new(secret.encode(), seconds.encode() + b'.' + body, hashlib.sha256).hexdigest()}"


def _post(url: str, body: bytes, headers: dict[str, str]) -> int:
    if not may_be_called(url):
        raise NotCarried("address_not_allowed")
    parts, cut = urlsplit(url), list[bool]()
    target = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    connection: HTTPConnection | None = None

    def hang_up() -> None:
        cut.append(True)
        if connection is not None and connection.sock is not None:
            connection.sock.shutdown(socket.SHUT_RDWR)

    watch = Timer(TOTAL, hang_up)
    watch.daemon = True
    try:
        connection = open_http(parts, timeout=CONNECT, private_hosts=settings.HRIS_PRIVATE_HOSTS)
        connection.sock.settimeout(TOTAL)
        watch.start()
        connection.request("POST", target, body, headers)
        return connection.getresponse().status
    except LeadsInside as error:
        raise NotCarried("address_not_allowed") from error
    except ssl.SSLError as error:
        raise NotCarried("bad_certificate") from error
    except (OSError, HTTPException, ValueError) as error:
        raise NotCarried("too_slow" if cut or isinstance(error, TimeoutError) else "not_reached") from error
    finally:
        watch.cancel()
        if connection is not None:
            connection.close()


_CARRIERS = {Way.FOLDER: _into_folder, Way.POST: _by_post}
