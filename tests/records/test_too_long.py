# SPDX-License-Identifier: EUPL-1.2
"""A text that its column cannot hold is refused, wherever in an act it is written. It is never cut."""

from __future__ import annotations

import pytest
from django.db import DataError, connection, transaction

from precinto.ledger.append import new_act
from precinto.ledger.seal import Sealer
from precinto.procedures.models import Series
from precinto.records import gate, journal
from precinto.records.clock import now
from tests.world import World

pytestmark = pytest.mark.database


@pytest.mark.parametrize("before", [0, 1], ids=["the first row of the act", "a later one"])
def test_a_text_that_is_too_long_is_not_cut(world: World, before: int) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite keeps no lengths: what is written is what is read")
    with gate.whole(), journal.writing(new_act(), now(), Sealer().commit):
        for n in range(before):
            journal.add(Series(name="s", year=n, last=1))
        with pytest.raises(DataError), transaction.atomic():
            journal.add(Series(name="x" * 21, year=2026, last=1))
        transaction.set_rollback(True)
