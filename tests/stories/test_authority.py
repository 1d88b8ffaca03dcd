# SPDX-License-Identifier: EUPL-1.2
"""1.6: what is to be destroyed is delivered to a body that the leader has authorised, up to a level that reaches it."""

from __future__ import annotations

import pytest

from precinto.custody.models import Place
from tests.stories.destruction import SEALED
from tests.stories.telling import Move, Stories, Telling, told

pytestmark = pytest.mark.database

OWN = "place"

BODY: Move = ("jaime", "open as horno", {"name": "Horno municipal", "kind": "body", "level": "S"})
AUTHORISED: list[Move] = [BODY, ("luis", "authorise")]
SEALED_AND_AUTHORISED = [*SEALED, *AUTHORISED]
DELIVER: Move = ("pilar", "destroy.deliver", {"body": "{horno}"})


def ministry(office: Telling) -> str:
    return str(Place.objects.get(correspondent__code="MAEC").code)


DONE: Stories = {
    "a body is authorised to destroy": (AUTHORISED, "in_use"),
    "up to another level, anew": ([*AUTHORISED, ("luis", "authorise", {"level": "C"})], "in_use"),
    "and is authorised no more": ([*AUTHORISED, ("jaime", "unauthorise")], "in_use"),
    "a batch is delivered to it": ([*SEALED_AND_AUTHORISED, DELIVER], "delivered"),
    "a batch is delivered to the one with which the office was founded": ([*SEALED, ("pilar", "destroy.deliver")], "delivered"),
}  # fmt: skip

REFUSED: Stories = {
    "a safe authorised to destroy": ([("luis", "authorise of safe")], "no-body-destroys"),
    "authorised by the head": ([BODY, ("jaime", "authorise")], "not-your-role"),
    "authorised above what it may hold": (
        [("jaime", "open", {"kind": "body", "level": "DL"}), ("luis", "authorise")], "destroys-above-itself",
    ),
    "what destroys nothing, authorised no more": ([BODY, ("jaime", "unauthorise")], "destroys-nothing"),
    "delivered to a body that destroys nothing for the office": (
        [*SEALED, ("pilar", "destroy.deliver", {"body": "{body}"})], "no-destruction-authority",
    ),
    "delivered to a correspondent": (
        [*SEALED, ("carmen", "correspondent.register"), ("pilar", "destroy.deliver", {"body": ministry})], "no-destruction-authority",
    ),
    "delivered to an authority of a lower level": (
        [*SEALED_AND_AUTHORISED, ("luis", "authorise", {"level": "DL"}), DELIVER], "authority-too-low",
    ),
    "delivered to an authority whose own level was lowered since": (
        [*SEALED_AND_AUTHORISED, ("jaime", "correct", {"level": "DL"}), DELIVER], "authority-too-low",
    ),
    "delivered to one that destroys for the office no more": (
        [*SEALED_AND_AUTHORISED, ("luis", "unauthorise"), DELIVER], "no-destruction-authority",
    ),
}  # fmt: skip


@told(DONE)
def test_done(office: Telling, moves: list[Move], end: str) -> None:
    office.is_done(moves, end, OWN)


@told(REFUSED)
def test_refused(office: Telling, moves: list[Move], end: str) -> None:
    office.is_refused(moves, end, OWN)
