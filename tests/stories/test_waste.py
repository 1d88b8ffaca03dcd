# SPDX-License-Identifier: EUPL-1.2
"""1.6: drafts and spoilt pages are counted into a bag, and the bag is destroyed like any other thing."""

from __future__ import annotations

import pytest

from precinto.custody.models import Thing
from precinto.documents.destroying.models import WasteBag
from tests.stories.destruction import BURNT, DESTROY, MISSING, bag
from tests.stories.telling import PAPER, Stories, Telling, told

pytestmark = pytest.mark.database

OWN = "waste"
OPEN = [("carmen", "open")]
FULL = [*OPEN, ("pilar", "put_in")]
SEALED = [*FULL, ("carmen", "seal")]
LOST = [*FULL, ("pilar", "lose")]
SENT = [
    PAPER, ("carmen", "channel.propose"), ("luis", "channel.approve"), ("carmen", "correspondent.register"),
    ("carmen", "despatch.prepare"), ("carmen", "despatch.pack"), ("carmen", "despatch.seal"), ("carmen", "despatch.send"),
]  # fmt: skip
IN_A_BATCH = [
    *SEALED, ("carmen", "destroy.propose", {"things": [bag]}), ("carmen", "destroy.list"), ("luis", "destroy.sign"),
    ("pilar", "destroy.seal"), ("pilar", "destroy.deliver"), ("pilar", "destroy.carry_out"), ("ines", "destroy.witness"),
]  # fmt: skip
LOST_IN_A_BATCH = [*IN_A_BATCH[:-3], ("pilar", "destroy.lose")]

DONE: Stories = {
    "opened": (OPEN, "open"),
    "pages go in": (FULL, "open"),
    "more pages, of another kind": ([*FULL, ("carmen", "put_in", {"kind": "spoilt", "pages": 3, "level": "DL"})], "open"),
    "sealed": (SEALED, "sealed"),
    "sealed with a page less, and what is known of it": (
        [*FULL, ("carmen", "seal", {"pages": 6, "account": "se contaron dos veces dos hojas pegadas"})], "sealed",
    ),
    "lost": (LOST, "lost"),
    "lost when it was sealed": ([*SEALED, ("pilar", "lose")], "lost"),
    "lost after an inventory did not find it": ([*FULL, *MISSING, ("pilar", "lose")], "lost"),
    "found: it is counted and sealed anew": ([*LOST, ("carmen", "found")], "open"),
    "and sealed": ([*LOST, ("carmen", "found"), ("carmen", "seal")], "sealed"),
    "lost when it was empty, and found": ([*OPEN, ("pilar", "lose"), ("carmen", "found", {"folios": 0})], "open"),
    "pages go in again after it was found empty": (
        [*OPEN, ("pilar", "lose"), ("carmen", "found", {"folios": 0}), ("pilar", "put_in"), ("carmen", "seal")], "sealed",
    ),
    "lost with the bag of its batch, found, and sealed anew": (
        [*LOST_IN_A_BATCH, ("carmen", "destroy.found", {"things": [bag], "folios": 7}), ("carmen", "seal", {"seal": "SD-2"})], "sealed",
    ),
    "never found": ([*LOST, ("luis", "give_up")], "not_found"),
    "found after it was given up": ([*LOST, ("luis", "give_up"), ("carmen", "found")], "open"),
    "the next has the next number": ([*SEALED, ("carmen", "open")], "open"),
}  # fmt: skip

