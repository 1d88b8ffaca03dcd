# SPDX-License-Identifier: EUPL-1.2
"""1.1: the register has no gap, and no number twice."""

from typing import Any

import pytest

from tests.doors.through import Door
from tests.world import TITLE, World

pytestmark = pytest.mark.database


def entry(world: World, number: int) -> dict[str, Any]:
    return {
        "title": TITLE, "level": "C", "copies": 1, "folios": 3, "via": "bag",
        "no_envelope": "ensayo", "place": world.safe, "number": number,
    }  # fmt: skip


def test_a_gap_is_refused(world: World, every_door: Door) -> None:
    world.document()
    said = every_door.refuses("carmen", "documents.register.register", **entry(world, 7))
    assert (said.reason, said.clause) == ("number-leaves-gap", "1.1")


def test_a_number_twice_is_refused(world: World, every_door: Door) -> None:
    world.document()
    said = every_door.refuses("carmen", "documents.register.register", **entry(world, 1))
    assert (said.reason, said.clause) == ("number-taken", "1.1")


def test_the_next_number_is_taken(world: World, every_door: Door) -> None:
    world.document()
    assert every_door.do("carmen", "documents.register.register", **entry(world, 2)).status in every_door.done
