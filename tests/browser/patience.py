# SPDX-License-Identifier: EUPL-1.2
"""A browser that answers no more ends its test, and no other: most of Playwright's calls wait for ever.

What failed for that reason alone is tried once more, and pytest's summary says so. A wrong answer is never asked again.
"""

from __future__ import annotations

import os
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from signal import SIGKILL

import pytest
from _pytest.runner import runtestprotocol

# The longest test takes a third of it on two busy cores.
LONGEST, MORE = 300.0, 60.0

killed = threading.Event()


@contextmanager
def at_most(seconds: float = LONGEST) -> Iterator[None]:
    """The browsers of this process are killed after `seconds`: what waits for one fails where it stands, and says so.

    What waits for something else is ended with its process a while later; pytest then names the test and goes on.
    """
    stages = [threading.Timer(seconds, _kill_browsers), threading.Timer(seconds + MORE, os._exit, [70])]
    for stage in stages:
        stage.daemon = True
        stage.start()
    try:
        yield
    finally:
        for stage in stages:
            stage.cancel()


def run(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """Pytest's own way of running a test, and once more if its browser had to be killed."""
    place = item.location
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=place)
    killed.clear()
    reports = runtestprotocol(item, log=False, nextitem=nextitem)
    if killed.is_set():
        first = next((report for report in reports if report.failed), None)
        warnings.warn(f"{item.nodeid}: the browser gave no answer\n{first and first.longreprtext}", stacklevel=1)
        reports = runtestprotocol(item, log=False, nextitem=nextitem)
    for report in reports:
        item.ihook.pytest_runtest_logreport(report=report)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=place)


def _kill_browsers() -> None:
    killed.set()
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
