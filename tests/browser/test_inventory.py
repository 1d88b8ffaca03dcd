# SPDX-License-Identifier: EUPL-1.2
"""Thousands of things counted by three clerks, each at a browser of their own: every planted error is found, none is invented."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from precinto.custody import codes
from tests.browser.hands import READINGS, burst

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.browser

LOGINS = ("carmen", "pilar", "jaime")
BY_HAND = 25  # things that each clerk reads one by one; the rest comes in the lists of a batch scanner
LIST = 150
FIN = codes.make("Z", command="FIN")

Told = dict[str, Any]


Open = Callable[..., Page]


@contextmanager
def serving(home: Path, many: int) -> Iterator[Told]:
    command = [sys.executable, "-m", "tests.browser.inventory_office", str(home), str(many)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        if server.stdout is None:
            raise RuntimeError("no way to hear from the office")
        try:
            told = json.loads(server.stdout.readline())
            yield told | json.loads(server.stdout.readline())
        finally:
            server.kill()  # else a test that failed would wait for the office for ever


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """One office for the small tests: each reads other things in it."""
    with serving(tmp_path_factory.mktemp("counted") / "office", 500) as told:
        yield told


@pytest.fixture
def station(chromium: Browser) -> Iterator[Open]:
    opened: list[BrowserContext] = []

    def open_(office: Told, login: str, *, script: bool = True) -> Page:
        context = chromium.new_context(java_script_enabled=script, reduced_motion="reduce")
        opened.append(context)
        context.add_cookies([{"name": "precinto", "value": office["sessions"][login], "url": office["address"]}])
        page = context.new_page()
        page.goto(f"{office['address']}/inventario/{office['inventory']}/")
        return page

    yield open_
    for context in opened:
        context.close()


class Clerk:
    """Somebody who reads what lies in truth in some places, one list after the other."""

    def __init__(self, page: Page, work: list[tuple[str, list[str]]]) -> None:
        self.page = page
        self.jobs: list[tuple[str, list[str]]] = []
        for place, things in work:
            hand = things[: BY_HAND // len(work)]
            rest = things[len(hand) :]
            self.jobs.append(("hand", [place, *hand]))
            self.jobs += [("list", rest[at : at + LIST]) for at in range(0, len(rest), LIST)]
            self.jobs.append(("hand", [FIN]))
        self.before = 0
        self.stops = 0

    def start(self, texts: list[str]) -> None:
        """A list as a batch scanner empties it, on its way while the others read."""
        self.before = self.page.evaluate(READINGS)
        if not self.page.locator("#many").is_visible():
            self.page.locator(".many summary").click()
        self.page.locator("#many").fill("\n".join(texts))
        self.page.locator(".many button").first.click()

    def hand(self, texts: list[str]) -> None:
        """One after the other, each a burst of keys and Enter."""
        for text in texts:
            self.before = self.page.evaluate(READINGS)
            burst(self.page, text)
            self.wait()

    def wait(self) -> None:
        """Until the answer is there; what stops the hand is acknowledged, as somebody who has seen it does."""
        self.page.wait_for_function(f"before => {READINGS} > before", arg=self.before, timeout=60_000)
        if self.page.locator("#board .halt").count():
            self.stops += 1
            expect(self.page.locator("#scan")).to_be_disabled()
            self.page.wait_for_timeout(200)
            self.page.keyboard.press("Enter")
            expect(self.page.locator("#board .halt")).to_have_count(0)


def numbers(page: Page) -> dict[str, int]:
    found = page.locator(".tally dd").evaluate_all("cells => cells.map(cell => [cell.id, cell.textContent])")
    return {name.removeprefix("n-"): int(text.partition("/")[0]) for name, text in found}


@pytest.mark.parametrize("many", [600, pytest.param(5000, marks=pytest.mark.campaign)])
def test_three_clerks_find_what_was_planted_and_invent_nothing(station: Open, tmp_path: Path, many: int) -> None:
    with serving(tmp_path / "office", many) as office:
        count_it_all(office, station)


def count_it_all(office: Told, station: Open) -> None:
    truth, planted = office["truth"], office["planted"]
    places = list(truth)
    shares = [[places[0]], [places[1], places[3]], [places[2], places[4]]]
    shares[0].append(office["counter"])
    clerks = [
        Clerk(station(office, login), [(place, truth.get(place, [])) for place in share])
        for login, share in zip(LOGINS, shares, strict=True)
    ]
    for clerk in clerks:
        clerk.page.locator("body").click()  # the scanner does not care where the focus is
    round_ = 0
    while any(clerk.jobs for clerk in clerks):
        sent = []
        for clerk in clerks:
            if not clerk.jobs:
                continue
            kind, texts = clerk.jobs.pop(0)
            if kind == "hand":
                clerk.hand(texts)
            else:
                clerk.start(texts)
                sent.append(clerk)
        for clerk in sent:
            clerk.wait()
        round_ += 1
        if round_ == 3:
            # Whoever comes back goes on where they were: only the place is read again.
            page = clerks[1].page
            page.reload()
            clerks[1].hand([shares[1][0]])
    page = clerks[0].page
    page.reload()
    found = numbers(page)
    assert found["done"] == len(places) + 1
    moved = 3
    assert found["missing"] == len(planted["missing"])
    assert found["misplaced"] == len(planted["misplaced"])
    assert found["unknown"] == len(planted["unknown"])
    assert found["found"] == office["expected"] - len(planted["missing"]) - len(planted["misplaced"]) - moved
    assert sum(clerk.stops for clerk in clerks) > 0
    page.get_by_role("link", name="Cerrar el recuento").click()
    page.get_by_role("button", name="Cerrar el recuento").click()
    rows = page.locator("section:has(#differences) tbody tr").evaluate_all(
        "rows => rows.map(row => [...row.cells].slice(0, 2).map(cell => cell.textContent.trim()))"
    )
    kinds = {"Falta": "missing", "Fuera de su sitio": "misplaced", "Sin registrar": "unknown"}
    told: dict[str, list[str]] = {kind: [] for kind in planted}
    for kind, code in rows:
        parsed = codes.parse(code)
        assert parsed is not None
        told[kinds[kind]].append(parsed.text)
    assert {kind: sorted(found) for kind, found in told.items()} == {k: sorted(v) for k, v in planted.items()}


def test_errors_stop_the_hand_and_what_is_read_meanwhile_is_not_taken(shared: Told, station: Open) -> None:
    page = station(shared, "carmen")
    place = next(iter(shared["truth"]))
    clerk = Clerk(page, [])
    stranger = shared["planted"]["unknown"][0]
    clerk.hand([place])
    burst(page, stranger)
    halt = page.get_by_role("alertdialog")
    expect(halt).to_be_focused()
    expect(halt).to_contain_text("1.3")
    assert page.locator("#counter").get_attribute("data-sounded") == "stop"
    other = shared["truth"][place][0]
    burst(page, other)
    expect(page.locator("#missed li")).to_have_text([other])
    page.wait_for_timeout(200)
    page.keyboard.press("Enter")
    expect(page.locator("#board .halt")).to_have_count(0)
    clerk.hand([other])
    expect(page.locator("#missed")).to_be_hidden()


def test_what_another_clerk_reads_shows_without_a_key(shared: Told, station: Open) -> None:
    watching, reading = station(shared, "carmen"), station(shared, "pilar")
    place, things = list(shared["truth"].items())[1]
    Clerk(reading, []).hand([place, things[0]])
    expect(watching.locator("#n-found")).to_have_text(reading.locator("#n-found").inner_text(), timeout=15_000)


def test_without_the_script_the_same_form_works(shared: Told, station: Open) -> None:
    page = station(shared, "carmen", script=False)
    place, things = list(shared["truth"].items())[2]
    page.locator("#scan").fill(place)
    page.get_by_role("button", name="Leer", exact=True).click()
    before = page.locator(".readings tbody tr").count()
    page.locator("#scan").fill(things[0])
    page.get_by_role("button", name="Leer", exact=True).click()
    expect(page.locator(".readings tbody tr")).to_have_count(before + 1)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_page_is_accessible(shared: Told, station: Open, theme: str) -> None:
    page = station(shared, "carmen")
    page.context.add_cookies([{"name": "precinto_theme", "value": theme, "url": shared["address"]}])
    place, things = list(shared["truth"].items())[3]
    page.reload()
    clerk = Clerk(page, [])
    stranger = shared["planted"]["unknown"][4 if theme == "light" else 5]
    clerk.hand([place, things[0], stranger])
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    page.goto(shared["address"] + "/inventario/")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
