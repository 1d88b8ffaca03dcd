# SPDX-License-Identifier: EUPL-1.2
"""1.2: papers do not pass from reader to reader. The office is one end of every movement."""

import pytest

from precinto.custody.models import Thing
from tests.doors.through import Door
from tests.world import World

pytestmark = pytest.mark.database


def test_lent_on_while_another_reader_has_it(world: World, door: Door) -> None:
    copy = world.copy(world.document())
    world.loan(copy, to="rosa")
    second = world.loan(copy, to="nuria", stage="approved")
    said = door.refuses("carmen", "documents.lend.hand_over", second.pk, folios=12)
    assert (said.reason, said.clause) == ("in-other-hands", "1.2")
    assert Thing.objects.get(code=copy).person == world.officer("rosa").person


def test_the_reader_hands_it_on(world: World, door: Door) -> None:
    copy = world.copy(world.document())
    world.loan(copy, to="rosa")
    second = world.loan(copy, to="nuria", stage="approved")
    assert door.refuses("rosa", "documents.lend.hand_over", second.pk, folios=12).reason in (
        "not-your-role",
        "not-found",
    )


def test_the_round_goes_on_while_a_reader_has_it(world: World, door: Door) -> None:
    copy = world.copy(world.document())
    round_ = world.do("carmen", "documents.circulate.open", copy=copy, readers=["rosa", "nuria"], due="+15").case
    world.do("carmen", "documents.circulate.give", round_.pk, folios=12)
    said = door.refuses("carmen", "documents.circulate.give", round_.pk, folios=12, reader="nuria")
    assert (said.reason, said.clause) == ("wrong-stage", "1.2")
