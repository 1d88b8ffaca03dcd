# SPDX-License-Identifier: EUPL-1.2
"""1.6, 4.8: the bag of a batch is lost, and what was in it with it: each thing is missing until it is found or concluded without."""

from __future__ import annotations

from dataclasses import replace

import pytest

from precinto.custody.models import Thing
from precinto.documents.destroying import acts
from precinto.documents.destroying.procedures import DESTROY
from precinto.documents.models import Discrepancy
from tests.stories.destruction import DELIVERED, MISSING, SEALED, SIGNED, batch, batch_bag
from tests.stories.telling import Move, Stories, Telling, told

pytestmark = pytest.mark.database

OWN = "destroy"

ANOTHER_PAPER = ("carmen", "register.register as other", {"copies": 1})
LOST = [*SEALED, ("pilar", "lose")]
# An emergency in which bag and things were found, or one thing burnt: the bag is in a safe again, with nothing in it.
SAVED: Move = ("jaime", "place.open as saved", {"level": "S"})
EMPTIED: list[Move] = [
    *SEALED, SAVED, ("jaime", "emergency.declare"), ("carmen", "emergency.found", {"place": "{saved}"}),
    ("carmen", "emergency.regularise"),
]  # fmt: skip
ONE_BURNT: list[Move] = [
    *SEALED, SAVED, ("jaime", "emergency.declare"), ("carmen", "emergency.attest", {"things": "{copy1}"}),
    ("luis", "emergency.confirm", {"things": "{copy1}"}), ("carmen", "emergency.found", {"place": "{saved}"}),
    ("carmen", "emergency.regularise"),
]  # fmt: skip
# An inventory that sees in that safe all but the bag.
BAG_NOT_SEEN: list[Move] = [
    ("carmen", "inventory.open", {"plan": "partial", "place": "{saved}"}),
    ("carmen", "inventory.scan", {"place": "{saved}", "codes": "{copy1}\n{copy2}"}), ("carmen", "inventory.finish", {"place": "{saved}"}),
    ("carmen", "inventory.close"), ("jaime", "difference.declare_missing", {"conclusion": "no se halla"}),
]  # fmt: skip
ALL_FOUND = [*LOST, ("carmen", "found"), ("carmen", "found", {"things": ["{copy2}"]}),
             ("carmen", "found", {"things": [batch_bag], "folios": 2})]  # fmt: skip

DONE: Stories = {
    "the bag is lost": (LOST, "lost"),
    "lost at the authority": ([*DELIVERED, ("pilar", "lose")], "lost"),
    "lost, as an inventory has found": ([*SEALED, *MISSING, ("pilar", "lose")], "lost"),
    "lost after an emergency took all out of it": ([*EMPTIED, ("pilar", "lose")], "lost"),
    "found, and nothing had been in it": (
        [*EMPTIED, ("pilar", "lose"), ("carmen", "found", {"things": [batch_bag], "folios": 0}), ("luis", "conclude")], "withdrawn",
    ),
    "withdrawn after an emergency took all out of it": ([*EMPTIED, ("pilar", "withdraw")], "withdrawn"),
    "concluded by the head who had carried an earlier bag of it": (
        [*SIGNED, ("jaime", "seal"), ("carmen", "unseal"), ("carmen", "list"), ("luis", "sign"), ("pilar", "seal", {"seal": "PR-102"}),
         *ALL_FOUND[len(SEALED):], ("jaime", "conclude")], "withdrawn",
    ),
    "lost after one thing of it burnt": ([*ONE_BURNT, ("pilar", "lose")], "lost"),
    "one thing of it is found": ([*LOST, ("carmen", "found")], "lost"),
    "bag and things are found": (ALL_FOUND, "lost"),
    "and the loss is concluded": ([*ALL_FOUND, ("luis", "conclude")], "withdrawn"),
    "never found": ([*LOST, ("luis", "give_up")], "not_found"),
    "all of it found after it was given up, and concluded": (
        [*LOST, ("luis", "give_up"), *ALL_FOUND[len(LOST):], ("luis", "conclude")], "withdrawn",
    ),
    "found after it was given up": ([*LOST, ("luis", "give_up"), ("carmen", "found")], "not_found"),
}  # fmt: skip

