# SPDX-License-Identifier: EUPL-1.2
"""1.4: nothing is handed over that the leader has not approved, and an approval serves once."""

import pytest

from tests.doors.through import Door
from tests.world import World

pytestmark = pytest.mark.database


def test_handed_over_without_approval(world: World, door: Door) -> None:
    loan = world.loan(world.copy(world.document()), stage="asked")
    said = door.refuses("carmen", "documents.lend.hand_over", loan.pk, folios=12)
    assert (said.reason, said.clause) == ("wrong-stage", "1.4")


def test_handed_over_after_the_leader_declined(world: World, door: Door) -> None:
    loan = world.loan(world.copy(world.document()), stage="asked")
    world.do("luis", "documents.lend.decline", loan.pk, reason="no procede")
    said = door.refuses("carmen", "documents.lend.hand_over", loan.pk, folios=12)
    assert (said.reason, said.clause) == ("wrong-stage", "1.4")


def test_handed_over_on_an_approval_already_used(world: World, door: Door) -> None:
    loan = world.loan(world.copy(world.document()), stage="returned")
    world.do("carmen", "documents.lend.settle", loan.pk)
    said = door.refuses("carmen", "documents.lend.hand_over", loan.pk, folios=12)
    assert (said.reason, said.clause) == ("wrong-stage", "1.4")


def test_a_second_loan_needs_an_approval_of_its_own(world: World, door: Door) -> None:
    copy = world.copy(world.document())
    first = world.loan(copy, stage="returned")
    world.do("carmen", "documents.lend.settle", first.pk)
    second = world.loan(copy, stage="asked")
    assert door.refuses("carmen", "documents.lend.hand_over", second.pk, folios=12).reason == "wrong-stage"
