# SPDX-License-Identifier: EUPL-1.2
"""1.1, 1.4, 2.3: lists that a person keeps, the list of 18:00, and lists that leave as files."""

from __future__ import annotations

import pytest

from precinto.documents.lists import rules
from precinto.documents.lists.models import Filter
from tests.stories.telling import FACTS, Move, Stories, Telling, told

pytestmark = pytest.mark.database
OWN = "filter"

FACTS.update(
    {
        "filter.keep": {"name": "Pedidos", "address": "/prestamos/?fase=pedidos"},
        "export.take": {
            "name": "loans", "narrowed": "fase=asked", "format": "csv", "rows": 3, "marking": "CONFIDENCIAL",
            "digest": "ab" * 32,
        },
    }
)  # fmt: skip

KEPT: list[Move] = [("rosa", "keep")]
PINNED: list[Move] = [("rosa", "keep", {"pinned": True})]
FIVE_PINNED: list[Move] = PINNED * rules.PINNED

DONE: Stories = {
    "kept": (KEPT, "kept"),
    "kept and shown on one's tasks": (PINNED, "kept"),
    "shown on one's tasks": ([*KEPT, ("rosa", "pin")], "kept"),
    "taken off them": ([*PINNED, ("rosa", "unpin")], "kept"),
    "dropped": ([*KEPT, ("rosa", "drop")], "dropped"),
    "a sixth that is not shown": ([*FIVE_PINNED, ("rosa", "keep")], "kept"),
    "the list of 18:00": ([("carmen", "evening.draw")], "drawn"),
    "a list leaves": ([("rosa", "export.take")], "taken"),
}  # fmt: skip

REFUSED: Stories = {
    "the list of something else": ([("rosa", "keep", {"address": "/salir/"})], "bad-facts"),
    "somebody else's": ([*KEPT, ("vera", "drop of rosa")], "not-found"),
    "shown already": ([*PINNED, ("rosa", "pin")], "already-pinned"),
    "not shown": ([*KEPT, ("rosa", "unpin")], "not-pinned"),
    "a sixth on one's tasks": ([*FIVE_PINNED, ("rosa", "keep", {"pinned": True})], "too-many-pinned"),
    "a sixth on one's tasks, kept before": ([*FIVE_PINNED, *KEPT, ("rosa", "pin")], "too-many-pinned"),
    "one more than may be kept": ([*KEPT * rules.MOST, ("rosa", "keep")], "too-many-kept"),
    "what was dropped": ([*KEPT, ("rosa", "drop"), ("rosa", "pin")], "wrong-stage"),
    "the list of 18:00 drawn up by a reader": ([("rosa", "evening.draw")], "not-your-role"),
    "a list that leaves under no digest": ([("rosa", "export.take", {"digest": ""})], "bad-facts"),
    "a list that leaves with nobody": ([("", "export.take")], "not-signed-in"),
}  # fmt: skip


@told(DONE)
def test_done(office: Telling, moves: list[Move], end: str) -> None:
    office.is_done(moves, end, OWN)


@told(REFUSED)
def test_refused(office: Telling, moves: list[Move], end: str) -> None:
    office.is_refused(moves, end, OWN)


def test_dropping_one_makes_room(office: Telling, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MOST", 1)
    office.tell([*KEPT, ("rosa", "drop"), *KEPT], OWN)
    assert Filter.objects.filter(stage="kept").count() == 1