REFUSED: Stories = {
    "opened when it is missing": ([*SEALED, *MISSING, ("pilar", "unseal")], "bag-missing"),
    "lost, and it burnt": (
        [*SEALED, ("jaime", "emergency.declare"), ("carmen", "emergency.attest"), ("luis", "emergency.confirm"), ("pilar", "lose")],
        "bag-burnt",
    ),
    "lost out of a safe that was declared destroyed": ([*SEALED, ("jaime", "emergency.declare"), ("pilar", "lose")], "bag-not-here"),
    "found by whoever lost it": ([*LOST, ("pilar", "found")], "found-by-who-lost-it"),
    "found, and it was in no bag": ([*LOST, ANOTHER_PAPER, ("carmen", "found", {"things": ["{other_copy1}"]})], "not-on-the-list"),
    "found twice": ([*LOST, ("carmen", "found"), ("carmen", "found")], "not-missing"),
    "two found at once": ([*LOST, ("carmen", "found", {"things": ["{copy1}", "{copy2}"]})], "bad-facts"),
    "the bag found with fewer things than were in it": (
        [*LOST, ("carmen", "found", {"things": [batch_bag], "folios": 1})], "found-in-part",
    ),
    "a thing found with no folio": ([*LOST, ("carmen", "found", {"folios": 0})], "bad-facts"),
    "found, and an emergency had taken it out before": ([*EMPTIED, ("pilar", "lose"), ("carmen", "found")], "not-on-the-list"),
    "withdrawn though its bag, empty, is missing": ([*EMPTIED, *BAG_NOT_SEEN, ("pilar", "withdraw")], "bag-missing"),
    "concluded while its bag is declared destroyed": ([*ALL_FOUND, ("jaime", "emergency.declare"), ("luis", "conclude")], "bag-not-here"),
    "given up by the head who sealed and delivered it": (
        [*SIGNED, ("jaime", "seal"), ("jaime", "deliver"), ("pilar", "lose"), ("jaime", "give_up")], "concluded-by-who-had-the-bag",
    ),
    "concluded by the head who sealed it": (
        [*SIGNED, ("jaime", "seal"), *ALL_FOUND[len(SEALED):], ("jaime", "conclude")], "concluded-by-who-had-the-bag",
    ),
    "concluded by the head who entered elsewhere that a copy was found": (
        [*LOST, ("jaime", "discrepancy.found"), ("carmen", "found"),
         ("carmen", "found", {"things": [batch_bag], "folios": 2}), ("jaime", "conclude")], "concluded-by-who-had-the-bag",
    ),
    "given up by the head who declared the bag missing": (
        [*SEALED, *MISSING, ("pilar", "lose"), ("jaime", "give_up")], "concluded-by-who-had-the-bag",
    ),
    "concluded with one still missing": ([*LOST, ("carmen", "found"), ("luis", "conclude")], "still-missing"),
    "given up, and all was found": ([*ALL_FOUND, ("luis", "give_up")], "nothing-is-missing"),
    "given up by a clerk": ([*LOST, ("carmen", "give_up")], "not-your-role"),
}  # fmt: skip


@told(DONE)
def test_done(office: Telling, moves: list, end: str) -> None:  # type: ignore[type-arg]
    office.is_done(moves, end, OWN)


@told(REFUSED)
def test_refused(office: Telling, moves: list, end: str) -> None:  # type: ignore[type-arg]
    office.is_refused(moves, end, OWN)


def test_what_was_in_a_lost_bag_is_missing_one_by_one(office: Telling) -> None:
    """4.8: of each copy its own term runs and its own discrepancy waits; what is found there is found for the batch too."""
    office.tell(LOST, OWN)
    lost = batch(office)
    assert lost.bag is not None
    things = Thing.objects.filter(pk__in=lost.things())
    assert [thing.place.kind for thing in things] == ["missing"] * 3  # type: ignore[union-attr]
    assert lost.due == min(thing.due for thing in things if thing.due is not None)
    assert Discrepancy.objects.count() == 2
    office.tell([("carmen", "discrepancy.found")], OWN)
    office.is_done([("carmen", "found", {"things": [batch_bag], "folios": 2})], "lost", OWN)
    assert Thing.objects.filter(pk__in=lost.things(), place__kind="missing").count() == 1


@pytest.mark.parametrize(("before", "kinds"), [(EMPTIED, ["safe", "safe"]), (ONE_BURNT, ["destroyed", "safe"])],
                         ids=["emptied", "one burnt"])  # fmt: skip
def test_what_was_not_in_the_bag_is_not_lost_with_it(office: Telling, before: list[Move], kinds: list[str]) -> None:
    """It leaves the list with the reason, and no discrepancy is opened of what lies in a safe."""
    office.tell([*before, ("pilar", "lose")], OWN)
    things = [Thing.objects.get(code=office.names[name]) for name in ("copy1", "copy2")]
    assert [thing.place.kind for thing in things if thing.place] == kinds
    assert not Discrepancy.objects.filter(found=0).exists()
    lost = batch(office)
    assert lost.things() == [lost.bag_id]
    assert [line.removed_why for line in lost.lines.all()] == ["así conviene"] * 2


@pytest.mark.parametrize("moves", [[*ALL_FOUND, ("luis", "conclude")], [*EMPTIED, ("pilar", "withdraw")]],
                         ids=["concluded", "withdrawn"])  # fmt: skip
def test_the_empty_bag_ends_with_its_batch(office: Telling, moves: list[Move]) -> None:
    """It is rubbish, and its inside no place any more: no safe keeps it."""
    office.is_done(moves, "withdrawn", OWN)
    bag = batch(office).bag
    assert bag is not None
    assert bag.place is not None
    assert bag.place.kind == "destroyed"
    assert bag.inside.stage == "closed"


def test_a_bag_that_stayed_in_its_safe_before_that_rule_is_destroyed_like_any_other_thing(
    office: Telling, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Books in which the batch was withdrawn and its empty bag stayed."""
    withdraw = DESTROY.steps["withdraw"]
    monkeypatch.setitem(DESTROY.steps, "withdraw", replace(withdraw, does=[acts.release]))
    office.tell([*EMPTIED, ("pilar", "withdraw")], OWN)
    old = batch_bag(office)
    again = ("pilar", "seal", {"seal": "PR-102", "place": "{saved}"})
    office.is_done(
        [("carmen", "propose", {"things": [old]}), ("carmen", "list"), ("luis", "sign"), again], "sealed", OWN
    )
