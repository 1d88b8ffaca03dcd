# SPDX-License-Identifier: EUPL-1.2
"""What the foot of a list offers is not refused: every table leaves by its name, and what can be kept leads back to its list."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from precinto.documents.cases import actor_of
from precinto.documents.lists import books
from precinto.documents.lists.forms import ADDRESS
from precinto.documents.lists.models import Filter
from precinto.records.errors import Refused
from tests.web.conftest import Pages
from tests.web.places import PLACES, office_with_papers
from tests.world import World

pytestmark = pytest.mark.database
Open = Callable[[str], Pages]
KEEPS = re.compile(r'name="address" value="([^"]*)"')
TAKES = re.compile(r'action="/exportar/([^"]+)\.csv"')


def test_what_a_page_offers_is_there(world: World, pages: Open) -> None:
    places = office_with_papers(world)
    world.do("carmen", "documents.filter.keep", name="Míos", address="/prestamos/")
    wrong: list[tuple[str, str, str]] = []
    taken: set[str] = set()
    for login in ("carmen", "luis", "ines"):
        browser = pages(login)
        actor = actor_of(world.officer(login))
        for place in (*PLACES, "/inventario/"):
            answer = browser.get(place.format(**places))
            if answer.status_code != 200 or "html" not in answer.headers["Content-Type"]:
                continue
            text = answer.content.decode()
            wrong += [
                (login, place, kept)
                for kept in KEEPS.findall(text)
                if not ADDRESS.fullmatch(kept.replace("&amp;", "&"))
            ]
            for name in set(TAKES.findall(text)):
                taken.add(name)
                try:
                    books.book(name, actor)
                except Refused as refused:
                    wrong.append((login, place, f"{name}: {refused.reason}"))
    assert wrong == []
    assert {"documents.inventory", "approvals", "calendar", "kept", "figures-safes", "things", "terms"} <= taken


def test_a_list_is_kept_as_it_was_narrowed(world: World, pages: Open) -> None:
    carmen = pages("carmen")
    for number, address in enumerate(
        (
            "/registro/?desde=2026-01-01&hasta=2026-12-31",
            "/prestamos/?quien=rosa",
            "/efectos/?clase=copy&nivel=C",
            "/plazos/",
        )
    ):
        sent = {"name": f"Lista {number}", "address": address, "_intent": f"k{number}"}
        assert carmen.post("/filtros/", sent).status_code == 303, address
    assert Filter.objects.filter(stage="kept").count() == 4
    assert (
        carmen.post("/filtros/", {"name": "Fuera", "address": "//fuera.example/", "_intent": "k9"}).status_code != 303
    )
