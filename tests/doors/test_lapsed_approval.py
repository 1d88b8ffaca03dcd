# SPDX-License-Identifier: EUPL-1.2
"""1.4: an approval that was not used in time is no approval."""

from datetime import timedelta

import pytest
import time_machine

from precinto.records.clock import now
from tests.doors.through import Door
from tests.world import World

pytestmark = pytest.mark.database


def test_handed_over_on_a_lapsed_approval(world: World, door: Door) -> None:
    loan = world.loan(world.copy(world.document()), stage="approved")
    door.ready("carmen")
    with time_machine.travel(now() + timedelta(days=29)):
        said = door.refuses("carmen", "documents.lend.hand_over", loan.pk, folios=12)
    assert (said.reason, said.clause) == ("approval-lapsed", "1.4")
