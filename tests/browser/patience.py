# SPDX-License-Identifier: EUPL-1.2
"""A browser that answers no more ends its test, and no other: most of Playwright's calls wait for ever."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from signal import SIGKILL

# The longest test takes a third of it on two busy cores.
LONGEST, MORE = 300.0, 60.0


@contextmanager
def at_most(seconds: float = LONGEST) -> Iterator[None]:
    """The browsers of this process are killed after `seconds`: what waits for one fails where it stands, and says so.

    What waits for something else is ended with its process a while later; pytest then names the test and goes on.
    """
    stages = [threading.Timer(seconds, _kill_browsers, [seconds]), threading.Timer(seconds + MORE, os._exit, [70])]
    for stage in stages:
        stage.daemon = True
        stage.start()
    try:
        yield
    finally:
        for stage in stages:
            stage.cancel()


def _kill_browsers(seconds: float) -> None:
    print(f"no end after {seconds:.0f} s: the browser is killed", file=sys.stderr, flush=True)
    for process in browsers():
        with suppress(ProcessLookupError):
            os.kill(process, SIGKILL)


def browsers() -> list[int]:
    """The browsers that this process has started, through Playwright's driver. None where there is no /proc to ask."""
    parents: dict[int, int] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            # The name in brackets may hold anything, spaces and brackets too.
            parents[int(status.parent.name)] = int(status.read_text().rpartition(")")[2].split()[1])
    return [process for process in parents if _is_chromium(process) and _descends(process, parents)]


def _is_chromium(process: int) -> bool:
    with suppress(OSError):
        return Path(f"/proc/{process}/exe").readlink().name == "chromium"
    return False


def _descends(process: int, parents: dict[int, int]) -> bool:
    while process in parents:
        process = parents[process]
        if process == os.getpid():
            return True
    return False
