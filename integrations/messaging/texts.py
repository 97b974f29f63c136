"""Text messages: by a company's own gateway over HTTP, or into a folder on a developer's machine.

A gateway is any address that takes `{"to": "+33…", "text": "…", "sender": "…"}` as JSON with a bearer token and answers 2xx: most
providers have such a call, a few lines stand before the others (docs/settings.md). Its answer is never read beyond the status, a
redirect is a failure, and no call lasts longer than TOTAL seconds, however slowly it drips.
"""

import json
import socket
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from threading import Timer
from urllib.parse import urlsplit

from django.conf import settings

from portal.core.ids import new_id
from portal.people.ports import TextNotSent

CONNECT = 5
TOTAL = 10


def by_gateway(*, number: str, text: str) -> None:
    """Send through settings.SMS_URL. Raises TextNotSent ("unreachable", "timeout", "garbled", "gateway_503")."""
    address = urlsplit(settings.SMS_URL)
    body = json.dumps({"to": number, "text": text, "sender": settings.SMS_SENDER})
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if settings.SMS_TOKEN:
        headers["Authorization"] = f"Bearer {settings.SMS_TOKEN}"
    kind = HTTPSConnection if address.scheme == "https" else HTTPConnection
    status = _call(kind(address.netloc, timeout=CONNECT), address._replace(scheme="", netloc="").geturl() or "/", body, headers)
    if not 200 <= status < 300:
        raise TextNotSent(f"gateway_{status}")


def to_folder(*, number: str, text: str) -> None:
    """Write the message under var/texts, where a developer reads it, as mails are under var/mail."""
    folder = settings.VAR_DIR / "texts"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{new_id()}.txt").write_text(f"{number}\n\n{text}\n", encoding="utf-8")


def _call(connection: HTTPConnection, path: str, body: str, headers: dict[str, str]) -> int:
    """Return the status of the answer; the connection is cut after TOTAL seconds whatever it is doing."""
    cut: list[bool] = []

    def hang_up() -> None:
        cut.append(True)
        if connection.sock is not None:
            connection.sock.shutdown(socket.SHUT_RDWR)

    watch = Timer(TOTAL, hang_up)
    try:
        watch.start()
        connection.request("POST", path, body.encode(), headers)
        return connection.getresponse().status
    except TimeoutError as error:
        raise TextNotSent("timeout") from error
    except (HTTPException, ValueError) as error:
        raise TextNotSent("timeout" if cut else "garbled") from error
    except OSError as error:
        raise TextNotSent("timeout" if cut else "unreachable") from error
    finally:
        watch.cancel()
        connection.close()
