# SPDX-License-Identifier: EUPL-1.2
"""1.4 on the board of what is overdue: each row leads to its claim, and says when it was claimed last."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from precinto.documents import shown
from precinto.documents.cases import actor_of
from precinto.documents.lists import books
from precinto.records import clock
from precinto.records.clock import now
from tests.web.conftest import Pages
from tests.world import World

Open = Callable[[str], Pages]


@pytest.fixture
def late(world: World) -> tuple[World, str]:
    loan = world.loan(world.copy(world.document()), stage="lent")
    return world, f"/caso/documents.lend/{loan.pk}/remind/"


def test_the_board_leads_the_clerk_to_the_claim_and_shows_it(late: tuple[World, str], pages: Open) -> None:
    world, address = late
    assert address not in pages("carmen").get("/vencidos/").content.decode()
    with clock.at(now() + timedelta(days=20)):
        carmen = pages("carmen")
        board = carmen.get("/vencidos/").content.decode()
        assert address in board
        assert "Todavía no se ha reclamado" in board
        assert 'value="reader" selected' in carmen.get(address).content.decode()
        facts = {"to": "reader", "how": "spoken", "answer": "lo trae hoy", "_intent": "a"}
        assert carmen.post(address, facts).status_code == 303
        board = carmen.get("/vencidos/").content.decode()
        assert "Todavía no se ha reclamado" not in board
        # The next rung is offered, and the case tells of the claim.
        assert 'value="chief" selected' in carmen.get(address).content.decode()
        assert "lo trae hoy" in carmen.get(address.removesuffix("remind/")).content.decode()
        book = books.book("overdue", actor_of(world.officer("carmen")))
        assert [row[-1] != "" for row, _document in book.rows] == [True]
        said = shown.Eyes(actor_of(world.officer("carmen"))).out(late=True)["items"]
        assert [row["claimed"] is not None for row in said] == [True]


@pytest.mark.parametrize("login", ["rosa", "luis"])
def test_who_keeps_no_counter_claims_nothing(late: tuple[World, str], pages: Open, login: str) -> None:
    _world, address = late
    with clock.at(now() + timedelta(days=20)):
        page = pages(login).get("/vencidos/").content.decode()
        assert "Todavía no se ha reclamado" in page
        assert address not in page
