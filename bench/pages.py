# SPDX-License-Identifier: EUPL-1.2
"""The whole program as a person starts it: set-up of a demonstration office, first page, pages over HTTP, idle memory.

The pages are those of `tests/web/places.py`, and the most statements of one are those of `tests/web/test_budget.py`; where an
address names a case, it is one of the demonstration office. Each is asked as Carmen, who keeps the registry, and those that are
not hers are left out.

python -m bench.pages HOME    the pages and their statements, asked of the program itself (used by the bench itself)
"""

from __future__ import annotations

import contextlib
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

from bench.report import Row, ms, quantile, spread

LOGIN = "carmen"
LIMIT = 0.05


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
    port = free_port()
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
        ask = [sys.executable, "-m", "bench.pages", str(home / "office")]
        counted = json.loads(subprocess.run(ask, check=True, capture_output=True, text=True).stdout)
        budget: int = counted["budget"]
        asked: dict[str, int] = counted["pages"]
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
        _sign_in(browser, LOGIN, passwords[LOGIN])
        slowest = 0.0
        for path, statements in asked.items():
            taken, size = _latency(browser, path, times)
            slowest = max(slowest, quantile(taken, 0.95))
            met = quantile(taken, 0.95) <= LIMIT and statements <= budget
            figure = f"{spread(taken)}, {statements} statements"
            rows.append(
                Row(f"page {path}, {size / 1024:.0f} kB", figure, "", f"p95 <= 50 ms, <= {budget} statements", met)
            )
        rows.append(Row(f"the slowest of {len(asked)} pages, p95", ms(slowest), "", "<= 50 ms", slowest <= LIMIT))
        most = max(asked.values())
        rows.append(Row("the most statements of one page", str(most), "", f"<= {budget}", most <= budget))
        rows.append(Row("memory after that", f"{_pss(server.pid):.0f} MiB"))
        return rows
    finally:
        if server is not None:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(20)
        shutil.rmtree(home, ignore_errors=True)


def _latency(browser: Browser, path: str, times: int) -> tuple[list[float], int]:
    taken = []
    for _ in range(times):
        begin = time.perf_counter()
        status, text, _where = browser.ask("GET", path)
        taken.append(time.perf_counter() - begin)
        if status != 200:
            raise SystemExit(f"{path}: {status}")
    return taken, len(text)


def _statements(home: Path) -> dict[str, object]:
    """How many statements each of Carmen's pages asks, as the tests count them, and how many a page may."""
    os.environ |= {"PRECINTO_HOME": str(home), "DJANGO_SETTINGS_MODULE": "precinto.config.settings"}
    import django

    django.setup()
    from tests.web.conftest import Pages
    from tests.web.places import PLACES
    from tests.web.test_budget import MOST, questions

    browser = Pages(LOGIN)
    names = _cases()
    found = {}
    for place in PLACES:
        with contextlib.suppress(KeyError):  # nothing of the demonstration office stands there
            path = place.format_map(names)
            if browser.get(path).status_code == 200:
                found[path] = questions(browser, path)
    return {"budget": MOST, "pages": found}


def _cases() -> dict[str, object]:
    """What the addresses name: the newest of each in the office that there is."""
    from precinto.access.models import Account, Person
    from precinto.documents.models import Copy, Document, Extension, Loan, Round

    lent = Loan.objects.filter(stage="lent").select_related("copy__document", "copy__thing").latest("pk")
    document = Document.objects.get(pk=lent.copy.document_id)
    in_the_safe = Copy.objects.filter(thing__place__kind="safe", document__stage="registered").select_related("thing")
    newest = {
        stage: Loan.objects.filter(stage=stage).order_by("-pk").first() for stage in ("asked", "approved", "returned")
    }
    others = {"round": Round.objects.order_by("-pk").first(), "extension": Extension.objects.order_by("-pk").first()}
    return {
        "document": document.pk,
        "number": f"{document.year}/{document.number}",
        "copy": lent.copy.thing.code,
        "free": in_the_safe.latest("pk").thing.code,
        "lent": lent.pk,
        "rosa": Person.objects.get(account__login="rosa").pk,
        "account": Account.objects.get(login="rosa").pk,
        **{name: one.pk for name, one in (newest | others).items() if one is not None},
    }


def _passwords(told: dict[str, object]) -> dict[str, str]:
    people = told.get("people") or told.get("cast") or told.get("accounts") or []
    if isinstance(people, dict):
        return {str(name): str(word) for name, word in people.items()}
    return {str(one["login"]): str(one["password"]) for one in people if isinstance(one, dict)}  # type: ignore[attr-defined]


def free_port() -> int:
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


if __name__ == "__main__":
    print(json.dumps(_statements(Path(sys.argv[1]))))
