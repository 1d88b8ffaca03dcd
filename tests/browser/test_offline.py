# SPDX-License-Identifier: EUPL-1.2
"""The counter in a browser while the office's machine is really away: enrolled, let in, written down, brought back, decided."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from precinto.custody import codes
from precinto.documents.offline import queue
from precinto.records.clock import now
from tests.browser.conftest import ROOT
from tests.browser.hands import burst
from tests.browser.test_pages import violations

pytestmark = pytest.mark.browser

COMMAND = [sys.executable, "-m", "tests.browser.counter_office"]
STATION, STATIONS = "/mostrador/fuera-de-linea/", "/mostrador/estaciones/"
FIN, DEV = (codes.make("Z", command=name) for name in ("FIN", "DEV"))


class Machine:
    """The office's machine, which can be switched off and on. It keeps its address."""

    def __init__(self, home: Path, told: dict[str, Any]) -> None:
        self.home, self.told, self.port = home, told, 0
        self.server: subprocess.Popen[str] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def on(self) -> None:
        command = [*COMMAND, "serve", str(self.home), str(self.port)]
        self.server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        if self.server.stdout is None:
            raise RuntimeError("no way to hear from the office")
        self.port = int(json.loads(self.server.stdout.readline())["address"].rpartition(":")[2])

    def off(self) -> None:
        if self.server is not None:
            self.server.kill()
            self.server.wait()
            self.server = None


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    home = tmp_path_factory.mktemp("furnished") / "office"
    done = subprocess.run([*COMMAND, "furnish", str(home)], cwd=ROOT, check=True, capture_output=True, text=True)
    return home, json.loads(done.stdout)


@pytest.fixture
def machine(furnished: tuple[Path, dict[str, Any]], tmp_path: Path) -> Iterator[Machine]:
    home, told = furnished
    shutil.copytree(home, tmp_path / "office")
    found = Machine(tmp_path / "office", told)
    found.on()
    yield found
    found.off()


