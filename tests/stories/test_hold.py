# SPDX-License-Identifier: EUPL-1.2
"""1.6: what is under a legal hold is kept, until another person lifts it."""

from __future__ import annotations

import pytest

from precinto.custody.models import Thing
from tests.stories import destruction as destruction
from tests.stories.telling import MINUTES_AGO, PAPER, Stories, Telling, told

pytestmark = pytest.mark.database

OWN = "hold"
ON_ONE = {"document": None, "things": ["{copy1}"]}
UNREAD = ("carmen", "register.register", {"scope": "diego"})
PLACED = [PAPER, ("jaime", "place")]


def medium(office: Telling) -> str:
    return str(Thing.objects.filter(kind="medium").latest("pk").code)


DONE: Stories = {
    "on a document": (PLACED, "in_force"),
    "on one copy": ([PAPER, ("jaime", "place", ON_ONE)], "in_force"),
    "on a medium": ([("carmen", "medium.register"), ("jaime", "place", {"document": None, "things": [medium]})], "in_force"),
    "on what is lent: it is kept, not called in": (
        [PAPER, ("rosa", "lend.request"), ("luis", "lend.approve"), ("carmen", "lend.hand_over"), ("jaime", "place")], "in_force",
    ),
    "what is held is lent as before": (
        [*PLACED, ("rosa", "lend.request"), ("luis", "lend.approve"), ("carmen", "lend.hand_over")], "lent",
    ),
    "by the leader, who may not read it": ([UNREAD, ("luis", "place")], "in_force"),
    "by the leader, on a copy that they may not read": ([UNREAD, ("luis", "place", ON_ONE)], "in_force"),
    "lifted by another": ([*PLACED, ("luis", "lift")], "lifted"),
    "two holds: one is lifted": ([*PLACED, ("jaime", "place as two"), ("luis", "lift of two")], "lifted"),
}  # fmt: skip

REFUSED: Stories = {
    "placed by a clerk": ([PAPER, ("carmen", "place")], "not-your-role"),
    "by a head who may not read it": ([PAPER, ("jaime", "clear.suspend of jaime"), ("jaime", "place")], "not-found"),
    "by the leader, on what there is not": ([UNREAD, ("luis", "place", {"document": "2026/999"})], "not-found"),
    "on nothing": ([PAPER, ("jaime", "place", {"document": None})], "bad-facts"),
    "on two at once": ([PAPER, ("jaime", "place", {"things": ["{copy1}"]})], "bad-facts"),
    "without a reference": ([PAPER, ("jaime", "place", {"reference": " "})], "bad-facts"),
    "lifted by who placed it": ([*PLACED, ("jaime", "lift")], "second-person"),
    "lifted with an old password": ([*PLACED, ("luis", "lift", {MINUTES_AGO: 6})], "fresh-password"),
    "lifted without a reason": ([*PLACED, ("luis", "lift", {"reason": " "})], "bad-facts"),
    "lifted twice": ([*PLACED, ("luis", "lift"), ("luis", "lift")], "wrong-stage"),
    "one of two is lifted: the other keeps it": (
        [*PLACED, ("jaime", "place as two"), ("luis", "lift of two"), ("carmen", "destroy.propose")], "on-hold",
    ),
}  # fmt: skip


@told(DONE)
def test_done(office: Telling, moves: list, end: str) -> None:  # type: ignore[type-arg]
    office.is_done(moves, end, OWN)


@told(REFUSED)
def test_refused(office: Telling, moves: list, end: str) -> None:  # type: ignore[type-arg]
    office.is_refused(moves, end, OWN)
