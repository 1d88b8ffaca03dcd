# SPDX-License-Identifier: EUPL-1.2
"""1.4: another number of folios is not taken in, and so never settled, without opening a discrepancy."""

import pytest

from precinto.documents.models import Discrepancy
from tests.doors.through import Door
from tests.world import World

pytestmark = pytest.mark.database


def test_settled_with_a_folio_less(world: World, door: Door) -> None:
    loan = world.loan(world.copy(world.document()))
    said = door.refuses("carmen", "documents.lend.take_back", loan.pk, folios=11, place=world.safe)
    assert (said.reason, said.clause) == ("folios-differ-back", "1.4")
    assert door.refuses("carmen", "documents.lend.settle", loan.pk).reason == "wrong-stage"
    short = {"folios": 11, "account": "falta el 7", "place": world.safe}
    assert door.do("carmen", "documents.lend.take_back", loan.pk, **short).status in door.done
    assert Discrepancy.objects.get(loan=loan.pk).account == "falta el 7"
    world.sign("rosa")
    assert door.do("carmen", "documents.lend.settle", loan.pk).body["stage"] == "settled"


def test_handed_over_with_another_count(world: World, door: Door) -> None:
    loan = world.loan(world.copy(world.document()), stage="approved")
    assert door.refuses("carmen", "documents.lend.hand_over", loan.pk, folios=11).reason == "folios-differ"


def test_settled_before_both_have_signed(world: World, door: Door) -> None:
    """By whatever door it was handed over and taken back, the borrower signs for both."""
    loan = world.loan(world.copy(world.document()), stage="approved")
    door.do("carmen", "documents.lend.hand_over", loan.pk, folios=12)
    door.do("carmen", "documents.lend.take_back", loan.pk, folios=12, place=world.safe)
    said = door.refuses("carmen", "documents.lend.settle", loan.pk)
    assert (said.reason, said.clause) == ("receipt-unsigned", "1.4")
    world.sign("rosa")
    assert door.do("carmen", "documents.lend.settle", loan.pk).body["stage"] == "settled"
