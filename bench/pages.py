# SPDX-License-Identifier: EUPL-1.2
"""The whole program as a person starts it: set-up of a demonstration office, first page, pages over HTTP, idle memory."""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
from pathlib import Path

from bench.report import Row, quantile, spread

PAGES = {
    "my tasks": "/",
    "counter": "/mostrador/",
    "register": "/registro/",
    "loans": "/prestamos/",
    "persons": "/personas/",
    "ledger": "/libro/",
}


class Browser:
    """Just enough of one: cookies, forms, one connection kept open."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, body: dict[str, str] | None = None) -> tuple[int, str, str]:
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Accept-Language": "es",
        }
        data = urllib.parse.urlencode(body).encode() if body is not None else None
        if data is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, data, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        for name, value in answer.getheaders():
            if name.casefold() == "set-cookie":
                key, _equals, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return answer.status, text, answer.getheader("Location") or ""


def run(times: int = 40) -> list[Row]:
    home = Path(tempfile.mkdtemp(prefix="precinto-bench-"))
    program = str(Path(sys.executable).with_name("precinto"))
    port = _free_port()
    environment = {**os.environ, "PRECINTO_HOME": str(home / "office")}
    server = None
    try:
        start = time.perf_counter()
        told = subprocess.run(
            [program, "setup", "--home", str(home / "office"), "--office", "Oficina", "--scheme", "es", "--demo", "--json"],
            env=environment, check=True, capture_output=True, text=True,
        )  # fmt: skip
        made = time.perf_counter() - start
        passwords = _passwords(json.loads(told.stdout))
        start = time.perf_counter()
        server = subprocess.Popen(
            [program, "serve", "--home", str(home / "office"), "--port", str(port)],
            env=environment, stdout=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        _wait(port)
        first = time.perf_counter() - start
        time.sleep(2)
        idle = _pss(server.pid)
        rows = [
            Row("demonstration office made", f"{made:.1f} s", "", "<= 60 s", made <= 60),
            Row("start to first page", f"{first:.1f} s", "", "<= 60 s", first <= 60),
            Row(
                "idle memory, whole program (PSS)", f"{idle:.0f} MiB", "Mayan EDMS 1,980 MiB", "<= 150 MiB", idle <= 150
            ),
        ]
        browser = Browser(port)
        _sign_in(browser, "carmen", passwords["carmen"])
        for name, path in PAGES.items():
            taken = []
            for _ in range(times):
                begin = time.perf_counter()
                status, text, _where = browser.ask("GET", path)
                taken.append(time.perf_counter() - begin)
                if status != 200:
                    raise SystemExit(f"{path}: {status}")
            limit = quantile(taken, 0.95) <= 0.05
            rows.append(Row(f"page: {name}, {len(text) / 1024:.0f} kB", spread(taken), "", "p95 <= 50 ms", limit))
        rows.append(Row("memory after that", f"{_pss(server.pid):.0f} MiB"))
        return rows
    finally:
        if server is not None:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(20)
        shutil.rmtree(home, ignore_errors=True)


def _passwords(told: dict[str, object]) -> dict[str, str]:
    people = told.get("people") or told.get("cast") or told.get("accounts") or []
    if isinstance(people, dict):
        return {str(name): str(word) for name, word in people.items()}
    return {str(one["login"]): str(one["password"]) for one in people if isinstance(one, dict)}  # type: ignore[attr-defined]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int) -> None:
    for _ in range(600):
        try:
            if Browser(port).ask("GET", "/entrar/")[0] == 200:
                return
        except OSError:
            time.sleep(0.05)
    raise SystemExit("the server did not answer")


def _sign_in(browser: Browser, login: str, password: str) -> None:
    _status, text, _where = browser.ask("GET", "/entrar/")
    hidden = dict(re.findall(r'<input[^>]*type="hidden"[^>]*name="([^"]+)"[^>]*value="([^"]*)"', text))
    status, _text, where = browser.ask("POST", "/entrar/", {**hidden, "login": login, "password": password})
    if status not in (302, 303) or "precinto" not in browser.cookies:
        raise SystemExit(f"cannot sign in as {login}: {status} {where}")


def _pss(leader: int) -> float:
    """Proportional set size, in MiB, of a process and all below it."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            children.setdefault(parent, []).append(int(folder.name))
    total, waiting = 0, [leader]
    while waiting:
        pid = waiting.pop()
        waiting += children.get(pid, [])
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024
