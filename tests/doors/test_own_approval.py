# SPDX-License-Identifier: EUPL-1.2
"""1.4: who asks, who approves and who hands over are three persons, by whatever way they hold the role."""

import pytest

from tests.doors.through import Door
from tests.world import World

pytestmark = pytest.mark.database


def delegate(world: World, giver: str, taker: str, role: str) -> None:
    world.do(giver, "personnel.delegate.delegate", taker=taker, role=role, since="hoy", until="+10")


def test_handed_over_by_who_approved_it(world: World, door: Door) -> None:
    delegate(world, "luis", "carmen", "leader")
    loan = world.loan(world.copy(world.document()), stage="asked")
    world.do("carmen", "documents.lend.approve", loan.pk)
    said = door.refuses("carmen", "documents.lend.hand_over", loan.pk, folios=12)
    assert (said.reason, said.clause) == ("second-person", "1.4")


def test_handed_over_in_the_name_of_who_approved_it(world: World, door: Door) -> None:
    """Pilar lends her post to Nuria, who holds the leader's by delegation and approved: one human, two roles."""
    delegate(world, "luis", "nuria", "leader")
    delegate(world, "pilar", "nuria", "clerk")
    loan = world.loan(world.copy(world.document(scope="unit SEC")), stage="asked")
    world.do("nuria", "documents.lend.approve", loan.pk)
    assert door.refuses("nuria", "documents.lend.hand_over", loan.pk, folios=12).reason == "second-person"


def test_the_borrower_approves_as_leader(world: World, door: Door) -> None:
    loan = world.loan(world.copy(world.document(scope="luis")), to="luis", stage="asked")
    said = door.refuses("luis", "documents.lend.approve", loan.pk)
    assert said.reason.startswith("second-person")


def test_the_borrower_approves_by_delegation(world: World, door: Door) -> None:
    delegate(world, "luis", "rosa", "leader")
    loan = world.loan(world.copy(world.document()), stage="asked")
    said = door.refuses("rosa", "documents.lend.approve", loan.pk)
    assert said.reason.startswith("second-person")


def test_the_leaders_request_is_approved_in_their_name(world: World, door: Door) -> None:
    delegate(world, "luis", "vera", "leader")
    loan = world.loan(world.copy(world.document(scope="luis")), to="luis", stage="asked")
    assert door.refuses("vera", "documents.lend.approve", loan.pk).reason.startswith("second-person")


def test_the_borrower_approves_as_administrator(world: World, door: Door) -> None:
    world.clear("olga")
    loan = world.loan(world.copy(world.document(scope="olga")), to="olga", stage="asked")
    assert door.refuses("olga", "documents.lend.approve", loan.pk).reason == "not-your-role"


def test_the_clerk_approves(world: World, door: Door) -> None:
    loan = world.loan(world.copy(world.document()), stage="asked")
    said = door.refuses("carmen", "documents.lend.approve", loan.pk)
    assert (said.reason, said.clause) == ("not-your-role", "1.4")


# ---- by the group: a post that several hold, a post of one's own unit, and a reading scope that is a unit with all below it


def lead(world: World, login: str, post: str = "LID") -> None:
    """Leader beside Luis, in the same post or in one of their unit's."""
    if post != "LID":
        world.do("jaime", "personnel.post.open", code=post, name="Líder de la unidad", unit="SEC", role="leader")
    world.do("jaime", "personnel.appoint.appoint", person=login, post=post, since="hoy")


GROUPS = pytest.mark.parametrize(
    ("post", "scope"),
    [("LID", "rosa"), ("LID", "unit+ SEC"), ("LSEC", "unit SEC"), ("LSEC", "post LSEC")],
    ids=["the leaders' post", "that post and the unit's tree", "a post of the unit", "what the post itself may read"],
)


@GROUPS
def test_the_borrower_is_one_of_those_who_approve(world: World, door: Door, post: str, scope: str) -> None:
    lead(world, "rosa", post)
    loan = world.loan(world.copy(world.document(scope=scope)), stage="asked")
    said = door.refuses("rosa", "documents.lend.approve", loan.pk)
    assert (said.reason, said.clause) == ("second-person-concerned", "1.4")
    # Whoever holds it beside them is another person.
    assert world.do("luis", "documents.lend.approve", loan.pk).case.stage == "approved"


def test_one_of_those_who_approve_lends_the_role_for_their_own_request(world: World, door: Door) -> None:
    """Rosa shares the leaders' post, and lends it to Vera: what Vera approves is approved in Rosa's name."""
    lead(world, "rosa")
    delegate(world, "rosa", "vera", "leader")
    loan = world.loan(world.copy(world.document()), stage="asked")
    assert door.refuses("vera", "documents.lend.approve", loan.pk).reason == "second-person-concerned"


def test_who_approved_shares_the_clerks_post(world: World, door: Door) -> None:
    """1.4: who approves does not hand over, though a post of each be theirs."""
    world.do("jaime", "personnel.appoint.appoint", person="luis", post="ENC2", since="hoy")
    loan = world.loan(world.copy(world.document()), stage="approved")
    assert door.refuses("luis", "documents.lend.hand_over", loan.pk, folios=12).reason == "second-person"
