# SPDX-License-Identifier: EUPL-1.2
"""The counter in a browser, with a scanner that types like a keyboard, in Spanish, and without a mouse.

All its stories stand in one file, as the counter does.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from precinto.custody import codes
from tests.browser.hands import ANU, FIN, acknowledge, burst, read, states
from tests.world import PASSWORD

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium")
pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no chromium here")]

Open = Callable[..., Page]


COMMAND = [sys.executable, "-m", "tests.browser.counter_office"]


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    home = tmp_path_factory.mktemp("furnished") / "office"
    done = subprocess.run([*COMMAND, "furnish", str(home)], cwd=ROOT, check=True, capture_output=True, text=True)
    return home, json.loads(done.stdout)


@pytest.fixture
def office(furnished: tuple[Path, dict[str, Any]], tmp_path: Path) -> Iterator[dict[str, Any]]:
    home, told = furnished
    shutil.copytree(home, tmp_path / "office")
    command = [*COMMAND, "serve", str(tmp_path / "office")]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        if server.stdout is None:
            raise RuntimeError("no way to hear from the office")
        try:
            yield told | json.loads(server.stdout.readline())
        finally:
            server.kill()


@pytest.fixture
def at_the_counter(chromium: Browser, office: dict[str, Any]) -> Iterator[Open]:
    opened: list[BrowserContext] = []

    def open_(*, theme: str = "light", script: bool = True) -> Page:
        context = chromium.new_context(locale="es-ES", java_script_enabled=script)
        opened.append(context)
        cookies = {"precinto": office["sessions"]["carmen"], "precinto_theme": theme}
        context.add_cookies([{"name": name, "value": v, "url": office["address"]} for name, v in cookies.items()])
        page = context.new_page()
        page.goto(office["address"] + "/mostrador/")
        return page

    yield open_
    for context in opened:
        context.close()


def test_lend_be_refused_acknowledge_and_return(office: dict[str, Any], at_the_counter: Open) -> None:
    page = at_the_counter()
    copies, rosa = office["copies"], office["badges"]["rosa"]
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page.locator("#scan")).to_be_focused()
    # Three copies in five readings.
    read(page, rosa, *copies[:3])
    assert states(page) == ["ready"] * 3
    expect(page.locator(".line .line-act").first).to_contain_text(codes.pretty(copies[2]))
    expect(page.locator("#list-title .count")).to_contain_text("3")
    read(page, rosa)
    expect(page.locator(".done tbody tr")).to_have_count(3)
    expect(page.locator(".who")).to_have_count(0)
    # A copy whose loan nobody approved stops the hand.
    read(page, rosa, copies[3])
    halt = page.get_by_role("alertdialog")
    expect(halt).to_be_focused()
    expect(halt).to_contain_text("1.4")
    expect(page.locator("#scan")).to_be_disabled()
    assert page.locator("#counter").get_attribute("data-sounded") == "stop"
    # What is read meanwhile is not taken, and is not swallowed either.
    burst(page, copies[0])
    expect(page.locator("#missed li")).to_have_text([copies[0]])
    expect(halt).to_be_visible()
    acknowledge(page)
    expect(page.locator("#scan")).to_be_focused()
    assert states(page) == ["refused"]
    # The list does not go while it holds a cross; set aside, it comes back and is returned.
    read(page, FIN)
    expect(page.get_by_role("alertdialog")).to_be_focused()
    acknowledge(page)
    read(page, ANU, *copies[:3])
    expect(page.locator("#missed")).to_be_hidden()
    assert states(page) == ["ready"] * 3
    page.wait_for_timeout(200)
    page.keyboard.press("Enter")  # on the empty field
    expect(page.locator(".done tbody tr")).to_have_count(3)


def test_what_was_just_done_is_undone_by_one_reading_or_one_key(office: dict[str, Any], at_the_counter: Open) -> None:
    page = at_the_counter()
    copies, rosa = office["copies"], office["badges"]["rosa"]
    read(page, rosa, *copies[:2], FIN)
    expect(page.locator(".done tbody tr")).to_have_count(2)
    read(page, ANU)
    expect(page.locator(".calm")).to_contain_text("Deshecho: 2.")
    expect(page.locator(".sign h2")).to_contain_text("entregado y devuelto", ignore_case=True)
    expect(page.locator(".done")).to_have_count(0)
    expect(page.locator("#scan")).to_be_focused()
    # The approvals serve again; and one reading too many undoes nothing.
    read(page, ANU)
    expect(page.locator(".calm")).not_to_contain_text("Deshecho")
    read(page, rosa, copies[0], FIN)
    expect(page.locator(".done tbody tr")).to_have_count(1)
    page.wait_for_timeout(200)
    page.keyboard.press("Alt+9")
    expect(page.locator(".calm")).to_contain_text("Deshecho: 1.")


def test_one_key_goes_on_after_a_stop(office: dict[str, Any], at_the_counter: Open) -> None:
    """Enter goes on with the list as it is, Escape without what was stopped; either way the next code is read at once."""
    page = at_the_counter()
    copies, rosa = office["copies"], office["badges"]["rosa"]
    read(page, rosa, copies[0], copies[3])
    page.wait_for_timeout(200)
    page.keyboard.press("Escape")
    expect(page.locator(".line")).to_have_count(1)
    expect(page.locator("#scan")).to_be_focused()
    read(page, copies[1])
    assert states(page) == ["ready"] * 2
    read(page, copies[3])
    acknowledge(page)
    expect(page.locator("#scan")).to_be_focused()
    read(page, copies[2])
    assert states(page) == ["ready", "refused", "ready", "ready"]
    # Where nothing on the list was stopped there is nothing to set aside.
    read(page, ANU, ANU, "X-99-99999")
    expect(page.get_by_role("alertdialog").locator(".aside")).to_have_count(0)


def test_one_key_goes_on_without_a_script(office: dict[str, Any], at_the_counter: Open) -> None:
    page = at_the_counter(script=False)
    for text in (office["badges"]["rosa"], office["copies"][0], office["copies"][3]):
        page.locator("#scan").fill(text)
        page.keyboard.press("Enter")
    expect(page.get_by_role("alertdialog").get_by_role("button").first).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".line-ready")).to_have_count(1)
    expect(page.locator(".line")).to_have_count(1)
    expect(page.locator("#scan")).to_be_focused()


@pytest.mark.parametrize("script", [True, False])
def test_a_list_outlives_the_lock(office: dict[str, Any], at_the_counter: Open, script: bool) -> None:
    page = at_the_counter(script=script)
    copies, rosa = office["copies"], office["badges"]["rosa"]

    def hand(text: str) -> None:
        page.locator("#scan").fill(text)
        page.keyboard.press("Enter")

    for text in (rosa, copies[0], copies[1]):
        hand(text)
        expect(page.locator("#scan")).to_have_value("")
    expect(page.locator(".line-ready")).to_have_count(2)
    other = page.context.new_page()
    other.goto(office["address"] + "/ayuda/")
    other.locator("details.me summary").click()
    other.locator("details.me form[action='/bloqueo/'] button").click()
    other.close()
    page.bring_to_front()
    hand(copies[2])
    expect(page.locator("#password")).to_be_focused()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator(".line-ready")).to_have_count(2)
    expect(page.locator(".who h2")).to_have_text("Rosa Lagos")
    expect(page.locator("#missed li")).to_have_text([copies[2]])
    hand(copies[2])
    expect(page.locator(".line-ready")).to_have_count(3)
    expect(page.locator("#missed li")).to_have_count(0)


def test_the_clerk_locks_the_counter_and_comes_back_to_the_list(office: dict[str, Any], at_the_counter: Open) -> None:
    page = at_the_counter()
    read(page, office["badges"]["rosa"], *office["copies"][:2])
    page.locator("details.me summary").click()
    page.get_by_role("button", name="Bloquear esta sesión").click()
    expect(page.locator("#password")).to_be_focused()
    expect(page.locator("main")).not_to_contain_text("Rosa")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator(".line-ready")).to_have_count(2)


@pytest.mark.parametrize("way", ["key", "button"])
def test_one_key_or_one_button_covers_the_counter_and_keeps_its_list(
    office: dict[str, Any], at_the_counter: Open, way: str
) -> None:
    """Also with a count that no form would send: whoever has a visitor before the screen does not mend it first."""
    page = at_the_counter()
    read(page, office["badges"]["rosa"], *office["copies"][:2])
    # What is seen while the form is on its way, kept for after the page has gone.
    page.locator("#counter").evaluate(
        "form => form.addEventListener('submit', () => sessionStorage.setItem('covered', document.body.hidden))"
    )
    page.locator(".line-folios input").first.fill("-4")
    if way == "key":
        page.keyboard.press("Alt+b")
    else:
        page.locator("main").get_by_role("button", name="Bloquear").click()
    expect(page.locator("#password")).to_be_focused()
    expect(page.locator("main")).not_to_contain_text("Rosa")
    assert page.evaluate("sessionStorage.getItem('covered')") == "true"
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator(".line")).to_have_count(2)


def test_readings_queue_while_an_answer_is_on_its_way(office: dict[str, Any], at_the_counter: Open) -> None:
    page = at_the_counter()

    def slowly(route: Route) -> None:
        page.wait_for_timeout(150)
        route.continue_()

    page.route("**/mostrador/", slowly)
    for text in (*office["copies"][:3], office["badges"]["rosa"]):
        burst(page, text)
    expect(page.locator(".line-ready")).to_have_count(3)
    expect(page.locator(".who h2")).to_have_text("Rosa Lagos")


def test_a_reading_is_taken_wherever_the_focus_is(office: dict[str, Any], at_the_counter: Open) -> None:
    page = at_the_counter()
    page.locator("#find").focus()
    page.keyboard.type("vie", delay=120)
    page.wait_for_timeout(120)
    read(page, office["badges"]["rosa"])
    expect(page.locator("#find")).to_have_value("vie")
    page.locator("h1").click()
    read(page, office["copies"][0])
    assert states(page) == ["ready"]
    # Also in a count of folios, which keeps what it held.
    page.locator(".line-folios input").focus()
    read(page, office["copies"][1])
    assert page.locator(".line-folios input").evaluate_all("all => all.map(one => one.value)") == ["12", "12"]


def test_another_count_is_judged_again(office: dict[str, Any], at_the_counter: Open) -> None:
    page = at_the_counter()
    read(page, office["badges"]["rosa"], office["copies"][0])
    page.locator(".line-folios input").fill("11")
    page.wait_for_timeout(200)
    page.keyboard.press("Enter")
    expect(page.locator(".line-refused .line-said")).to_contain_text("11")
    assert page.locator(".line-folios input").input_value() == "11"


def test_what_comes_back_short_is_told_where_one_stands(office: dict[str, Any], at_the_counter: Open) -> None:
    """By keys alone: another count, the line asks for a word, the word is written, the list is done."""
    page = at_the_counter()
    copy, rosa = office["copies"][0], office["badges"]["rosa"]
    read(page, rosa, copy, rosa)
    expect(page.locator(".done tbody tr")).to_have_count(1)
    read(page, copy)
    page.locator(".line-folios input").fill("11")
    page.wait_for_timeout(200)
    page.keyboard.press("Enter")
    expect(page.locator(".line-refused .line-said")).to_contain_text("11")
    told = page.locator(".line-account input")
    expect(told).to_be_focused()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    page.keyboard.type("falta el folio 7", delay=60)
    page.wait_for_timeout(200)
    page.keyboard.press("Enter")
    expect(page.locator(".line-ready .line-account input")).to_have_value("falta el folio 7")
    expect(page.locator("#scan")).to_be_focused()
    page.wait_for_timeout(200)
    page.keyboard.press("Enter")
    expect(page.locator(".done tbody tr")).to_have_text(re.compile("Se abrió una discrepancia"))


def test_what_a_person_has_is_one_key_away(office: dict[str, Any], at_the_counter: Open) -> None:
    page = at_the_counter()
    read(page, office["badges"]["rosa"])
    expect(page.locator(".thing")).to_have_count(4)
    page.keyboard.press("Alt+1")
    expect(page.locator(".line-ready")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator(".line-waiting")).to_have_count(1)


def test_an_answer_that_never_came_is_asked_for_again(office: dict[str, Any], at_the_counter: Open) -> None:
    """The list was done and the line broke before the answer: the same list again is the same acts."""
    page = at_the_counter()
    read(page, office["badges"]["rosa"], *office["copies"][:2])

    def break_off(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/mostrador/", break_off, times=1)
    burst(page, FIN)
    expect(page.get_by_role("alertdialog")).to_be_focused()
    acknowledge(page)
    page.wait_for_timeout(200)
    page.keyboard.press("Enter")
    rows = page.locator(".done tbody tr")
    expect(rows).to_have_count(2)
    places = [int(text) for text in page.locator(".done td.n").all_inner_texts()]
    assert places[1] == places[0] + 1
    read(page, office["badges"]["rosa"])
    expect(page.locator(".thing")).to_have_count(4)


def test_the_same_form_without_a_script(office: dict[str, Any], at_the_counter: Open) -> None:
    page = at_the_counter(script=False)
    for text in (office["copies"][0], office["badges"]["rosa"], office["copies"][1]):
        page.locator("#scan").fill(text)
        page.keyboard.press("Enter")
    expect(page.locator(".line-ready")).to_have_count(2)
    page.locator("#scan").fill(office["copies"][3])
    page.keyboard.press("Enter")
    expect(page.get_by_role("alertdialog")).to_be_visible()
    expect(page.locator("#scan")).to_be_disabled()
    page.get_by_role("alertdialog").get_by_role("button", name="Entendido").press("Enter")
    expect(page.locator("#scan")).to_be_enabled()
    page.locator(".line-refused .line-drop").press("Enter")
    page.locator("#scan").press("Enter")
    expect(page.locator(".done tbody tr")).to_have_count(2)
    page.locator(".many summary").press("Enter")
    page.locator("#many").fill("\n".join(office["copies"][:2]))
    page.get_by_role("button", name="Leerlos todos").press("Enter")
    expect(page.locator(".line-ready")).to_have_count(2)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_keeps_anybody_out(office: dict[str, Any], at_the_counter: Open, theme: str) -> None:
    page = at_the_counter(theme=theme)
    copies, rosa = office["copies"], office["badges"]["rosa"]

    def clean() -> None:
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()

    clean()
    read(page, copies[0], rosa, copies[4])
    clean()
    read(page, copies[3])
    clean()
    acknowledge(page)
    clean()
    read(page, ANU, rosa)
    expect(page.locator(".done")).to_be_visible()
    clean()


def test_the_receipt_opens_beside_the_counter(office: dict[str, Any], at_the_counter: Open) -> None:
    page = at_the_counter()
    read(page, office["badges"]["rosa"], office["copies"][0], office["badges"]["rosa"])
    answers: list[int] = []
    page.context.on("response", lambda got: answers.append(got.status) if "/impresos/" in got.url else None)
    with page.context.expect_event("response", lambda got: "/impresos/numero/" in got.url):
        page.keyboard.press("Alt+0")
    assert answers[:2] == [303, 200]
    # The counter is still there, and takes what comes next.
    page.bring_to_front()
    read(page, office["badges"]["rosa"])
    expect(page.locator(".who h2")).to_have_text("Rosa Lagos")


def test_the_second_half_of_a_line_end_does_nothing(office: dict[str, Any], at_the_counter: Open) -> None:
    page = at_the_counter()
    burst(page, office["badges"]["rosa"], end="\r\r")
    burst(page, office["copies"][0], end="\r\r")
    expect(page.locator(".line-ready")).to_have_count(1)
    expect(page.locator(".done")).to_have_count(0)


def test_a_reader_has_no_business_behind_it(office: dict[str, Any], chromium: Browser) -> None:
    with chromium.new_context() as context:
        context.add_cookies([{"name": "precinto", "value": office["sessions"]["rosa"], "url": office["address"]}])
        answer = context.request.get(office["address"] + "/mostrador/")
        assert answer.status == 403


def test_sounds_are_off_for_whoever_wants_them_off(at_the_counter: Open) -> None:
    page = at_the_counter()
    page.locator("#sound").press("Enter")
    page.reload()
    expect(page.locator("#sound")).to_have_attribute("aria-pressed", "false")
