# SPDX-License-Identifier: EUPL-1.2
"""No page asks the database more than 15 questions, whatever the number of rows."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.web.conftest import Pages
from tests.web.places import PLACES, office_with_papers
from tests.world import World

MOST = 15
Open = Callable[[str], Pages]


def questions(browser: Pages, address: str) -> int:
    browser.get(address)  # what personnel acts changed is read again once; any page pays for it, but only the first
    with CaptureQueriesContext(connection) as asked:
        browser.get(address)
    return len(asked)


def test_every_page_keeps_to_its_budget(world: World, pages: Open) -> None:
    places = office_with_papers(world, many=3)
    over = {
        (login, place): n
        for login in ("carmen", "luis", "rosa", "jaime", "ines", "olga")
        for browser in [pages(login)]
        for place in PLACES
        if (n := questions(browser, place.format(**places))) > MOST
    }
    assert not over


def test_more_rows_ask_no_more_questions(world: World, pages: Open) -> None:
    lists = ("/", "/registro/", "/prestamos/", "/circulacion/", "/aprobaciones/", "/personas/", "/libro/", "/vencidos/")
    office_with_papers(world)
    logins = ("carmen", "luis", "rosa")
    few = {(login, place): questions(pages(login), place) for login in logins for place in lists}
    office_with_papers(world, many=3)
    more = {(login, place): questions(pages(login), place) for login in logins for place in lists}
    assert {key: n for key, n in more.items() if n > few[key] + 1} == {}
