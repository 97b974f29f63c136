"""Text messages through a gateway that misbehaves, on loopback: each fault is a code, no call lasts, no number is in an error."""

import json
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest
from pytest_django import Settings

from integrations.messaging import texts
from portal.people.ports import TextNotSent

NUMBER = "+33612345678"
Behaviour = Callable[[socket.socket], None]


def read_request(client: socket.socket) -> bytes:
    """Head and body of one request."""
    received = b""
    while b"\r\n\r\n" not in received:
        received += client.recv(65536)
    head, _, body = received.partition(b"\r\n\r\n")
    length = int(next(line.split(b":")[1] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")))
    while len(body) < length:
        body += client.recv(65536)
    return head + b"\r\n\r\n" + body


def answering(answer: bytes, seen: list[bytes]) -> Behaviour:
    def behave(client: socket.socket) -> None:
        seen.append(read_request(client))
        client.sendall(answer)

    return behave


@contextmanager
def gateway(settings: Settings, behave: Behaviour) -> Iterator[None]:
    """A gateway for one call; what it does after the portal hung up is its own affair."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(5)

        def serve() -> None:
            client, _ = server.accept()
            with client:
                try:
                    behave(client)
                except OSError:
                    return

        thread = Thread(target=serve)
        thread.start()
        settings.SMS_URL = f"http://127.0.0.1:{server.getsockname()[1]}/send?account=binome"
        settings.SMS_TOKEN, settings.SMS_SENDER = "jeton", "Binome"
        yield
        thread.join(5)
        assert not thread.is_alive()


def status(line: str, head: str = "") -> bytes:
    return f"HTTP/1.1 {line}\r\n{head}Content-Length: 0\r\n\r\n".encode()


def test_a_message_leaves_as_json_with_the_token(settings: Settings) -> None:
    seen: list[bytes] = []
    with gateway(settings, answering(status("202 Accepted"), seen)):
        texts.by_gateway(number=NUMBER, text="Binôme\u00a0: 123456 est votre code.")
    head, _, body = seen[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /send?account=binome HTTP/1.1")
    assert b"Authorization: Bearer jeton" in head
    assert json.loads(body) == {"to": NUMBER, "text": "Binôme\u00a0: 123456 est votre code.", "sender": "Binome"}


def test_without_a_token_none_is_sent(settings: Settings) -> None:
    seen: list[bytes] = []
    with gateway(settings, answering(status("200 OK"), seen)):
        settings.SMS_TOKEN = ""
        texts.by_gateway(number=NUMBER, text="x")
    assert b"Authorization" not in seen[0]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (status("401 Unauthorized"), "gateway_401"),
        (status("429 Too Many Requests"), "gateway_429"),
        (status("503 Unavailable"), "gateway_503"),
        (status("302 Found", "Location: http://127.0.0.1:1/elsewhere\r\n"), "gateway_302"),
        (status("199 Odd"), "gateway_199"),
        (b"SSH-2.0-OpenSSH_9.9\r\n", "garbled"),
        (b"HTTP/1.1 abc OK\r\n\r\n", "garbled"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: " + b"a" * 70_000 + b"\r\n\r\n", "garbled"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: a\r\n" * 200 + b"\r\n", "garbled"),
        (b"", "garbled"),
    ],
)
def test_a_fault_is_a_code_without_the_number(answer: bytes, code: str, settings: Settings) -> None:
    with gateway(settings, answering(answer, [])), pytest.raises(TextNotSent) as failure:
        texts.by_gateway(number=NUMBER, text="x")
    assert str(failure.value) == code
    assert NUMBER not in repr(failure.value.__cause__)


def test_nobody_listens(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.SMS_URL = f"http://127.0.0.1:{server.getsockname()[1]}/"
    settings.SMS_TOKEN = settings.SMS_SENDER = ""
    with pytest.raises(TextNotSent, match="unreachable"):
        texts.by_gateway(number=NUMBER, text="x")


def test_a_gateway_that_hangs_up_in_the_middle(settings: Settings) -> None:
    with gateway(settings, lambda client: client.close()), pytest.raises(TextNotSent, match=r"garbled|unreachable"):
        texts.by_gateway(number=NUMBER, text="x")


def silent(client: socket.socket) -> None:
    read_request(client)
    client.recv(1)  # until the portal hangs up


def dripping(client: socket.socket) -> None:
    """A byte now and then, which would reset a timeout of the socket each time."""
    read_request(client)
    while True:
        client.sendall(b"H")
        time.sleep(0.05)


@pytest.mark.parametrize("behave", [silent, dripping])
def test_a_slow_gateway_is_cut(behave: Behaviour, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "TOTAL", 0.3)
    begun = time.monotonic()
    with gateway(settings, behave), pytest.raises(TextNotSent, match="timeout"):
        texts.by_gateway(number=NUMBER, text="x")
    assert time.monotonic() - begun < 4


def test_a_large_answer_is_not_read(settings: Settings) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n"
    begun = time.monotonic()
    with gateway(settings, answering(head + b"x" * 1000, [])):
        texts.by_gateway(number=NUMBER, text="x")
    assert time.monotonic() - begun < 4


def test_a_developer_reads_it_in_a_folder(settings: Settings, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path
    texts.to_folder(number=NUMBER, text="123456")
    texts.to_folder(number=NUMBER, text="654321")
    written = sorted(path.read_text() for path in (tmp_path / "texts").iterdir())
    assert written == [f"{NUMBER}\n\n123456\n", f"{NUMBER}\n\n654321\n"]
