# SPDX-License-Identifier: EUPL-1.2
"""3.3: an exception of minimum staff is asked for and given alike by the page, the API and the command line."""

import pytest

from precinto.documents.models import Loan
from precinto.procedures.models import ExceptionTaken
from tests.doors.through import Door
from tests.world import World

pytestmark = pytest.mark.database
WHY = "Carmen y Pilar están de baja"


def regime(world: World) -> None:
    case = world.do("jaime", "office.minimum_staff.declare", since="hoy", until="+30", reason="dos bajas").case
    world.do("luis", "office.minimum_staff.approve", case.pk)


def approved(world: World) -> Loan:
    """Luis approves a loan, and keeps the counter for Carmen."""
    world.do("carmen", "personnel.delegate.delegate", taker="luis", role="clerk", since="hoy", until="+10")
    return world.loan(world.copy(world.document()), stage="approved")


def test_with_its_reason_the_step_is_taken_and_counted(world: World, door: Door) -> None:
    regime(world)
    loan = approved(world)
    assert door.refuses("luis", "documents.lend.hand_over", loan.pk, folios=12).reason == "exception-needs-reason"
    said = door.do("luis", "documents.lend.hand_over", loan.pk, folios=12, exception_reason=WHY)
    assert said.status in door.done, said.body
    assert Loan.objects.get(pk=loan.pk).stage == "lent"
    row = ExceptionTaken.objects.get()
    assert (row.reason, row.steps, row.clause) == (WHY, "approve", "1.4")


def test_without_the_regime_the_reason_counts_for_nothing(world: World, door: Door) -> None:
    loan = approved(world)
    said = door.refuses("luis", "documents.lend.hand_over", loan.pk, folios=12, exception_reason=WHY)
    assert (said.reason, said.clause) == ("exception-without-regime", "1.4")


def test_ones_own_request_is_approved_by_no_exception(world: World, door: Door) -> None:
    regime(world)
    world.do("luis", "personnel.delegate.delegate", taker="nuria", role="leader", since="hoy", until="+10")
    document = world.document()
    case = world.do(
        "nuria", "documents.extend.request", document=document.code, beneficiary="diego", reason="ayuda"
    ).case
    said = door.refuses("nuria", "documents.extend.approve", case.pk, exception_reason=WHY)
    assert (said.reason, said.clause) == ("exception-never", "1.2")
