# SPDX-License-Identifier: EUPL-1.2
"""1.2: whoever was named in a reading scope can be taken out of it."""

from __future__ import annotations

from tests.stories.telling import Move, Stories, Telling, told

OWN = "scope"

NAMED = ("carmen", "register.register", {"scope": "rosa"})

DONE: Stories = {
    "taken out by the leader, who may read it": (
        [("carmen", "register.register", {"scope": "rosa\nluis"}), ("luis", "withdraw of rosa")], "ended",
    ),
    "taken out by a clerk": ([NAMED, ("pilar", "withdraw of rosa")], "ended"),
}  # fmt: skip

REFUSED: Stories = {
    "taken out by a reader": ([NAMED, ("vera", "withdraw of rosa")], "not-found"),
    "taken out by a clerk who may not see it": (
        [NAMED, ("jaime", "clear.suspend of pilar"), ("pilar", "withdraw of rosa")], "not-found",
    ),
    "taken out by a leader who may not read it": ([NAMED, ("luis", "withdraw of rosa")], "not-found"),
    "taken out without a reason": ([NAMED, ("pilar", "withdraw of rosa", {"reason": ""})], "bad-facts"),
    "taken out twice": ([NAMED, ("pilar", "withdraw of rosa"), ("pilar", "withdraw of rosa")], "wrong-stage"),
    "and then asks for a loan": ([NAMED, ("pilar", "withdraw of rosa"), ("rosa", "lend.request")], "not-found"),
    "and then the loan is handed over": (
        [NAMED, ("rosa", "lend.request"), ("luis", "lend.approve"), ("pilar", "withdraw of rosa"), ("carmen", "lend.hand_over")],
        "out-of-scope",
    ),
}  # fmt: skip


@told(DONE)
def test_done(office: Telling, moves: list[Move], end: str) -> None:
    office.is_done(moves, end, OWN)


@told(REFUSED)
def test_refused(office: Telling, moves: list[Move], end: str) -> None:
    office.is_refused(moves, end, OWN)
