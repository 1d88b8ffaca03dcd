# SPDX-License-Identifier: EUPL-1.2
"""The process that watches: it loads the server and nothing of the program, and says when the doors are open."""

from __future__ import annotations

import os
import socket
import sys
import threading
import time

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

PATIENCE = 120
# Seconds to end what is under way. A worker told to stop while it loads does not hear it: then it is ended, and no act is half done.
GRACE = 15


def main() -> None:
    host, port, threads = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    server = Granian(
        "precinto.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=threads,
        blocking_threads_idle_timeout=600,
        backlog=128,
        websockets=False,
        workers_kill_timeout=GRACE,
        log_level=LogLevels.error,
    )
    server.on_startup(lambda: threading.Thread(target=tell_when_open, args=(host, port), daemon=True).start())
    server.serve()
    print(os.environ.get("PRECINTO_LAST_WORDS", ""), flush=True)


def tell_when_open(host: str, port: int) -> None:
    """The address is told once it answers: whoever clicks at once finds a page."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            socket.create_connection((host, port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
            continue
        print(os.environ.get("PRECINTO_WORDS", ""), flush=True)
        return


if __name__ == "__main__":
    main()
