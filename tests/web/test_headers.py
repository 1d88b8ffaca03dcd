# SPDX-License-Identifier: EUPL-1.2
"""What every answer carries, and what no page does."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from precinto.web.middleware import HEADERS
from tests.web.conftest import Pages
from tests.web.places import PLACES, office_with_papers
from tests.world import World

Open = Callable[[str], Pages]


@pytest.mark.parametrize(
    "address", ["/entrar/", "/", "/registro/", "/nada/", "/static/web/precinto.css", "/esquemas.css"]
)
def test_every_answer_carries_the_headers(pages: Open, outsider: Client, address: str) -> None:
    for browser in (pages("carmen"), outsider):
        answer = browser.get(address)
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS


def test_signed_in_pages_are_not_stored(pages: Open) -> None:
    rosa = pages("rosa")
    for address in ("/", "/registro/", "/libro/", "/nada/"):
        assert rosa.get(address).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("address", ["/salir/", "/libro/firmar/", "/mostrador/colas/", "/impresos/numero/x/otra-vez/"])
def test_the_address_of_a_button_opened_as_a_page_says_so(pages: Open, address: str) -> None:
    answer = pages("carmen").get(address)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert "Use los botones de la página." in answer.content.decode()


def test_cookies_stay_on_this_site(outsider: Client) -> None:
    outsider.post("/entrar/", {"login": "rosa", "password": "nueve grullas cruzan despacio"})
    for name in ("precinto", "csrftoken"):
        cookie = outsider.cookies[name]
        assert (cookie["samesite"], cookie["httponly"]) == ("Strict", True)


def test_no_page_holds_a_style_or_a_script_of_its_own(world: World, pages: Open) -> None:
    """The content policy forbids them: a page that had one would look broken."""
    places = office_with_papers(world)
    for login in ("carmen", "luis", "rosa", "jaime"):
        browser = pages(login)
        for place in PLACES:
            page = browser.get(place.format(**places)).content.decode()
            found = re.findall(r"""<style|\sstyle=|<script(?![^>]*\ssrc=)|\son\w+=["']|javascript:""", page)
            assert not found, (place, found)


def test_a_form_without_its_token_is_turned_away(world: World) -> None:
    carmen = Pages("carmen", checks_csrf=True)
    before = world.dump()
    answer = carmen.post("/acto/personnel.unit/open/", {"code": "X", "name": "X", "_intent": "x"})
    assert answer.status_code == 403
    assert world.dump() == before


def test_looking_changes_nothing(world: World, pages: Open) -> None:
    """Every page is asked for by GET by everybody: not a row of the books changes."""
    places = office_with_papers(world)
    before, entries = world.dump(), world.entries()
    for login in ("carmen", "luis", "rosa", "diego", "olga"):
        browser = pages(login)
        for place in PLACES:
            browser.get(place.format(**places))
    assert (world.dump(), world.entries()) == (before, entries)
