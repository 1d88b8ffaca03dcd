# SPDX-License-Identifier: EUPL-1.2
"""1.2, 4.1: nothing is lent to who is below the level, out of the scope, or without a valid clearance."""

from datetime import timedelta

import pytest
import time_machine

from precinto.access.models import Clearance
from precinto.custody import codes
from precinto.records.clock import now
from tests.doors.through import Door, unchanged
from tests.world import World

pytestmark = pytest.mark.database
NOBODYS = codes.make("C", series="E", year=2026, number=99_999, copy=1)


def clearance(login: str) -> int:
    return int(Clearance.objects.get(person__account__login=login, stage="in_force").pk)


def test_below_the_level_when_it_is_handed_over(world: World, door: Door) -> None:
    document = world.document(level="R")
    loan = world.loan(world.copy(document), stage="approved")
    world.do("jaime", "personnel.clear.end", clearance("rosa"), reason="revisión")
    world.do(
        "jaime", "personnel.clear.grant", person="rosa", level="C", since="hoy", until="+100", granted_by="ONS"
    )  # fmt: skip
    door.ready("carmen")
    with time_machine.travel(now() + timedelta(days=1)):  # the higher clearance still holds on its last day
        said = door.refuses("carmen", "documents.lend.hand_over", loan.pk, folios=12)
    assert (said.reason, said.clause) == ("level-too-low", "1.2")


def test_clearance_suspended_when_it_is_handed_over(world: World, door: Door) -> None:
    loan = world.loan(world.copy(world.document()), stage="approved")
    world.do("jaime", "personnel.clear.suspend", clearance("rosa"), reason="expediente")
    said = door.refuses("carmen", "documents.lend.hand_over", loan.pk, folios=12)
    assert (said.reason, said.clause) == ("clearance-suspended", "4.1")


def test_out_of_scope_when_it_is_handed_over(world: World, door: Door) -> None:
    loan = world.loan(world.copy(world.document(scope="rosa until +1")), stage="approved")
    door.ready("carmen")
    with time_machine.travel(now() + timedelta(days=2)):
        said = door.refuses("carmen", "documents.lend.hand_over", loan.pk, folios=12)
    assert (said.reason, said.clause) == ("out-of-scope", "1.2")


def test_out_of_scope_on_a_route_sheet(world: World, door: Door) -> None:
    copy = world.copy(world.document())
    said = door.refuses("carmen", "documents.circulate.open", copy=copy, readers=["rosa", "diego"], due="+15")
    assert (said.reason, said.clause) == ("out-of-scope", "1.2")


def test_asked_for_by_who_may_not_see_it(world: World, door: Door) -> None:
    """Out of scope, below the level, and a code that is on no paper: the same answer, to the word."""
    hidden, secret = world.copy(world.document()), world.copy(world.document(level="S", scope="diego\nvera"))
    world.do("jaime", "personnel.clear.suspend", clearance("vera"), reason="expediente")
    for who in ("diego", "vera"):
        door.ready(who)
    with unchanged(world, attempts=3):
        answers = [
            door.do("diego", "documents.lend.request", copy=hidden, reason="informe").body,
            door.do("vera", "documents.lend.request", copy=secret, reason="informe").body,
            door.do("vera", "documents.lend.request", copy=NOBODYS, reason="informe").body,
        ]
    assert answers[0] == answers[1] == answers[2]
    assert (answers[0]["reason"], answers[0]["clause"]) == ("not-found", "1.2")
    assert list(answers[0].get("errors", ["copy"])) == ["copy"]  # a page says it beside the field


def test_no_clearance_left_when_it_ran_out(world: World, door: Door) -> None:
    """Rosa's clearance ends with the day on which it was granted until; the loan was approved before."""
    world.do("jaime", "personnel.clear.end", clearance("rosa"), reason="renovación")
    world.do(
        "jaime", "personnel.clear.grant", person="rosa", level="S", since="hoy", until="+1", granted_by="ONS"
    )  # fmt: skip
    loan = world.loan(world.copy(world.document()), stage="approved")
    door.ready("carmen")
    with time_machine.travel(now() + timedelta(days=2)):
        said = door.refuses("carmen", "documents.lend.hand_over", loan.pk, folios=12)
    assert (said.reason, said.clause) == ("clearance-expired", "4.1")
