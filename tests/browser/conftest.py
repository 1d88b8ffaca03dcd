# SPDX-License-Identifier: EUPL-1.2
"""A real browser before a real office. Where there is no chromium these tests say so and step aside."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright

from tests.browser import patience

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium")
QUIET = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
Told = dict[str, Any]


def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    if item.get_closest_marker("browser") is None:
        return None  # this hook is asked about the tests of every folder
    patience.run(item, nextitem)
    return True


@pytest.fixture(scope="session")
def launch() -> Iterator[Callable[[], Browser]]:
    """The browser of this process: one for all its tests, and another once that one has gone."""
    if CHROMIUM is None:
        pytest.skip("no chromium here: the pages are not tried in a browser")
    started: list[Browser] = []

    with sync_playwright() as playwright:

        def running() -> Browser:
            if not (started and started[-1].is_connected()):
                started.append(playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET)))
            return started[-1]

        yield running
        for browser in started:
            browser.close()


@pytest.fixture(autouse=True)
def chromium(launch: Callable[[], Browser]) -> Iterator[Browser]:
    with patience.at_most():
        yield launch()


@contextmanager
def serving(home: Path, *more: str) -> Iterator[Told]:
    command = [sys.executable, "-m", "tests.browser.office", str(home), *more]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        if server.stdout is None:
            raise RuntimeError("no way to hear from the office")
        try:
            yield json.loads(server.stdout.readline())
        finally:
            server.kill()


@pytest.fixture(scope="session")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """An office with something on every page. Tests look at it; what changes it takes an office of its own."""
    with serving(tmp_path_factory.mktemp("papers") / "office") as told:
        yield told


class Watched:
    """A page whose complaints and requests are kept."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.page: Page = context.new_page()
        self.address = address
        self.complaints: list[str] = []
        self.page.on("console", lambda said: self._heard(said.type, said.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._asked)

    def _heard(self, kind: str, text: str) -> None:
        # A refusal's status is its answer, and chromium reports every one above 399.
        if kind in ("error", "warning") and "Failed to load resource" not in text:
            self.complaints.append(f"{kind}: {text}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.complaints.append(f"asks for {request.url}")

    def go(self, path: str) -> Page:
        self.page.goto(self.address + path)
        return self.page


@pytest.fixture
def station(chromium: Browser) -> Iterator[Callable[..., Watched]]:
    """`station(told, login)` opens a browser at which somebody has signed in, or nobody."""
    opened = []

    def open_(told: Told, login: str = "", *, lang: str = "es", theme: str = "light", **how: Any) -> Watched:
        # Colours do not glide while they are measured.
        how = {"viewport": {"width": 1366, "height": 768}, "reduced_motion": "reduce"} | how
        context = chromium.new_context(**how)
        cookies = {"precinto_theme": theme, "precinto_language": lang}
        if login:
            cookies["precinto"] = told["sessions"][login]
        context.add_cookies(
            [{"name": n, "value": v, "url": told["address"], "httpOnly": True} for n, v in cookies.items()]
        )
        opened.append(context)
        return Watched(context, told["address"])

    yield open_
    for context in opened:
        context.close()
