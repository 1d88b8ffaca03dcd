# SPDX-License-Identifier: EUPL-1.2
"""Pages that have no address of their own, in both languages: what stands there once a form was sent, or something was read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from precinto.custody import codes
from tests.browser.conftest import Told, Watched, serving
from tests.browser.test_pages import THEMES, violations

pytestmark = pytest.mark.browser
Station = Callable[..., Watched]


@pytest.fixture(scope="module")
def written_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """An office of their own: these tests change it, and each language works on other papers of it."""
    with serving(tmp_path_factory.mktemp("written") / "office") as told:
        yield told


# All in one process: the office is made once.
EACH = [pytest.param(lang, marks=pytest.mark.xdist_group("after forms")) for lang in ("es", "en")]
both_languages = pytest.mark.parametrize("lang", EACH)


def sent(page: Page, selector: str) -> Page:
    with page.expect_navigation():
        page.locator(selector).first.click()
    return page


@both_languages
def test_the_verifier_s_answer(written_in: Told, station: Station, lang: str) -> None:
    seen = station(written_in, "carmen", lang=lang)
    page = sent(seen.go("/libro/"), "form[action='/libro/verificar/'] button")
    expect(page.locator(".note-done")).to_be_visible()
    assert violations(page, THEMES[lang]) == []
    page = sent(seen.go("/libro/"), "form[action='/libro/romper/'] button")
    expect(page.locator(".refusal")).to_be_visible()
    assert violations(page, THEMES[lang]) == []
    assert violations(seen.go("/libro/"), THEMES[lang]) == []  # it says there that the seal is broken
    page = sent(page, "form[action='/libro/reparar/'] button")
    expect(page.locator(".note-done")).to_be_visible()
    assert seen.complaints == []


@both_languages
def test_a_refusal(written_in: Told, station: Station, lang: str) -> None:
    """With the form that was sent, and where no form is left to show it on."""
    names = written_in["names"]
    seen = station(written_in, "carmen", lang=lang)
    page = seen.go(f"/caso/documents.lend/{names['approved']}/hand_over/")
    page.locator("#hand_over-folios").fill("11")
    with page.expect_response(lambda answer: answer.request.method == "POST") as answer:
        page.locator("form[action$='/hand_over/'] button[type=submit]").click()
    assert answer.value.status == 409
    expect(page.locator(".refusal")).to_be_visible()
    assert violations(page, THEMES[lang]) == []
    page = seen.go(f"/registro/{names['document']}/")
    # Nothing on any page asks for it; whoever writes the address is answered all the same.
    page.locator("details.me form").first.evaluate(
        "(form, to) => { form.action = to }", f"/registro/{names['document']}/borrar/"
    )
    with page.expect_response(lambda answer: answer.request.method == "POST") as answer:
        page.locator("details.me summary").click()
        page.locator("details.me form button").first.click()
    assert answer.value.status == 409
    expect(page.locator(".refusal")).to_be_visible()
    assert violations(page, THEMES[lang]) == []
    assert seen.complaints == []


@both_languages
def test_the_password_is_asked_for_again(written_in: Told, station: Station, lang: str) -> None:
    seen = station(written_in, "luis, six minutes ago", lang=lang)
    page = seen.go(f"/caso/documents.lend/{written_in['names']['asked']}/approve/")
    expect(page.locator("#approve-password-again")).to_be_visible()
    assert violations(page, THEMES[lang]) == []
    page.locator("#approve-password-again").fill("no es esta")
    page = sent(page, "form[action$='/approve/'] button.approve")
    expect(page.locator("#approve-password-wrong")).to_be_visible()
    assert violations(page, THEMES[lang]) == []
    assert seen.complaints == []


@both_languages
def test_a_key_of_the_api_is_shown_once(written_in: Told, station: Station, lang: str) -> None:
    seen = station(written_in, "rosa", lang=lang)
    page = seen.go("/clave-api/")
    page.locator("#issue-name").fill(f"programa {lang}")
    page.locator("#issue-until").fill("+30")
    page = sent(page, "main form button[type=submit]")
    expect(page.locator("main pre")).to_be_visible()
    assert violations(page, THEMES[lang]) == []
    assert seen.complaints == []


@both_languages
def test_an_old_register_once_it_is_taken(written_in: Told, station: Station, tmp_path: Path, lang: str) -> None:
    file = tmp_path / f"viejo-{lang}.csv"
    file.write_text(f"Nº registro;Asunto;Folios\n{lang}-1;Informe;2\n{lang}-2;;0\n", "utf-8")
    seen = station(written_in, "carmen", lang=lang)
    page = seen.go("/importar/")
    page.locator("#file").set_input_files(file)
    page = sent(page, "main form button.act")
    page = sent(page, "form[action$='/tomar/'] button")
    expect(page.locator(".note-done, .refusal").first).to_be_visible()
    assert violations(page, THEMES[lang]) == []
    assert violations(seen.go("/importar/"), THEMES[lang]) == []  # it lists what was brought
    assert seen.complaints == []


def read_here(page: Page, *texts: str) -> None:
    for text in texts:
        page.locator("#scan").fill(text)
        with page.expect_response(lambda answer: answer.request.method == "POST"):
            page.locator("#scan").press("Enter")
    page.wait_for_timeout(100)


@both_languages
def test_the_counter_with_lines(written_in: Told, station: Station, lang: str) -> None:
    """One that stands, one that cannot be done, and one that stops the hand."""
    names = written_in["names"]
    seen = station(written_in, "carmen", lang=lang)
    page = seen.go("/mostrador/")
    read_here(page, written_in["badges"]["rosa"], names["copy"], names["free"])
    expect(page.locator(".line").first).to_be_visible()
    assert violations(page, THEMES[lang]) == []
    page = seen.go("/mostrador/")
    read_here(page, codes.make("C", series="X", year=2026, number=1, copy=1))
    expect(page.locator(".halt")).to_be_visible()
    assert violations(page, THEMES[lang]) == []
    assert seen.complaints == []


@both_languages
def test_an_inventory_with_lines(written_in: Told, station: Station, lang: str) -> None:
    names = written_in["names"]
    seen = station(written_in, "carmen", lang=lang)
    page = seen.go(f"/inventario/{names['inventory']}/")
    read_here(page, written_in["counter"])
    expect(page.locator("#board h2").first).to_be_visible()
    assert violations(page, THEMES[lang]) == []
    # Nobody knows this code, and in each language it is another: what was read already would not stop the hand.
    read_here(page, codes.make("C", series="X", year=2026, number=1 if lang == "es" else 2, copy=1))
    expect(page.locator(".halt")).to_be_visible()
    expect(page.locator("#board table")).to_be_visible()
    assert violations(page, THEMES[lang]) == []
    assert seen.complaints == []
