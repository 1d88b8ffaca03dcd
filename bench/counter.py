# SPDX-License-Identifier: EUPL-1.2
"""The counter in a real browser: from the Enter of a scanner to the answer on the screen, and a batch to its receipt.

python -m bench.counter HOME CODES    lends the copies that the bench then takes back (used by the bench itself)
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.pages import _passwords, _wait, free_port
from bench.report import Row, ms, quantile

BATCH = 10
LIMIT = 0.1


def run(scans: int = 100) -> list[Row]:
    """`scans` copies are scanned and taken back, in batches of ten, with a typing scanner of 10 ms a key."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium")
    if chromium is None:
        return [Row("counter", "no chromium here: not measured")]
    home = Path(tempfile.mkdtemp(prefix="precinto-bench-"))
    program = str(Path(sys.executable).with_name("precinto"))
    port = free_port()
    environment = {**os.environ, "PRECINTO_HOME": str(home / "office")}
    server = None
    try:
        set_up = [
            program,
            "setup",
            "--home",
            str(home / "office"),
            "--office",
            "Oficina",
            "--scheme",
            "es",
            "--demo",
            "--json",
        ]
        told = subprocess.run(set_up, env=environment, check=True, capture_output=True, text=True)
        password = _passwords(json.loads(told.stdout))["carmen"]
        lend = [sys.executable, "-m", "bench.counter", str(home / "office"), str(scans)]
        lent: list[str] = json.loads(subprocess.run(lend, check=True, capture_output=True, text=True).stdout)
        serve = [program, "serve", "--home", str(home / "office"), "--port", str(port)]
        server = subprocess.Popen(serve, env=environment, stdout=subprocess.DEVNULL, start_new_session=True)
        _wait(port)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
            )
            page = browser.new_page(locale="es-ES")
            page.goto(f"http://127.0.0.1:{port}/entrar/")
            page.fill("input[name=login]", "carmen")
            page.fill("input[name=password]", password)
            page.press("input[name=password]", "Enter")
            page.wait_for_url(f"http://127.0.0.1:{port}/")
            page.goto(f"http://127.0.0.1:{port}/mostrador/")
            readings, batches = _scan_all(page, lent)
            browser.close()
        scan, batch = quantile(readings, 0.95), quantile(batches, 0.95)
        what = f"{len(batches)} batches of {BATCH} taken back, flushed, receipt shown"
        return [
            Row(
                f"{len(readings)} copies scanned: Enter to answer",
                _spread(readings),
                "",
                "p95 <= 100 ms",
                scan <= LIMIT,
            ),
            Row(what, _spread(batches), "", "p95 <= 100 ms a copy", batch <= LIMIT * BATCH),
        ]
    finally:
        if server is not None:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(20)
        shutil.rmtree(home, ignore_errors=True)


def _spread(values: list[float]) -> str:
    return f"p50 {ms(quantile(values, 0.5))}, p95 {ms(quantile(values, 0.95))}"


def _scan_all(page: Any, lent: list[str]) -> tuple[list[float], list[float]]:
    from precinto.custody import codes

    finish = codes.make("Z", command="FIN")
    readings, batches = [], []
    for place, code in enumerate(lent, start=1):
        readings.append(_scan(page, code))
        if place % BATCH == 0:
            batches.append(_scan(page, finish))
    return readings, batches


def _scan(page: Any, text: str) -> float:
    """Seconds from the scanner's Enter to the answer on the screen, as the page itself measured them."""
    measured = "performance.getEntriesByName('precinto-reading')"
    before = page.evaluate(f"{measured}.length")
    page.keyboard.type(text, delay=10)
    page.keyboard.press("Enter")
    page.wait_for_function(f"before => {measured}.length > before", arg=before)
    if page.locator(".halt").count():
        raise SystemExit(f"the counter stopped at {text}: {page.locator('.halt').inner_text()}")
    return float(page.evaluate(f"{measured}.at(-1).duration")) / 1000


def lend(home: Path, count: int) -> list[str]:
    """Register a document of so many copies and lend them all to Rosa. Gives their codes."""
    os.environ |= {"PRECINTO_HOME": str(home), "DJANGO_SETTINGS_MODULE": "precinto.config.settings"}
    import django

    django.setup()
    from precinto.access.models import Person
    from precinto.access.officers import Officer
    from precinto.custody.models import Place
    from precinto.documents.models import Document
    from precinto.procedures.model import REGISTRY
    from precinto.procedures.perform import perform
    from precinto.records.clock import now

    def do(login: str, step: str, case: int | None, **facts: Any) -> int:
        procedure, _dot, name = step.rpartition(".")
        officer = Officer(Person.objects.get(account__login=login), "cli", proved_at=now())
        intent = f"bench-{login}-{step}-{case}-{facts.get('copy', '')}"
        return perform(REGISTRY[procedure], name, case, by=officer, facts=facts, intent=intent).case.pk

    safe = Place.objects.filter(kind="safe").order_by("-rank").values_list("code", flat=True)[0]
    level = "C"
    given = {
        "title": "Plano",
        "level": level,
        "copies": count,
        "folios": 3,
        "via": "bag",
        "no_envelope": "ensayo",
        "place": safe,
        "scope": "rosa",
    }
    key = do("carmen", "documents.register.register", None, **given)
    copies = [
        copy.thing.code for copy in Document.objects.get(pk=key).copies.select_related("thing").order_by("number")
    ]
    for code in copies:
        loan = do("rosa", "documents.lend.request", None, copy=code, reason="informe")
        do("luis", "documents.lend.approve", loan)
        do("pilar", "documents.lend.hand_over", loan, folios=3)
    return copies


if __name__ == "__main__":
    print(json.dumps(lend(Path(sys.argv[1]), int(sys.argv[2]))))
