# SPDX-License-Identifier: EUPL-1.2
"""1.3: only what is in the office is given."""

import pytest

from tests.doors.through import Door
from tests.world import World

pytestmark = pytest.mark.database


def test_lent_although_it_is_missing(world: World, door: Door) -> None:
    copy = world.copy(world.document())
    loan = world.loan(copy, to="rosa")
    waiting = world.loan(copy, to="nuria", stage="approved")
    world.do("carmen", "documents.lend.lose", loan.pk, reason="no aparece")
    said = door.refuses("carmen", "documents.lend.hand_over", waiting.pk, folios=12)
    assert (said.reason, said.clause) == ("not-in-the-safe", "1.3")


def test_circulated_although_it_is_lent(world: World, door: Door) -> None:
    copy = world.copy(world.document())
    world.loan(copy, to="rosa")
    round_ = world.do("carmen", "documents.circulate.open", copy=copy, readers="nuria", due="+15").case
    said = door.refuses("carmen", "documents.circulate.give", round_.pk, folios=12)
    assert (said.reason, said.clause) == ("in-other-hands", "1.2")
