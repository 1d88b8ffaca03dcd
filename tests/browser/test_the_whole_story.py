# SPDX-License-Identifier: EUPL-1.2
"""One paper's whole life, by keyboard and scanner, in Spanish: registered, circulated, lent, returned, settled; and the books forged.

The paper is real: a cable of 1976 that was SECRET and is published. Carmen keeps the counter, Rosa and Nuria read it in turn,
Rosa borrows it, Luis approves; Diego is out of scope. Nobody touches a mouse. It stands in one file because it is one story.
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pypdfium2  # type: ignore[import-untyped]
import pytest
import zxingcpp
from playwright.sync_api import Locator, Page, expect

from precinto.custody import codes
from tests.browser.conftest import ROOT, Told, Watched, serving
from tests.browser.hands import ANU, FIN, acknowledge, read, states
from tests.world import PASSWORD

pytestmark = pytest.mark.browser
Station = Callable[..., Watched]
CABLE = ROOT / "tests" / "data" / "nara" / "docid-32108042-page-1.md"
BIN = Path(sys.executable).parent
FARTHEST = 45  # presses of Tab from the top of a page's content to what one wants there
AGE = """
import sys, django
django.setup()
from datetime import timedelta
from django.contrib.sessions.backends.db import SessionStore
from precinto.records.clock import now, stamp
session = SessionStore(sys.argv[1])
session["proved"] = stamp(now() - timedelta(minutes=10))
session.save()
"""


@pytest.fixture
def house(tmp_path: Path) -> Path:
    return tmp_path / "office"


@pytest.fixture
def office(house: Path) -> Iterator[Told]:
    with serving(house, "--people") as told:
        yield told


@pytest.fixture(scope="module")
def cable() -> dict[str, str]:
    """What the identification form of the paper says of it."""
    lines = [line for line in CABLE.read_text("utf-8").splitlines() if line.strip()]

    def after(label: str) -> str:
        return lines[lines.index(label) + 1].removeprefix(": ")

    assert "SECRET" in lines
    month, day, year = after("DATE").split("/")
    found = {"title": after("TITLE"), "originator": after("ORIGINATOR"), "reference": after("RECORD NUMBER")}
    return found | {"folios": after("PAGES"), "dated": f"19{year}-{month}-{day}"}


def around(house: Path) -> dict[str, str]:
    """What a command must know to find this office, and no other."""
    told = {
        "PRECINTO_HOME": str(house),
        "PRECINTO_DATABASE": f"sqlite:///{house}/office.sqlite3",
        "PRECINTO_LANG": "es",
        "DJANGO_SETTINGS_MODULE": "precinto.config.settings",
    }
    return os.environ | told


# ---- hands on a keyboard


def reach(page: Page, wanted: Locator) -> None:
    """Go to something with Tab, past the bars by the link that is there for it."""
    expect(wanted).to_have_count(1)
    if page.evaluate("document.activeElement === document.body"):
        page.keyboard.press("Tab")
        expect(page.locator(".skip")).to_be_focused()
        page.keyboard.press("Enter")
    for _ in range(FARTHEST):
        if wanted.evaluate("node => node === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{wanted} is more than {FARTHEST} keys away on {page.url}")


def press(page: Page, wanted: Locator) -> None:
    """Follow a link or press a button, and be on the page that answers."""
    reach(page, wanted)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def room(page: Page, key: str) -> None:
    with page.expect_navigation():
        page.keyboard.press(f"Alt+{key}")


def fill(page: Page, label: str, text: str) -> None:
    reach(page, page.get_by_label(label, exact=False).first)
    page.keyboard.type(text)


def choose(page: Page, name: str, text: str, value: str) -> None:
    """A list takes what begins with the letters that are typed."""
    field = page.locator(f"select[name={name}]")
    reach(page, field)
    page.keyboard.type(text)
    expect(field).to_have_value(value)


def sign_in(seen: Watched, login: str, name: str) -> Page:
    page = seen.go("/")
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page.locator("#login")).to_be_focused()
    page.keyboard.type(login)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Mis tareas")
    expect(page.locator(".lead")).to_contain_text(name)
    return page


def stopped(page: Page, why: str, clause: str, way_out: str) -> None:
    """The hand was stopped, in words: why, by which clause, and what to do instead. A key goes on."""
    halt = page.get_by_role("alertdialog")
    expect(halt).to_be_focused()
    expect(halt).to_contain_text(why)
    expect(halt.locator(".clause")).to_contain_text(f"Cláusula {clause}")
    expect(halt).to_contain_text(way_out)
    acknowledge(page)
    assert states(page)[0] == "refused"
    read(page, ANU)
    assert states(page) == []
    page.wait_for_timeout(200)  # a hand, not a scanner
    page.keyboard.press("Escape")
    expect(page.locator(".who")).to_have_count(0)


def done(page: Page, *, with_whom: str) -> None:
    expect(page.locator("#done-title")).to_contain_text(with_whom)
    expect(page.locator(".done tbody tr")).to_have_count(1)
    assert states(page) == []


# ---- the papers


def codes_on(pdf: bytes) -> set[tuple[str, str]]:
    """What a scanner reads on the paper, from a raster of 150 dots an inch."""
    found = set()
    for sheet in pypdfium2.PdfDocument(pdf):
        bitmap = sheet.render(scale=150 / 72, grayscale=True)
        rows = bytes(bitmap.buffer)
        packed = b"".join(rows[y * bitmap.stride : y * bitmap.stride + bitmap.width] for y in range(bitmap.height))
        picture = memoryview(packed).cast("B", shape=[bitmap.height, bitmap.width])
        found |= {(str(code.symbology), code.text) for code in zxingcpp.read_barcodes(picture)}
    return found


def label_of(page: Page) -> str:
    """Print the label from the page of the document, and read the code off the paper."""
    reach(page, page.locator("form[action='/impresos/label/'] button"))
    addresses = []
    for _again in range(2):  # a second press brings the same paper, and no duplicate
        with page.context.expect_event("response", lambda got: "/impresos/numero/" in got.url) as shown:
            page.keyboard.press("Enter")
        page.bring_to_front()
        addresses.append(shown.value.url)
    assert addresses[0] == addresses[1]
    paper = page.context.request.get(addresses[0])
    assert paper.headers["content-type"] == "application/pdf"
    read_off = codes_on(paper.body())
    assert len(read_off) == 2, "a label has its code twice, for both kinds of scanner"
    (code,) = {text for _symbology, text in read_off}
    return code


# ---- the acts


def register(page: Page, cable: dict[str, str]) -> str:
    """Returns the address of the document."""
    room(page, "r")
    press(page, page.get_by_role("link", name="Registrar un documento", exact=True))
    fill(page, "Asunto", cable["title"])
    choose(page, "level", "RES", "R")
    for name in ("originator", "reference", "dated"):
        reach(page, page.locator(f"[name={name}]"))
        page.keyboard.type(cable[name])
    reach(page, page.locator("[name=folios]"))
    page.keyboard.type(cable["folios"])
    reach(page, page.locator("[name=no_envelope]"))
    page.keyboard.type("llegó desclasificado, sin sobre")
    reach(page, page.locator("[name=scope]"))
    page.keyboard.type("rosa\nnuria\nluis")
    press(page, page.locator("main form button.act"))
    expect(page.locator(".marking")).to_contain_text("RESERVADO")
    for said in (cable[name] for name in ("title", "originator", "reference", "dated")):
        expect(page.locator("dl.facts")).to_contain_text(said)
    return page.url


def circulate(page: Page, at: str, copy: str, badges: dict[str, str]) -> None:
    page.goto(at)
    press(page, page.get_by_role("link", name="Abrir una ronda"))
    reach(page, page.locator("[name=readers]"))
    page.keyboard.type("rosa\nnuria")
    reach(page, page.locator("[name=due]"))
    page.keyboard.type("+7")
    press(page, page.locator("main form button.act"))
    of_the_round = page.url

    room(page, "m")
    read(page, badges["rosa"], copy)
    assert states(page) == ["ready"]
    read(page, badges["rosa"])
    done(page, with_whom="Rosa Lagos")

    # First refusal: Rosa would pass it to Nuria across the counter.
    read(page, badges["nuria"], copy)
    stopped(page, f"{codes.pretty(copy)} está en manos de Rosa Lagos", "1.2", "Recójalo antes en el mostrador")

    read(page, copy, FIN)
    done(page, with_whom="Rosa Lagos")

    # Second refusal: Diego is cleared, and nobody put him into the scope.
    read(page, badges["diego"], copy)
    stopped(page, "Diego Paz no está en el alcance de lectura", "1.2", "Pida que se amplíe el alcance de lectura")

    read(page, copy, badges["nuria"], badges["nuria"])
    done(page, with_whom="Nuria Vidal")
    read(page, copy)
    page.wait_for_timeout(200)
    page.keyboard.press("Enter")  # on the empty field
    done(page, with_whom="Nuria Vidal")

    page.goto(of_the_round)
    press(page, page.locator("form[action$='/close/'] button"))
    expect(page.locator("[aria-current=step]")).to_contain_text("Ronda cerrada")


def ask(page: Page, number: str, reason: str) -> str:
    """Find a document by its number and ask for its copy. Returns the address of the loan."""
    page.keyboard.press("/")
    page.keyboard.type(number)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    press(page, page.locator(".trail").get_by_role("link", name=number))
    press(page, page.get_by_role("link", name="Pedir un préstamo"))
    fill(page, "Para qué", reason)
    press(page, page.locator("main form button.act"))
    expect(page.locator("[aria-current=step]")).to_contain_text("Pedido")
    return page.url


def minutes_pass(house: Path, page: Page) -> None:
    """Ten minutes after signing in, as far as the password is concerned."""
    (session,) = [kept["value"] for kept in page.context.cookies() if kept["name"] == "precinto"]
    subprocess.run([sys.executable, "-c", AGE, session], env=around(house), cwd=ROOT, check=True)


def approve(page: Page, own: str, of_rosa: str) -> None:
    """His own he is not even offered, in words. Then Rosa's, with the password again."""
    page.goto(own + "approve/")
    expect(page.locator("form[action$='/approve/']")).to_have_count(0)
    closed = page.locator(".closed-steps li", has_text="Aprobar el préstamo")
    expect(closed).to_contain_text("otra persona")
    page.goto(own)
    press(page, page.locator("form[action$='/withdraw/'] button"))

    room(page, "t")
    press(page, page.locator(f"a[href='{of_rosa}approve/']"))
    again = page.get_by_label("Su contraseña, otra vez")
    reach(page, again)
    page.keyboard.type("no es esta")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("p.wrong")).to_be_visible()
    reach(page, again)
    page.keyboard.type(PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("[aria-current=step]")).to_contain_text("Aprobado")