@pytest.fixture(scope="module")
def always_on(furnished: tuple[Path, dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """One machine for the tests that never miss it."""
    home, told = furnished
    found = Machine(shutil.copytree(home, tmp_path_factory.mktemp("always") / "office"), told)
    found.on()
    yield found
    found.off()


@pytest.fixture
def at(chromium: Browser) -> Iterator[Callable[..., Page]]:
    opened: list[BrowserContext] = []

    def open_(machine: Machine, login: str, path: str, **how: Any) -> Page:
        context = chromium.new_context(locale="es-ES", reduced_motion="reduce", **how)
        opened.append(context)
        context.add_cookies([{"name": "precinto", "value": machine.told["sessions"][login], "url": machine.address}])
        page = context.new_page()
        page.goto(machine.address + path)
        return page

    yield open_
    for context in opened:
        context.close()


def ready(page: Page, selector: str) -> None:
    # Waited for, never asked at once: after a click the page before is still there for a while.
    page.locator(f"{selector}[data-ready]").wait_for(state="attached")


def enrolled(machine: Machine, at: Callable[..., Page]) -> Page:
    """A browser of Carmen's that Jaime has let in, and that has kept the page."""
    page = at(machine, "carmen", STATIONS)
    page.locator("#station-name").fill("Ventanilla 2")
    with page.expect_navigation():
        page.get_by_role("button", name="Inscribir este navegador").click()
    ready(page, "#this-browser")
    expect(page.locator("#this-browser")).to_contain_text("Espera a que el jefe de la oficina la admita")
    head = at(machine, "jaime", "/caso/documents.station/1/")
    head.get_by_role("button", name="Admitir la estación").click()
    expect(head.locator("[aria-current=step]")).to_contain_text("Admitida")
    page.reload()
    ready(page, "#this-browser")
    expect(page.get_by_role("link", name="Abrir la estación")).to_be_visible()
    return page


def scan(page: Page, *texts: str) -> None:
    for text in texts:
        burst(page, text)
        page.wait_for_timeout(60)


def count(page: Page, folios: int) -> None:
    expect(page.locator("#folios")).to_be_focused()
    before = page.locator("#rows tr").count()
    burst(page, str(folios))
    expect(page.locator("#rows tr")).to_have_count(before + 1)
    expect(page.locator("#scan")).to_be_focused()


def test_a_morning_while_the_machine_is_away(machine: Machine, at: Callable[..., Page], tmp_path: Path) -> None:
    page = enrolled(machine, at)
    copies, badges = machine.told["copies"], machine.told["badges"]
    machine.off()
    page.goto(machine.address + STATION)
    ready(page, "#station")
    expect(page.locator("#down")).to_be_visible()
    # Whoever stands behind it first, then whoever takes it.
    scan(page, copies[0])
    expect(page.locator("#wrong")).to_contain_text("Lea antes su propia credencial")
    scan(page, badges["carmen"], copies[0])
    expect(page.locator("#wrong")).to_contain_text("Lea antes la credencial de quien se lo lleva")
    scan(page, badges["carmen"])
    expect(page.locator("#wrong")).to_contain_text("Nadie se entrega nada a sí mismo")
    scan(page, copies[0][:-1] + ("A" if copies[0][-1] != "A" else "B"))
    expect(page.locator("#wrong")).to_contain_text("Léalo otra vez")
    # One that is approved, one that is not, and one that comes back.
    scan(page, badges["rosa"], copies[0])
    count(page, 12)
    expect(page.locator("#said")).to_contain_text(codes.pretty(copies[0]))
    scan(page, copies[0])
    expect(page.locator("#wrong")).to_contain_text("No se anota dos veces")
    scan(page, copies[3], "X")
    expect(page.locator("#counting")).to_be_visible()
    assert violations(page) == []
    page.locator("#folios").focus()
    count(page, 12)
    scan(page, FIN, DEV, copies[4])
    count(page, 12)
    assert violations(page) == []
    # Closed and opened again, still without the machine: nothing is lost.
    page.reload()
    expect(page.locator("#rows tr")).to_have_count(3)
    expect(page.locator("#rows tr").first).to_contain_text("devuelto")
    with page.expect_download() as download:
        page.get_by_role("button", name="Llevárselos en un fichero").click()
    download.value.save_as(tmp_path / "cola.jsonl")
    assert [json.loads(line)["n"] for line in (tmp_path / "cola.jsonl").read_text().splitlines()] == [1, 2, 3]
    # Without the machine nothing can be brought, and nothing is lost by trying.
    machine.on()
    page.goto(machine.address + STATIONS)
    ready(page, "#this-browser")
    expect(page.locator("#own-waiting")).to_have_text("3")
    machine.off()
    page.locator("#bring button").click()
    expect(page.locator("[data-when=silent]")).to_be_visible()
    expect(page.locator("#own-waiting")).to_have_text("3")
    machine.on()
    page.locator("#bring button").click()
    page.wait_for_url("**/mostrador/colas/1/")
    expect(page.locator(".lead")).to_contain_text("En los libros: 2. Por decidir: 1.")
    expect(page.locator("#n2")).to_contain_text(codes.pretty(copies[3]))
    assert violations(page) == []
    page.get_by_role("button", name="Volver a pasar").click()
    expect(page.locator(".refusal")).to_be_focused()
    page.locator("#reason-2").fill("se leyó por error")
    page.get_by_role("button", name="Apartar 2").click()
    expect(page.locator(".head .tag")).to_contain_text("en los libros o apartados")
    # What the office has, the browser keeps no longer.
    page.goto(machine.address + STATIONS)
    ready(page, "#this-browser")
    expect(page.locator("#this-browser")).to_contain_text("No hay nada que traer")
    assert violations(page) == []
    page.locator("#file").set_input_files(tmp_path / "cola.jsonl")
    page.get_by_role("button", name="Traer este fichero").click()
    expect(page.locator(".refusal")).to_contain_text("Todo esto se trajo ya, hasta el movimiento 3.")
    # And the next movement goes on from there.
    page.goto(machine.address + STATION)
    ready(page, "#station")
    scan(page, badges["carmen"], DEV, copies[0])
    count(page, 12)
    expect(page.locator("#rows tr td").first).to_have_text("4")
    page.get_by_role("link", name="Traer").click()
    ready(page, "#this-browser")
    page.locator("#bring button").click()
    page.wait_for_url("**/mostrador/colas/2/")
    expect(page.locator(".lead")).to_contain_text("En los libros: 1. Por decidir: 0.")


def test_the_page_says_nothing_of_anybody_and_speaks_both_languages(machine: Machine, at: Callable[..., Page]) -> None:
    page = enrolled(machine, at)
    for lang, words in (("en", "Counter off-line"), ("es", "Mostrador fuera de línea")):
        cookie = {"name": "precinto_language", "value": lang, "url": machine.address}
        page.context.add_cookies([cookie])  # type: ignore[list-item]
        page.goto(machine.address + STATION)
        ready(page, "#station")
        expect(page.locator("h1")).to_have_text(words)
        assert "Carmen" not in page.content()
        assert violations(page) == []
    machine.off()
    page.set_viewport_size({"width": 683, "height": 700})  # 1366 at 200 %
    page.reload()
    expect(page.locator("h1")).to_have_text("Mostrador fuera de línea")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    # It is the only page that is kept, and its parts.
    kept = page.evaluate(
        "caches.open('precinto-station').then(c => c.keys()).then(all => all.map(one => new URL(one.url).pathname))"
    )
    assert sorted(kept) == sorted(
        [STATION, "/esquemas.css", *(f"/static/web/{name}" for name in (
            "counter.css", "precinto.css", "precinto.js", "seal.svg", "station-codes.js", "station-store.js", "station.css",
            "station.js"))]
    )  # fmt: skip
    with pytest.raises(Exception, match="ERR_CONNECTION_REFUSED"):
        page.goto(machine.address + "/mostrador/")


def test_the_key_stays_and_two_windows_give_no_number_twice(always_on: Machine, at: Callable[..., Page]) -> None:
    page = at(always_on, "carmen", STATIONS)
    other = page.context.new_page()
    other.goto(always_on.address + STATIONS)
    said = page.evaluate("""async () => {
        const { key } = await precintoStation.make();
        return [key.extractable, await crypto.subtle.exportKey('pkcs8', key).catch((error) => error.name)];
    }""")
    assert said == [False, "InvalidAccessError"]
    write = """thing => Promise.all([...Array(8)].map(() => precintoStation.write(
        {clerk: 'P00001X', what: 'back', person: '', thing, folios: 1, place: ''}))).then(() => null)"""
    page.evaluate(f"thing => {{ globalThis.done = ({write})(thing) }}", "CE2600001001G")
    other.evaluate(write, "CE2600001002E")
    page.evaluate("globalThis.done")
    lines = [one["line"] for one in page.evaluate("precintoStation.lines()")]
    assert len({json.loads(line)["thing"] for line in lines}) == 2
    # What it wrote is what the office reads: each signature, and each line on the one before.
    key = page.evaluate("precintoStation.read().then(one => one.open)")
    assert [line.n for line in queue.read("\n".join(lines), key, now=now())] == list(range(1, 17))


def test_where_it_cannot_be_it_says_so(always_on: Machine, at: Callable[..., Page]) -> None:
    page = at(always_on, "carmen", "/ayuda/")
    page.add_init_script("Object.defineProperty(globalThis, 'isSecureContext', { value: false })")
    for path in (STATION, STATIONS):
        page.goto(always_on.address + path)
        expect(page.locator("[data-when=unable]")).to_be_visible()
        expect(page.locator("#enrol, #scanning").first).to_be_hidden()


def test_a_clock_that_is_off_is_said_before_it_spoils_anything(always_on: Machine, at: Callable[..., Page]) -> None:
    page = at(always_on, "carmen", STATION)
    ready(page, "#station")
    expect(page.locator("#up")).to_be_visible()
    expect(page.locator("#clock")).to_be_hidden()
    page.add_init_script("const now = Date.now; Date.now = () => now() + 3600000")
    page.reload()
    expect(page.locator("#clock")).to_contain_text("El reloj de este equipo")


def test_without_a_script_a_file_can_be_brought(always_on: Machine, at: Callable[..., Page], tmp_path: Path) -> None:
    page = at(always_on, "carmen", STATIONS, java_script_enabled=False)
    (tmp_path / "nada.jsonl").write_text("nada\n")
    page.locator("#file").set_input_files(tmp_path / "nada.jsonl")
    page.get_by_role("button", name="Traer este fichero").click()
    expect(page.locator(".refusal")).to_contain_text("La línea 1 no es un movimiento de una cola.")
    page.goto(always_on.address + STATION)
    expect(page.get_by_text("este navegador no puede ser una estación")).to_be_visible()


def test_the_counter_shows_the_way(machine: Machine, at: Callable[..., Page]) -> None:
    """No answer at the counter: a browser that is a station goes on as one, by keyboard."""
    page = enrolled(machine, at)
    page.goto(machine.address + "/mostrador/")
    machine.off()
    burst(page, machine.told["copies"][0])
    expect(page.get_by_role("alertdialog")).to_be_focused()
    page.wait_for_timeout(200)
    link = page.get_by_role("link", name="Seguir fuera de línea en esta estación")
    for _ in range(3):
        if link.evaluate("one => one === document.activeElement"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Mostrador fuera de línea")


def test_codes_are_judged_as_the_office_judges_them(always_on: Machine, at: Callable[..., Page]) -> None:
    page = at(always_on, "carmen", STATION)
    chance = random.Random(1404)
    made = [
        codes.make("C", number=chance.randrange(10**6), year=2026, series="E", copy=chance.randrange(1000))
        for _ in range(150)
    ]
    made += [codes.make(kind, number=chance.randrange(10**6)) for kind in ("P", "L", "M", "T") for _ in range(40)]
    made += [codes.make("N", number=n, year=1999, series="L") for n in range(20)]
    made += [codes.make("R", number=n, year=2031) for n in range(20)]
    made += [codes.make("Z", command=name) for name in codes.COMMANDS]
    spoilt = []
    for text in made:
        place = chance.randrange(len(text))
        spoilt.append(text[:place] + chance.choice("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") + text[place + 1 :])
        spoilt.append(text[: max(place - 1, 0)] + text[place:])
    odd = [f"]C1{made[0]}", codes.pretty(made[1]).lower(), made[2].replace("-", "'"), f" {made[3]}\t", "Ñ" + made[4], "١" + made[5], "",
           "x" * 70, "ZABC1", "C" * 20]  # fmt: skip
    texts = [*made, *spoilt, *odd]
    here = [(found.text, found.kind, codes.pretty(found)) if (found := codes.parse(text)) else None for text in texts]
    there = page.evaluate(
        "all => all.map(text => precintoCodes.parse(text)).map(one => one && [one.text, one.kind, one.pretty])", texts
    )
    assert [tuple(one) if one else None for one in there] == here
    assert sum(one is not None for one in here) > 300
    assert sum(one is None for one in here) > 300