REFUSED: Stories = {
    "opened by a reader": ([("rosa", "open")], "not-your-role"),
    "in a safe of a lower level": ([("jaime", "place.open as low"), ("carmen", "open", {"place": "{low}"})], "place-too-low"),
    "pages of a higher level": ([*OPEN, ("carmen", "put_in", {"level": "R"})], "bag-too-low"),
    "no pages": ([*OPEN, ("carmen", "put_in", {"pages": 0})], "bad-facts"),
    "sealed empty": ([*OPEN, ("carmen", "seal")], "waste-empty"),
    "sealed with another count": ([*FULL, ("carmen", "seal", {"pages": 8})], "waste-differs"),
    "sealed with a page more, whatever is said": ([*FULL, ("carmen", "seal", {"pages": 8, "account": "una de más"})], "waste-differs"),
    "sealed with a page less, and nothing said": ([*FULL, ("carmen", "seal", {"pages": 6})], "waste-short"),
    "sealed with a page less by whoever put them in": (
        [*FULL, ("pilar", "seal", {"pages": 6, "account": "una rota"})], "waste-short-by-one",
    ),
    "sealed with a page less for whoever put them in": (
        [("pilar", "delegate.delegate", {"role": "clerk", "taker": "nuria"}), *FULL,
         ("nuria", "seal", {"pages": 6, "account": "una rota"})], "waste-short-by-one",
    ),
    "with a seal that was used": ([*SEALED, ("carmen", "open"), ("carmen", "put_in"), ("carmen", "seal")], "bag-seal-used"),
    "with a seal that closed an envelope that left": ([*SENT, *FULL, ("carmen", "seal", {"seal": "a-2"})], "bag-seal-used"),
    "pages after it is sealed": ([*SEALED, ("carmen", "put_in")], "wrong-stage"),
    "pages when it is missing": ([*FULL, *MISSING, ("carmen", "put_in")], "destroy-missing"),
    "pages when it is lost": ([*LOST, ("carmen", "put_in")], "wrong-stage"),
    "found by whoever lost it": ([*LOST, ("pilar", "found")], "found-by-who-lost-it"),
    "found with no page, and there were some in it": ([*LOST, ("carmen", "found", {"folios": 0})], "found-in-part"),
    "found empty, and with a page": ([*OPEN, ("pilar", "lose"), ("carmen", "found", {"folios": 1})], "found-in-part"),
    "listed to be destroyed after it was lost in its batch and found, under its old seal": (
        [*LOST_IN_A_BATCH, ("carmen", "destroy.found", {"things": [bag], "folios": 7}), ("carmen", "destroy.propose", {"things": [bag]})],
        "bag-still-open",
    ),
    "found in part": ([*LOST, ("carmen", "found", {"folios": 6})], "found-in-part"),
    "found, into a safe of a lower level": (
        [*LOST, ("jaime", "place.open as low"), ("carmen", "found", {"place": "{low}"})], "place-too-low",
    ),
    "given up by the head who put pages in": (
        [*OPEN, ("jaime", "put_in"), ("pilar", "lose"), ("jaime", "give_up")], "concluded-by-who-had-the-bag",
    ),
    "given up by the head who sealed it": (
        [*FULL, ("jaime", "seal"), ("pilar", "lose"), ("jaime", "give_up")], "concluded-by-who-had-the-bag",
    ),
    "given up by the head who declared it missing": (
        [*FULL, *MISSING, ("pilar", "lose"), ("jaime", "give_up")], "concluded-by-who-had-the-bag",
    ),
    "given up by a clerk": ([*LOST, ("carmen", "give_up")], "not-your-role"),
    "lost out of the bag of a batch": ([*IN_A_BATCH[:-3], ("carmen", "lose")], "destroy-not-here"),
    "pages when it burnt": ([*FULL, *BURNT, ("carmen", "put_in")], "wrong-stage"),
    "pages after the safe was declared destroyed": ([*FULL, ("jaime", "emergency.declare"), ("carmen", "put_in")], "destroy-not-here"),
}  # fmt: skip


@told(DONE)
def test_done(office: Telling, moves: list, end: str) -> None:  # type: ignore[type-arg]
    office.is_done(moves, end, OWN)


@told(REFUSED)
def test_refused(office: Telling, moves: list, end: str) -> None:  # type: ignore[type-arg]
    office.is_refused(moves, end, OWN)


def test_a_bag_holds_what_was_put_in(office: Telling) -> None:
    office.tell([*FULL, ("carmen", "put_in", {"pages": 5})], OWN)
    row = WasteBag.objects.latest("pk")
    assert Thing.objects.get(waste=row).pieces == 12
    assert [entry.number for entry in row.entries.order_by("number")] == [1, 2]


def test_what_was_counted_short_is_what_the_bag_holds_from_then_on(office: Telling) -> None:
    """The batch that destroys it counts what is there, and not what was once put in."""
    office.tell([*FULL, ("carmen", "seal", {"pages": 6, "account": "dos hojas pegadas"})], OWN)
    assert Thing.objects.get(waste=WasteBag.objects.latest("pk")).pieces == 6
    office.is_done([PAPER, ("carmen", "destroy.propose", {"things": [bag]}), ("carmen", "destroy.list")], "listed", OWN)


def test_the_bag_ends_with_its_batch(office: Telling) -> None:
    office.is_done(IN_A_BATCH, "destroyed", OWN)
    row = WasteBag.objects.latest("pk")
    assert row.stage == "destroyed"
    assert Thing.objects.get(waste=row).place.kind == "destroyed"  # type: ignore[union-attr]
    assert office.cases[DESTROY, ""]


def test_a_sealed_bag_that_was_only_not_seen_keeps_its_seal(office: Telling) -> None:
    """An inventory did not see it in its place, and it was there: nobody has had it, and the books never said that it was missing."""
    not_seen = [move for move in MISSING if move[1] != "difference.declare_missing"]
    found = ("jaime", "difference.found", {"place": "{safe}", "folios": 7, "account": "detrás del cajón"})
    office.tell([*SEALED, *not_seen, found], OWN)
    assert WasteBag.objects.latest("pk").stage == "sealed"


def test_a_sealed_bag_that_was_declared_missing_is_open_when_it_is_found(office: Telling) -> None:
    found = ("luis", "difference.found", {"place": "{safe}", "folios": 7, "account": "en otro armario"})
    office.tell([*SEALED, *MISSING, found], OWN)
    row = WasteBag.objects.latest("pk")
    assert (row.stage, row.due is None) == ("open", False)