def sign_for_all(page: Page) -> None:
    """Whoever received something, or gave it back, signs for it at their own desk.."""
    while True:
        room(page, "t")
        waiting = page.locator("#sign a[href$='/sign/']")
        if not waiting.count():
            return
        press(page, waiting.first)
        press(page, page.locator("form[action$='/sign/'] button"))
        expect(page.locator("[aria-current=step]")).to_contain_text("Firmado")


def settle(page: Page) -> None:
    room(page, "t")
    press(page, page.locator("#settle a[href$='/settle/']"))
    press(page, page.locator("form[action$='/settle/'] button"))
    expect(page.locator("[aria-current=step]")).to_contain_text("Liquidado")


# ---- the books


def verify(page: Page) -> None:
    room(page, "l")
    press(page, page.get_by_role("button", name="Verificar el libro").first)


def forge(file: Path, copy: str) -> int:
    """Write with SQL that Diego has the copy. Returns the key of the row."""
    diego = "person_id = (SELECT id FROM access_person WHERE given_name = 'Diego')"
    forged = f"UPDATE custody_thing SET {diego}, place_id = NULL WHERE id = ?"
    db = sqlite3.connect(file, isolation_level=None)
    try:
        (key,) = db.execute("SELECT id FROM custody_thing WHERE code = ?", [copy]).fetchone()
        with pytest.raises(sqlite3.Error, match="precinto_act"):
            db.execute(forged, [key])
        # Even for who knows of that function: only the program has an act open.
        db.create_function("precinto_act", 0, lambda: None)
        with pytest.raises(sqlite3.IntegrityError, match="no act is open"):
            db.execute(forged, [key])
        with pytest.raises(sqlite3.IntegrityError, match="nothing is deleted"):
            db.execute("DELETE FROM custody_movement WHERE thing_id = ?", [key])
        name = "precinto_update_custody_thing"
        (guard,) = db.execute("SELECT sql FROM sqlite_master WHERE name = ?", [name]).fetchone()
        db.execute(f"DROP TRIGGER {name}")
        with pytest.raises(sqlite3.IntegrityError, match="one_pair_of_hands_or_one_place"):
            db.execute(f"UPDATE custody_thing SET {diego} WHERE id = ?", [key])
        db.execute(forged, [key])
        db.execute(guard)
    finally:
        db.close()
    return int(key)


