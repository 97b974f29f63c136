"""A program on a leash ends with whoever started it, even if they are killed: `python -m portal.config.leash manage.py runserver`.

Its standard input is a pipe into which nobody writes; the system closes it when the process at the other end is gone. Nothing
of one operating system, and no port held by a server that nobody looks after.
"""

import os
import runpy
import signal
import sys
from threading import Thread


def end_with_the_other_side() -> None:
    """Wait until the pipe is closed, then end this process as whoever started it would have."""
    while os.read(sys.stdin.fileno(), 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    Thread(target=end_with_the_other_side, daemon=True).start()
    del sys.argv[0]
    runpy.run_path(sys.argv[0], run_name="__main__")
