# SPDX-License-Identifier: EUPL-1.2
"""The pages of envelopes, books and meetings: what they show, to whom, and in how many questions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from precinto.documents.meetings.models import Brought
from precinto.documents.receiving.models import Arrival
from tests.web.conftest import Pages
from tests.world import TITLE, World

Open = Callable[[str], Pages]
MOST = 15


@pytest.fixture
def places(world: World) -> dict[str, str]:
    world.do(
        "carmen", "documents.arrive.arrive", None, sender="Estado Mayor", channel="bag", level="C", outer_intact="yes",
        brought_by="cabo Ruiz", place=world.safe,
    )  # fmt: skip
    arrival = Arrival.objects.get()
    world.do("carmen", "documents.arrive.open", arrival.pk, inner_intact="yes", folios=120)
    documents = [world.document(source=arrival.name, scope="rosa") for _ in range(5)]
    book = world.do("carmen", "documents.book.open", None, series="E", year=2025).case
    meeting = world.do(
        "nuria", "documents.meet.convene", None, title="Seguimiento", on="hoy", room="Sala 2", level="C",
        participants=["rosa", "diego", "vera"],
    ).case  # fmt: skip
    for document in documents:
        world.do("carmen", "documents.meet.plan_paper", meeting.pk, copy=world.copy(document), reader="rosa")
    world.do("rosa", "documents.bring_back.expect", None, of="Comité", returned_on="hoy", level="C")
    return {
        "arrival": f"/caso/documents.arrive/{arrival.pk}/",
        "book": f"/caso/documents.book/{book.pk}/",
        "meeting": f"/caso/documents.meet/{meeting.pk}/",
        "brought": f"/caso/documents.bring_back/{Brought.objects.get().pk}/",
    }


def get(browser: Pages, address: str) -> tuple[Any, int]:
    browser.get(address)
    with CaptureQueriesContext(connection) as asked:
        page = browser.get(address)
    return page, len(asked)


def test_every_page_keeps_to_its_budget(pages: Open, places: dict[str, str]) -> None:
    over = {}
    for login in ("carmen", "jaime", "luis"):
        for name, address in places.items():
            page, questions = get(pages(login), address)
            assert page.status_code == 200, (login, name)
            if questions > MOST:
                over[login, name] = questions
    assert not over


def test_whoever_takes_part_sees_the_meeting_and_not_the_subject_of_a_paper_out_of_scope(
    pages: Open, places: dict[str, str]
) -> None:
    page, _questions = get(pages("diego"), places["meeting"])
    assert page.status_code == 200
    assert "Seguimiento" in page.content.decode()
    assert TITLE not in page.content.decode()
    page, _questions = get(pages("rosa"), places["meeting"])
    assert TITLE in page.content.decode()


def test_whoever_does_not_take_part_finds_nothing(pages: Open, places: dict[str, str]) -> None:
    for name in ("arrival", "book", "brought"):
        assert get(pages("diego"), places[name])[0].status_code == 404, name
    assert get(pages("olga"), places["meeting"])[0].status_code == 404


def test_the_case_of_an_envelope_lists_what_came_out_of_it(pages: Open, places: dict[str, str]) -> None:
    words = get(pages("carmen"), places["arrival"])[0].content.decode()
    assert words.count(TITLE) >= 5
    assert "Registrado de él" in words
    assert "Imprimir el recibo" in words


def test_a_papers_case_is_seen_by_whoever_was_there(pages: Open, places: dict[str, str]) -> None:
    assert get(pages("rosa"), places["brought"])[0].status_code == 200
    assert get(pages("vera"), places["brought"])[0].status_code == 404