def answered(house: Path, *command: str) -> tuple[int, dict[str, Any]]:
    ended = subprocess.run([str(BIN / command[0]), *command[1:]], env=around(house), capture_output=True, text=True)
    return ended.returncode, json.loads(ended.stdout)


def names_the_row(said: dict[str, Any], key: int) -> bool:
    return any(
        all(word in one["words"] for word in ("custody.thing", str(key), "person_id")) for one in said["findings"]
    )


def test_the_whole_story(
    house: Path, office: Told, station: Station, cable: dict[str, str], tmp_path: Path, record_property: Any
) -> None:
    assert cable["folios"] == "5"
    assert cable["title"] == "CABLE RE LEE HARVEY OSWALD CONVERSATION WITH OBYRDKOV."
    began = time.monotonic()
    badges = office["badges"]
    stations = {login: station(office, locale="es-ES") for login in ("carmen", "rosa", "luis")}
    carmen = sign_in(stations["carmen"], "carmen", "Carmen Solís")

    at = register(carmen, cable)
    number = carmen.get_by_role("heading", level=1).inner_text()
    copy = label_of(carmen)
    circulate(carmen, at, copy, badges)

    rosa = sign_in(stations["rosa"], "rosa", "Rosa Lagos")
    loan = ask(rosa, number, "Informe para la Dirección")
    luis = sign_in(stations["luis"], "luis", "Luis Prado")
    own = ask(luis, number, "Para leerlo yo")

    # Third refusal: it is asked for, and nobody has approved it.
    room(carmen, "m")
    read(carmen, badges["rosa"], copy)
    stopped(carmen, "está pedido y sin aprobar", "1.4", "Pida al líder que decida")

    minutes_pass(house, luis)
    approve(luis, own, loan.removeprefix(office["address"]))

    read(carmen, badges["rosa"], copy, badges["rosa"])
    done(carmen, with_whom="Rosa Lagos")
    room(rosa, "t")
    expect(rosa.locator("#mine")).to_contain_text(codes.pretty(copy))
    read(carmen, copy, FIN)
    done(carmen, with_whom="Rosa Lagos")
    sign_for_all(rosa)
    settle(carmen)

    carmen.goto(at)
    hands = carmen.locator("[id^=chain-] tbody tr")
    expect(hands).to_have_count(7)  # into the safe, and three times out and back
    expect(carmen.locator("[id^=chain-] .tag-stop")).to_have_count(0)

    verify(carmen)
    expect(carmen.get_by_role("heading", level=1)).to_have_text("El precinto está íntegro")
    expect(carmen.locator(".note-done")).to_be_visible()
    assert answered(house, "precinto", "verify", "--json")[0] == 0

    key = forge(house / "office.sqlite3", copy)
    verify(carmen)
    expect(carmen.get_by_role("heading", level=1)).to_have_text("El precinto está roto")
    found = carmen.locator(".refusal li", has_text="person_id")
    expect(found).to_have_count(1)
    expect(found).to_contain_text(re.compile(rf"custody\.thing.*\b{key}\b"))
    status, said = answered(house, "precinto", "verify", "--json")
    assert status == 1
    assert names_the_row(said, key)
    status, _told = answered(house, "precinto", "ledger", "export", str(tmp_path / "taken"), "--json")
    assert status == 0
    status, said = answered(house, "precinto-verify", str(tmp_path / "taken"), "--json")
    assert status == 1
    assert names_the_row(said, key)

    assert [seen.complaints for seen in stations.values()] == [[], [], []]
    record_property("seconds", time.monotonic() - began)
