# SPDX-License-Identifier: EUPL-1.2
"""1.1, 1.2, 1.3, 4.1: who enters a document handles it, does not write themselves into its scope, and has a safe for it."""

from typing import Any

import pytest

from precinto.access.models import Clearance
from precinto.custody.models import Place
from tests.doors.through import Door
from tests.world import TITLE, World

pytestmark = pytest.mark.database
STEP = "documents.register.register"


def entry(world: World, **changed: Any) -> dict[str, Any]:
    return {
        "title": TITLE,
        "level": "C",
        "copies": 1,
        "folios": 3,
        "via": "bag",
        "no_envelope": "ensayo",
        "place": world.safe,
    } | changed


def clearance(login: str) -> int:
    return int(Clearance.objects.get(person__account__login=login, stage="in_force").pk)


def test_entered_by_who_is_no_clerk(world: World, every_door: Door) -> None:
    said = every_door.refuses("rosa", STEP, **entry(world))
    assert (said.reason, said.clause) == ("not-your-role", "1.1")


def test_entered_by_a_clerk_below_its_level(world: World, every_door: Door) -> None:
    world.do("jaime", "personnel.clear.end", clearance("pilar"), reason="revisión")
    world.clear("pilar", level="C")
    said = every_door.refuses("pilar", STEP, **entry(world, level="S"))
    assert (said.reason, said.clause) == ("level-too-low", "1.2")
    assert every_door.do("pilar", STEP, **entry(world)).status in every_door.done


def test_entered_by_a_clerk_whose_clearance_is_suspended(world: World, every_door: Door) -> None:
    world.do("jaime", "personnel.clear.suspend", clearance("pilar"), reason="expediente")
    said = every_door.refuses("pilar", STEP, **entry(world))
    assert (said.reason, said.clause) == ("clearance-suspended", "4.1")


def test_the_clerk_writes_themselves_into_the_scope(world: World, every_door: Door) -> None:
    said = every_door.refuses("carmen", STEP, **entry(world, scope="rosa\ncarmen"))
    assert (said.reason, said.clause) == ("scope-adds-oneself", "1.2")


def test_put_where_its_level_may_not_be(world: World, every_door: Door) -> None:
    facts = entry(world, level="S")
    low = world.do("jaime", "office.place.open", name="Armario", kind="safe", level="DL").case
    said = every_door.refuses("carmen", STEP, **facts | {"place": Place.objects.get(pk=low.pk).code})
    assert (said.reason, said.clause) == ("place-too-low", "1.3")
