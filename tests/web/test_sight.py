# SPDX-License-Identifier: EUPL-1.2
"""What a person may not see does not show: not in lists, not in errors, not by a byte."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.test import Client

from precinto.access.models import Person
from tests.stories.test_administrators import OF, bring_the_third
from tests.web.conftest import Pages
from tests.web.places import PLACES, office_with_papers
from tests.world import TITLE, World

Open = Callable[[str], Pages]
HIDDEN_TITLE = "Traslado de la caja fuerte"


def page(browser: Client, address: str) -> str:
    """A page without what differs each time it is made: the token and the key of its forms."""
    text = browser.get(address).content.decode()
    return re.sub(r'name="(csrfmiddlewaretoken|_intent)" value="[^"]*"', "", text)


def test_a_document_out_of_scope_changes_no_byte(world: World, pages: Open) -> None:
    places = office_with_papers(world)
    rosa = pages("rosa")
    addresses = [place.format(**places) for place in PLACES]
    before = {address: page(rosa, address) for address in addresses}
    world.document(scope="diego", title=HIDDEN_TITLE)
    assert {address for address in addresses if page(rosa, address) != before[address]} == set()


def test_out_of_scope_and_nonexistent_are_the_same_page(world: World, pages: Open) -> None:
    hidden = world.document(scope="diego", title=HIDDEN_TITLE)
    rosa, diego = pages("rosa"), pages("diego")
    assert diego.get(f"/registro/{hidden.pk}/").status_code == 200
    nothing = rosa.get("/registro/999999/")
    assert nothing.status_code == 404
    asked = world.do("diego", "documents.lend.request", copy=world.copy(hidden), reason="informe").case
    for address in (
        f"/registro/{hidden.pk}/",
        f"/caso/documents.register/{hidden.pk}/",
        f"/caso/documents.lend/{asked.pk}/",
        f"/caso/documents.lend/{asked.pk}/withdraw/",
        f"/personas/{Person.objects.get(account__login='diego').pk}/",
        "/personas/999999/",
        "/caso/documents.nothing/1/",
        "/nada/",
    ):
        answer = rosa.get(address)
        assert (answer.status_code, answer.content) == (404, nothing.content), address
    for code in (hidden.code, world.copy(hidden), f"{hidden.year}/{hidden.number}"):
        found, missing = rosa.get(f"/quien/?q={code}"), rosa.get("/quien/?q=1999/1")
        assert found.status_code == missing.status_code == 404
        assert found.context["say"] == missing.context["say"]


def test_deciding_without_reading_shows_the_case_and_never_the_title(world: World, pages: Open) -> None:
    document = world.document(scope="rosa", title=HIDDEN_TITLE)
    loan = world.loan(world.copy(document), stage="asked")
    luis = pages("luis")
    for address in ("/", "/aprobaciones/", "/prestamos/", f"/caso/documents.lend/{loan.pk}/"):
        text = luis.get(address).content.decode()
        assert HIDDEN_TITLE not in text, address
        assert "Rosa Lagos" in text, address
    assert luis.get(f"/registro/{document.pk}/").status_code == 404


def test_administrators_see_no_document(world: World, pages: Open) -> None:
    places = office_with_papers(world)
    bring_the_third(world)
    for login in OF:
        browser = pages(login)
        for place in PLACES:
            assert TITLE not in browser.get(place.format(**places)).content.decode(), (login, place)


def test_readers_see_themselves_and_nobody_else(world: World, pages: Open) -> None:
    rosa = Person.objects.get(account__login="rosa")
    browser = pages("rosa")
    assert browser.get("/personas/").headers["Location"] == f"/personas/{rosa.pk}/"
    assert browser.get(f"/personas/{rosa.pk}/").status_code == 200
    assert browser.get("/ajustes/").status_code == 404
    assert browser.get("/libro/intentos/").status_code == 403


def test_the_book_of_a_reader_holds_their_own_acts(world: World, pages: Open) -> None:
    document = world.document()
    world.loan(world.copy(document), stage="lent")
    own, all_ = pages("rosa").get("/libro/"), pages("ines").get("/libro/")
    assert {row["who"] for row in own.context["rows"]} == {"Rosa Lagos"}
    assert len({row["who"] for row in all_.context["rows"]}) > 3
    assert TITLE not in all_.content.decode()


def test_what_is_written_comes_out_as_text(world: World, pages: Open) -> None:
    hostile = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{7*7}}"
    document = world.document(title=hostile, originator=hostile, note=hostile)
    loan = world.do("rosa", "documents.lend.request", copy=world.copy(document), reason=hostile).case
    carmen = pages("carmen")
    for address in ("/", "/registro/", f"/registro/{document.pk}/", "/prestamos/", f"/caso/documents.lend/{loan.pk}/"):
        text = carmen.get(address).content.decode()
        assert "<script>alert" not in text, address
        assert "<img src=x" not in text, address
    answer = carmen.get("/quien/", {"q": hostile})
    assert "<script>alert" not in answer.content.decode()
