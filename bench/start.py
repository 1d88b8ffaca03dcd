# SPDX-License-Identifier: EUPL-1.2
"""From a fresh clone to the first page, as whoever has just fetched the program starts it: `git clone`, `make run`.

What is cloned is what is committed. Packages come from where `uv` finds them, its cache among others: on a machine whose cache is
empty the network is measured too.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from bench.pages import free_port
from bench.report import Row

ROOT = Path(__file__).resolve().parents[1]
LIMIT = 60
PATIENCE = 600
LINK = re.compile(r"http://[^/\s]+(/primera-vez/\S+/)")


def run() -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="precinto-bench-", dir=os.environ.get("PRECINTO_BENCH_DIR")) as folder:
        clone = Path(folder) / "precinto"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        first = _to_the_first_page(clone)
        again = _to_the_first_page(clone)
    return [
        Row("fresh clone: `make run` to the first page", f"{first:.1f} s", "", f"<= {LIMIT} s", first <= LIMIT),
        Row("the same once more", f"{again:.1f} s", "", f"<= {LIMIT} s", again <= LIMIT),
    ]


def _to_the_first_page(clone: Path) -> float:
    """Seconds from the command to the whole of the first-run page, at the link that the program prints."""
    mine = ("PRECINTO_", "DJANGO_", "VIRTUAL_ENV", "MAKE", "MFLAGS")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(mine)}
    environment["PRECINTO_HOME"] = str(clone / "office")
    port = free_port()
    said = clone.with_name("said")
    start = time.perf_counter()
    with said.open("wb") as out:
        make = subprocess.Popen(
            ["make", "--silent", "run", f"PORT={port}"],
            cwd=clone, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True,
        )  # fmt: skip
    try:
        while time.perf_counter() - start < PATIENCE and make.poll() is None:
            link = LINK.search(said.read_text("utf-8", "replace"))
            if link is not None and _answers(port, link[1]):
                return time.perf_counter() - start
            time.sleep(0.02)
        raise SystemExit(f"`make run` led to no page:\n{said.read_text('utf-8', 'replace')}")
    finally:
        # All that the command started is of its group: the server, which takes its place, and the server's own.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(make.pid, signal.SIGTERM)
        try:
            make.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(make.pid, signal.SIGKILL)
            make.wait()


def _answers(port: int, path: str) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
    except OSError:
        return False
    finally:
        connection.close()
    return answer.status == 200
