"""Starts real servers for the suite: a PostgreSQL of its own, in a temporary folder, on a free port of loopback."""

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path


def free_port() -> int:
    """Return a port of loopback that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def postgres_binaries() -> Path | None:
    """Return the folder of PostgreSQL's server programs, the newest there is, or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


@contextlib.contextmanager
def postgres() -> Iterator[str]:
    """Run a PostgreSQL for as long as the block lasts. Yields its DATABASE_URL. Raises RuntimeError when it is not installed."""
    binaries = postgres_binaries()
    if binaries is None:
        raise RuntimeError("PostgreSQL is not installed")
    folder, port = Path(tempfile.mkdtemp(prefix="binome-pg-")), free_port()
    as_server = _drop_root(folder)
    data = folder / "data"
    quiet = {"stdout": subprocess.DEVNULL, "cwd": folder}
    try:
        subprocess.run(
            [*as_server, binaries / "initdb", "-D", data, "-U", "binome", "-A", "trust", "-E", "UTF8"], check=True, **quiet
        )  # type: ignore[call-overload]
        options = (
            f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
        )
        start = [*as_server, binaries / "pg_ctl", "-D", data, "-o", options, "-l", folder / "log", "-w", "start"]
        subprocess.run(start, check=True, **quiet)  # type: ignore[call-overload]
        yield f"postgres://binome@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run(
            [*as_server, binaries / "pg_ctl", "-D", data, "-m", "immediate", "stop"],
            stdout=subprocess.DEVNULL,
            cwd="/",
            check=False,
        )
        shutil.rmtree(folder, ignore_errors=True)


def _drop_root(folder: Path) -> list[str]:
    """PostgreSQL refuses to run as root: hand the folder to its own user, and return the words that change to it."""
    if os.geteuid() != 0:
        return []
    owner = pwd.getpwnam("postgres")
    os.chown(folder, owner.pw_uid, owner.pw_gid)
    return ["setpriv", f"--reuid={owner.pw_uid}", f"--regid={owner.pw_gid}", "--clear-groups", "--"]
