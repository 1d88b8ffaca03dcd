# SPDX-License-Identifier: EUPL-1.2
"""2.4: a storage medium is in custody like a copy."""

from __future__ import annotations

from tests.stories.destruction import CARRIED_AND_GONE
from tests.stories.telling import AGELESS, Move, Stories, Telling, later, told

OWN = "medium"

KEPT = ("carmen", "register")

DONE: Stories = {
    "a medium is registered": ([KEPT], "kept"),
    "handed over": ([KEPT, ("carmen", "hand_over")], "out"),
    "taken back": ([KEPT, ("carmen", "hand_over"), ("pilar", "take_back")], "kept"),
    "it was gone after everything had been carried off, and was found": (
        [KEPT, *CARRIED_AND_GONE, ("luis", "difference.found of lost", {"folios": 1}), ("carmen", "hand_over")], "out",
    ),
    "it was gone after everything had been carried off, and nobody finds it": (
        [KEPT, *CARRIED_AND_GONE, ("jaime", "difference.give_up of lost")], "not_found",
    ),
    "of what is not classified, to anybody": ([("carmen", "register", {"level": "SC"}),
         ("carmen", "hand_over", {"person": "olga"})], "out"),
}  # fmt: skip

REFUSED: Stories = {
    "registered by a reader": ([("rosa", "register")], "not-your-role"),
    "into a safe of a lower level": ([("jaime", "place.open as low"), ("carmen", "register", {"place": "{low}"})], "place-too-low"),
    "to who has no clearance": ([KEPT, ("carmen", "hand_over", {"person": "olga"})], "clearance-none"),
    "to who is cleared lower": (
        [KEPT, ("jaime", "clear.end of rosa"), ("jaime", "clear.grant", {"person": "rosa", "level": "DL"}), ("carmen", "hand_over")],
        "level-too-low",
    ),
    "to who is suspended": ([KEPT, ("jaime", "clear.suspend of rosa"), ("carmen", "hand_over")], "clearance-suspended"),
    "to whose clearance has expired": ([AGELESS, KEPT, later(days=302), ("carmen", "hand_over")], "clearance-expired"),
    "to who is not briefed": ([KEPT, ("jaime", "brief.end of rosa"), ("carmen", "hand_over")], "not-briefed"),
    "to oneself": ([KEPT, ("carmen", "hand_over", {"person": "carmen"})], "not-to-oneself"),
    "to the clerk whose delegate one is": (
        [("carmen", "delegate.delegate", {"role": "clerk"}), KEPT, ("nuria", "hand_over", {"person": "carmen"})], "not-to-oneself",
    ),
    "from oneself": ([KEPT, ("carmen", "hand_over", {"person": "pilar"}), ("pilar", "take_back")], "not-from-oneself"),
    "from the clerk whose delegate one is": (
        [KEPT, ("pilar", "hand_over", {"person": "carmen"}), ("carmen", "delegate.delegate", {"role": "clerk"}),
         ("nuria", "take_back")], "not-from-oneself",
    ),
    "written down off-line by who is no clerk": (
        [KEPT, ("carmen", "hand_over", {"noted_by": "vera"})], "noted-by-no-clerk",
    ),
    "from reader to reader": ([KEPT, ("carmen", "hand_over"), ("carmen", "hand_over", {"person": "vera"})], "wrong-stage"),
    "taken back into a safe of a lower level": (
        [KEPT, ("carmen", "hand_over"), ("jaime", "place.open as low"), ("carmen", "take_back", {"place": "{low}"})], "place-too-low",
    ),
}  # fmt: skip


@told(DONE)
def test_done(office: Telling, moves: list[Move], end: str) -> None:
    office.is_done(moves, end, OWN)


@told(REFUSED)
def test_refused(office: Telling, moves: list[Move], end: str) -> None:
    office.is_refused(moves, end, OWN)
