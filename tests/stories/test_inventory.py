# SPDX-License-Identifier: EUPL-1.2
"""1.3: counted blind, place by place; what differs becomes a case; signed, agreed to, or handed over between two holders.

Long, because the stories of one session are told in one file: of its count, of each difference, of its hand-over.
"""

from __future__ import annotations

from typing import Any

import pytest

from precinto.access.models import Role
from precinto.custody import codes
from precinto.custody.models import Place, PlaceKind, Thing
from precinto.documents.keeping import queries
from precinto.documents.keeping.models import Difference, Inventory, Lock, Outcome, Scan
from precinto.ledger.models import Entry
from precinto.procedures import worklist
from precinto.records.clock import today
from tests.stories.destruction import BURNT
from tests.stories.telling import MINUTES_AGO, PAPER, Move, Stories, Telling, procedure_named, told

pytestmark = pytest.mark.database
OWN = "inventory"

REASON = {"reason": "así conviene"}
END = {"conclusion": "se comprobó en el depósito"}
NOTHING = codes.make("C", series="Z", year=2026, number=99, copy=1)


def counter() -> str:
    return str(Place.objects.get(kind=PlaceKind.COUNTER).code)


SECOND: Move = ("jaime", "place.open as second", {"name": "Armario 2", "kind": "safe", "level": "S"})
LOW: Move = ("jaime", "place.open as low", {"name": "Armario 3", "kind": "safe", "level": "DL"})
OPEN: Move = ("carmen", "open", {"plan": "partial", "place": "{safe}"})
ALL: Move = ("carmen", "open", {"plan": "surprise"})


def read(*found: str, place: str = "{safe}", who: str = "carmen") -> Move:
    return (who, "scan", {"place": place, "codes": list(found)})


def done(place: str = "{safe}") -> Move:
    return ("carmen", "finish", {"place": place})


COUNTED: list[Move] = [PAPER, OPEN, read("{copy1}", "{copy2}"), done(), ("carmen", "close")]
SHORT: list[Move] = [PAPER, OPEN, read("{copy1}"), done(), ("carmen", "close")]
STRANGE: list[Move] = [PAPER, OPEN, read("{copy1}", "{copy2}", NOTHING), done(), ("carmen", "close")]
LENT: list[Move] = [("rosa", "lend.request"), ("luis", "lend.approve"), ("carmen", "lend.hand_over")]
ASIDE: list[Move] = [
    PAPER, SECOND, ("carmen", "open", {"plan": "partial", "place": "{second}"}), read("{copy1}", place="{second}"),
    done("{second}"), ("carmen", "close"),
]  # fmt: skip
CERTIFIED: list[Move] = [*COUNTED, ("jaime", "certify")]
RELIEF: Move = ("luis", "relief.open", {"outgoing": "carmen", "incoming": "pilar", "place": "{safe}", **REASON})
DELIVERED_BAG: list[Move] = [
    ("carmen", "destroy.propose", {"things": ["{other_copy1}"]}), ("carmen", "destroy.list"), ("luis", "destroy.sign"),
    ("pilar", "destroy.seal"), ("pilar", "destroy.deliver"),
]  # fmt: skip
RELIEF_COUNTED: list[Move] = [
    PAPER, RELIEF, read("{copy1}", "{copy2}", who="pilar"), done(), ("carmen", "close"),
]  # fmt: skip
HANDED: list[Move] = [*RELIEF_COUNTED, ("carmen", "relief.hand_over")]
TAKEN: list[Move] = [*HANDED, ("pilar", "relief.take_over")]
MANY: list[Move] = [("carmen", "register.register", {"copies": 60})] * 3
PILES: list[Move] = [*MANY, OPEN, done(), ("carmen", "close")]


def every_copy_of_the_last(office: Telling) -> list[str]:
    return [office.names[f"copy{n}"] for n in range(1, 61)]


def now_or_late() -> dict[str, Any]:
    """The general inventory whose time is now, or was last."""
    day = today()
    if 5 <= day.month <= 11:
        return {"plan": "june", "year": day.year}
    return {"plan": "january", "year": day.year + (day.month == 12)}


PLANNED: Move = ("jaime", "plan", now_or_late())
EARLY: Move = ("jaime", "plan", {"plan": "january", "year": today().year + 2})
ANOTHER_MONTH = {"plan": "january" if now_or_late()["plan"] == "june" else "june"}

# Rosa's copy was reported lost, and lies in the safe all the same.
LOST_AND_READ: list[Move] = [
    PAPER, *LENT, ("carmen", "lend.lose"), ("pilar", "open", {"plan": "partial", "place": "{safe}"}),
    read("{copy1}", "{copy2}", who="pilar"), ("pilar", "finish", {"place": "{safe}"}), ("pilar", "close"),
]  # fmt: skip
# By the books it was burnt, or another body has it; and it lies in a safe of the office all the same.
BURNT_AND_READ: list[Move] = [PAPER, *BURNT, *ASIDE[1:]]
SENT_AND_READ: list[Move] = [
    PAPER, ("carmen", "channel.propose"), ("luis", "channel.approve"), ("carmen", "correspondent.register"),
    *[("carmen", f"despatch.{step}") for step in ("prepare", "pack", "seal", "send", "receive")],
    OPEN, read("{copy1}", "{copy2}"), done(), ("carmen", "close"),
]  # fmt: skip
DECLARED: list[Move] = [*SHORT, ("jaime", "difference.declare_missing", END)]
GIVEN_UP: list[Move] = [*DECLARED, ("luis", "difference.give_up", END)]
HEAD_COUNTS: list[Move] = [
    PAPER, OPEN, read("{copy1}", who="jaime"), ("carmen", "finish", {"place": "{safe}"}), ("carmen", "close"),
]  # fmt: skip

DONE: Stories = {
    "opened": ([PAPER, OPEN], "counting"),
    "by the inspector, by surprise": ([PAPER, ("ines", "open", {"plan": "surprise"})], "counting"),
    "planned": ([PLANNED], "planned"),
    "planned and begun": ([PLANNED, ("carmen", "begin")], "counting"),
    "things are read": ([PAPER, OPEN, read("{copy1}", "{copy2}")], "counting"),
    "by several clerks": ([PAPER, OPEN, read("{copy1}"), read("{copy2}", who="pilar")], "counting"),
    "read twice": ([PAPER, OPEN, read("{copy1}"), read("{copy1}", who="pilar")], "counting"),
    "a place is done": ([PAPER, OPEN, read("{copy1}"), done()], "counting"),
    "something is read in a place that was done": ([PAPER, OPEN, done(), read("{copy1}")], "counting"),
    "closed": (COUNTED, "counted"),
    "closed with something missing": (SHORT, "counted"),
    "the cases of more differences than one act holds": ([*PILES, ("carmen", "draw")], "counted"),
    "certified": (CERTIFIED, "certified"),
    "certified, though something moved before its case was opened": (
        [SECOND, *PILES, ("carmen", "relocate.move", {"things": ["{copy60}"], "place": "{second}", **REASON}), ("carmen", "draw"),
         ("jaime", "certify")], "certified",
    ),
    "agreed to by the leader": ([*CERTIFIED, ("luis", "agree")], "agreed"),
    "objected to": ([*CERTIFIED, ("luis", "object", {"objections": "falta la firma"})], "objected"),
    "and answered": (
        [*CERTIFIED, ("luis", "object", {"objections": "falta la firma"}), ("jaime", "answer", {"answer": "se firmó ayer"})], "certified",
    ),
    "abandoned": ([PAPER, OPEN, ("jaime", "abandon", REASON)], "abandoned"),
    "a plan is abandoned": ([PLANNED, ("jaime", "abandon", REASON)], "abandoned"),
    "another one after it was closed": ([*COUNTED, OPEN], "counting"),
    "two at once in different places": (
        [PAPER, SECOND, OPEN, ("carmen", "open", {"plan": "partial", "place": "{second}"})], "counting",
    ),
    "what was missing is found": ([*SHORT, ("jaime", "difference.found")], "concluded"),
    "it is declared missing": ([*SHORT, ("jaime", "difference.declare_missing", END)], "missing"),
    "and found later": (
        [*SHORT, ("jaime", "difference.declare_missing", END), ("luis", "difference.found")],
        "concluded",
    ),
    "what was lost lies in its safe": ([*LOST_AND_READ, ("jaime", "difference.found of misplaced")], "concluded"),
    "and the inventory may be certified": (
        [*LOST_AND_READ, ("jaime", "difference.found of misplaced"), ("jaime", "certify")], "certified",
    ),
    "the discrepancy of its loan goes on to its conclusion": (
        [*LOST_AND_READ, ("jaime", "difference.found of misplaced"), ("luis", "discrepancy.conclude")], "concluded",
    ),
    "what was found by its discrepancy is explained here": (
        [*LOST_AND_READ, ("pilar", "discrepancy.found"), ("jaime", "difference.explain of misplaced", END)], "concluded",
    ),
    "a small office: the head counts, the leader concludes": (
        [*HEAD_COUNTS, ("luis", "difference.declare_missing", END)], "missing",
    ),
    "and the head certifies": ([*HEAD_COUNTS, ("luis", "difference.found"), ("jaime", "certify")], "certified"),
    "what was misplaced is put back": ([*ASIDE, ("jaime", "difference.put_back", END)], "concluded"),
    "what was misplaced stays there": ([*ASIDE, ("jaime", "difference.accept", END)], "concluded"),
    "what is unknown is explained": ([*STRANGE, ("luis", "difference.explain of unknown", END)], "concluded"),
    "a difference that an act has settled since": (
        [*ASIDE, ("carmen", "relocate.move", {"things": ["{copy1}"], "place": "{second}", **REASON}),
         ("luis", "difference.explain", END)], "concluded",
    ),
    "what by the books was burnt lies in the safe": (
        [*BURNT_AND_READ, ("jaime", "difference.explain of misplaced", END)], "concluded",
    ),
    "what by the books another body has lies in the safe": (
        [*SENT_AND_READ, ("jaime", "difference.explain of misplaced", END)], "concluded",
    ),
    "what was declared missing is given up": (GIVEN_UP, "not_found"),
    "by the head, where the leader had declared it": (
        [*SHORT, ("luis", "difference.declare_missing", END), ("jaime", "difference.give_up", END)], "not_found",
    ),
    "given up, and found after all": ([*GIVEN_UP, ("luis", "difference.found")], "concluded"),
    "given up, found by the next inventory, and explained": (
        [*DECLARED, ("luis", "difference.give_up as first", END), OPEN, read("{copy1}", "{copy2}"), done(), ("carmen", "close"),
         ("luis", "difference.found of misplaced"), ("luis", "difference.explain of first", END)], "concluded",
    ),
    "a hand-over is opened": ([PAPER, RELIEF], "counting"),
    "who hands over signs": (HANDED, "handed"),
    "who takes over signs": (TAKEN, "taken"),
    "the chief conforms": ([*TAKEN, ("jaime", "relief.conform")], "conformed"),
    "a hand-over is abandoned": ([*HANDED, ("luis", "relief.abandon", REASON)], "abandoned"),
}  # fmt: skip

REFUSED: Stories = {
    "opened by a reader": ([("rosa", "open", {"plan": "surprise"})], "not-your-role"),
    "the same places twice": ([PAPER, OPEN, ALL], "inventory-open"),
    "of a general one, one place": ([("carmen", "open", {"plan": "june", "place": "{safe}"})], "general-counts-all"),
    "of one place, without it": ([("carmen", "open", {"plan": "partial"})], "partial-needs-a-place"),
    "January's, in another year": ([EARLY, ("carmen", "begin")], "inventory-not-in-its-time"),
    "of another month": ([("carmen", "open", ANOTHER_MONTH)], "inventory-not-in-its-time"),
    "planned twice": ([PLANNED, PLANNED], "inventory-known"),
    "of a building without safes": (
        [("jaime", "place.open as house", {"name": "Sede", "kind": "building", "level": "S"}),
         ("carmen", "open", {"plan": "partial", "place": "{house}"})], "no-places-to-count",
    ),
    "read in a place of no inventory": ([PAPER, SECOND, OPEN, read("{copy1}", place="{second}")], "not-of-this-inventory"),
    "read by somebody who is not cleared": (
        [PAPER, OPEN, ("jaime", "clear.suspend of pilar"), read("{copy1}", who="pilar")], "clearance-suspended",
    ),
    "read by a reader": ([PAPER, OPEN, read("{copy1}", who="rosa")], "not-found"),
    "what was not read well": ([PAPER, OPEN, read("CE26000420011")], "bad-facts"),
    "a badge": ([PAPER, OPEN, read(codes.make("P", number=1))], "bad-facts"),
    "read after it was closed": ([*COUNTED, read("{copy1}")], "wrong-stage"),
    "done twice": ([PAPER, OPEN, done(), done()], "place-finished-already"),
    "closed before every place is done": ([PAPER, OPEN, read("{copy1}"), ("carmen", "close")], "places-left"),
    "cases where nothing differs": ([*COUNTED, ("carmen", "draw")], "nothing-to-draw"),
    "cases of what has moved since": (
        [SECOND, *PILES, ("carmen", "relocate.move", {"things": every_copy_of_the_last, "place": "{second}", **REASON}),
         ("carmen", "draw")], "nothing-to-draw",
    ),
    "certified before every difference has its case": ([*PILES, ("jaime", "certify")], "differences-left"),
    "certified by a clerk": ([*COUNTED, ("carmen", "certify")], "not-your-role"),
    "certified without the password": ([*COUNTED, ("jaime", "certify", {MINUTES_AGO: 10})], "fresh-password"),
    "certified while it is counted": ([PAPER, OPEN, ("jaime", "certify")], "wrong-stage"),
    "agreed to by the head": ([*CERTIFIED, ("jaime", "agree")], "not-your-role"),
    "agreed to by the head for the leader": (
        [*CERTIFIED, ("luis", "delegate.delegate", {"taker": "jaime"}), ("jaime", "agree")], "second-person",
    ),
    "a place closed while it is counted": (
        [SECOND, ("carmen", "open", {"plan": "partial", "place": "{second}"}), ("jaime", "place.close of second", REASON)],
        "place-being-counted",
    ),
    "found by who reported it lost": (
        [("jaime", "delegate.delegate", {"taker": "carmen", "role": "head"}), *LOST_AND_READ, ("carmen", "difference.found of misplaced")],
        "found-by-who-lost-it",
    ),
    "what is unknown found": ([*STRANGE, ("jaime", "difference.found")], "difference-of-another-kind"),
    "what is missing explained": ([*SHORT, ("jaime", "difference.explain", END)], "difference-of-another-kind"),
    "what is missing accepted": ([*SHORT, ("jaime", "difference.accept", END)], "difference-of-another-kind"),
    "concluded by a clerk": ([*SHORT, ("carmen", "difference.found")], "not-your-role"),
    "found in a safe that is too low": (
        [*SHORT, LOW, ("jaime", "difference.found", {"place": "{low}"})], "place-too-low",
    ),
    "concluded by the head who counted": ([*HEAD_COUNTS, ("jaime", "difference.found")], "concluded-by-who-counted"),
    "declared missing by the head who counted": (
        [*HEAD_COUNTS, ("jaime", "difference.declare_missing", END)], "concluded-by-who-counted",
    ),
    "put back by the head who counted": (
        [*ASIDE[:-3], read("{copy1}", place="{second}", who="jaime"), *ASIDE[-2:], ("jaime", "difference.put_back", END)],
        "concluded-by-who-counted",
    ),
    "left there by the head who counted": (
        [*ASIDE[:-3], read("{copy1}", place="{second}", who="jaime"), *ASIDE[-2:], ("jaime", "difference.accept", END)],
        "concluded-by-who-counted",
    ),
    "explained by the head who closed the count": (
        [*STRANGE[:-1], ("jaime", "close"), ("jaime", "difference.explain", END)], "concluded-by-who-counted",
    ),
    "found by who declared it missing": (
        [*SHORT, ("jaime", "difference.declare_missing", END), ("jaime", "difference.found")], "second-person",
    ),
    "what was lost put back as if it were misplaced": (
        [*LOST_AND_READ, ("jaime", "difference.put_back of misplaced", END)], "not-in-the-safe",
    ),
    "a waste bag of which some pages are found": (
        [("carmen", "waste.open"), ("carmen", "waste.put_in"), OPEN, done(), ("carmen", "close"),
         ("jaime", "difference.found", {"folios": 3})], "found-in-part",
    ),
    "declared missing after it moved": (
        [SECOND, *SHORT, ("carmen", "relocate.move", {"things": ["{copy2}"], "place": "{second}", **REASON}),
         ("jaime", "difference.declare_missing", END)], "moved-since",
    ),
    "what is misplaced in the office explained": (
        [*ASIDE, ("jaime", "difference.explain", END)], "difference-of-another-kind",
    ),
    "given up before it was declared missing": ([*SHORT, ("jaime", "difference.give_up", END)], "wrong-stage"),
    "given up by whoever declared it missing": ([*DECLARED, ("jaime", "difference.give_up", END)], "second-person"),
    "given up by whoever declared it missing for the head": (
        [("jaime", "delegate.delegate", {"taker": "pilar", "role": "head"}), *SHORT,
         ("pilar", "difference.declare_missing", END), ("jaime", "difference.give_up", END)], "second-person",
    ),
    "given up without words": ([*DECLARED, ("luis", "difference.give_up", {"conclusion": ""})], "bad-facts"),
    "given up by a clerk": ([*DECLARED, ("carmen", "difference.give_up", END)], "not-your-role"),
    "given up by the head who counted": (
        [*HEAD_COUNTS, ("luis", "difference.declare_missing", END), ("jaime", "difference.give_up", END)], "concluded-by-who-counted",
    ),
    "given up after it was found by another inventory": (
        [*SHORT, ("jaime", "difference.declare_missing as first", END), OPEN, read("{copy1}", "{copy2}"), done(), ("carmen", "close"),
         ("luis", "difference.found of misplaced"), ("luis", "difference.give_up of first", END)], "moved-since",
    ),
    "put back what somebody holds": (
        [PAPER, *LENT, OPEN, read("{copy1}", "{copy2}"), done(), ("carmen", "close"), ("jaime", "difference.put_back", END)],
        "not-in-the-safe",
    ),
    "left in a place that was closed": ([*ASIDE, ("jaime", "place.close of second", REASON), ("jaime", "difference.accept", END)],
         "place-closed"),
    "a hand-over to oneself": (
        [PAPER, ("luis", "relief.open", {"outgoing": "carmen", "incoming": "carmen", **REASON})], "relief-two-persons",
    ),
    "a hand-over to somebody who is not cleared": (
        [PAPER, ("luis", "relief.open", {"outgoing": "carmen", "incoming": "olga", **REASON})], "clearance-none",
    ),
    "a hand-over of what is being counted": ([PAPER, OPEN, RELIEF], "inventory-open"),
    "a hand-over of a building without safes": (
        [("jaime", "place.open as house", {"name": "Sede", "kind": "building", "level": "S"}),
         (*RELIEF[:2], RELIEF[2] | {"place": "{house}"})],
        "no-places-to-count",
    ),
    "signed before every difference has its case": (
        [*MANY, RELIEF, done(), ("carmen", "close"), ("carmen", "relief.hand_over")], "differences-left",
    ),
    "signed before it was counted": ([PAPER, RELIEF, ("carmen", "relief.hand_over")], "inventory-not-counted"),
    "signed by the other": ([*RELIEF_COUNTED, ("pilar", "relief.hand_over")], "signs-oneself"),
    "both signatures by one": ([*HANDED, ("carmen", "relief.take_over")], "second-person"),
    "signed by a third": ([*RELIEF_COUNTED, ("rosa", "relief.hand_over")], "not-found"),
    "signed without one's own password": ([*RELIEF_COUNTED, ("carmen", "relief.hand_over", {MINUTES_AGO: 10})], "fresh-password"),
    "conformed by one of the two": (
        [*TAKEN, ("luis", "delegate.delegate", {"taker": "pilar"}), ("pilar", "relief.conform")], "second-person-concerned",
    ),
    "certified what belongs to a hand-over": ([*RELIEF_COUNTED, ("jaime", "certify")], "relief-signs-it"),
}  # fmt: skip


@told(DONE)
def test_done(office: Telling, moves: list[Move], end: str) -> None:
    office.is_done(moves, end, OWN)


@told(REFUSED)
def test_refused(office: Telling, moves: list[Move], end: str) -> None:
    office.is_refused(moves, end, OWN)


def outcomes() -> dict[str, list[str]]:
    """What was read, by outcome, as copy numbers."""
    found: dict[str, list[str]] = {}
    for scan in Scan.objects.order_by("code"):
        found.setdefault(scan.outcome, []).append(scan.code[-4:-1])
    return found


def differences() -> list[tuple[str, str]]:
    return sorted((row.kind, row.code[-4:-1]) for row in Difference.objects.all())


FOUR: Move = ("carmen", "register.register", {"copies": 4})


def test_what_was_planted_is_found_and_nothing_is_invented(office: Telling) -> None:
    office.tell(
        [
            FOUR,
            SECOND,
            ALL,
            read("{copy1}", "{copy2}", NOTHING),
            read("{copy3}", place="{second}"),
            done(),
            done("{second}"),
        ],
        OWN,
    )
    inventory = Inventory.objects.get()
    sums = queries.tally(inventory, queries.stops_of(inventory))
    assert (sums.found, sums.misplaced, sums.unknown, sums.missing) == (2, 1, 1, 1)
    office.tell([("carmen", "finish", {"place": counter()}), ("carmen", "close")], OWN)
    assert differences() == [("misplaced", "003"), ("missing", "004"), ("unknown", "001")]
    assert (inventory.expected, Inventory.objects.get().moved) == (4, 0)


def test_until_a_place_is_done_nothing_is_missing_in_it(office: Telling) -> None:
    office.tell([FOUR, OPEN, read("{copy1}")], OWN)
    inventory = Inventory.objects.get()
    assert queries.tally(inventory, queries.stops_of(inventory)).missing == 0
    office.tell([done()], OWN)
    assert queries.tally(inventory, queries.stops_of(inventory)).missing == 3


def test_what_moves_by_an_act_while_it_is_counted_is_not_missing(office: Telling) -> None:
    office.tell([FOUR, OPEN, read("{copy2}"), *LENT, read("{copy3}", "{copy4}"), done(), ("carmen", "close")], OWN)
    inventory = Inventory.objects.get()
    assert (inventory.expected, inventory.found, inventory.moved, inventory.missing) == (4, 3, 1, 0)
    assert differences() == []


def test_what_was_read_before_it_was_lent_is_found(office: Telling) -> None:
    """The list of a batch scanner comes later than its reading."""
    office.tell([FOUR, OPEN, *LENT, read("{copy1}")], OWN)
    assert outcomes() == {Outcome.FOUND: ["001"]}


def test_what_comes_after_the_opening_is_in_order_and_was_not_expected(office: Telling) -> None:
    office.tell([FOUR, *LENT, OPEN, ("carmen", "lend.take_back"), read("{copy1}", "{copy2}")], OWN)
    assert outcomes() == {Outcome.SINCE: ["001"], Outcome.FOUND: ["002"]}
    assert Inventory.objects.get().expected == 3


def test_what_the_books_give_to_a_reader_and_lies_in_the_safe_is_misplaced(office: Telling) -> None:
    office.tell([FOUR, *LENT, OPEN, read("{copy1}")], OWN)
    assert outcomes() == {Outcome.MISPLACED: ["001"]}


def test_a_drawer_stands_in_its_safe(office: Telling) -> None:
    """What the books put into a safe is in it, whichever of its drawers it lies in; what they put into a drawer is in no other."""
    office.tell(
        [FOUR,
         ("jaime", "place.open as one", {"name": "Cajón 1", "kind": "drawer", "level": "S", "within": "{safe}"}),
         ("jaime", "place.open as two", {"name": "Cajón 2", "kind": "drawer", "level": "S", "within": "{safe}"}),
         ("carmen", "relocate.move", {"things": ["{copy2}"], "place": "{one}", **REASON}),
         OPEN, read("{copy1}", "{copy2}", place="{two}")], OWN,
    )  # fmt: skip
    assert outcomes() == {Outcome.FOUND: ["001"], Outcome.MISPLACED: ["002"]}


def test_read_twice_it_is_one_reading(office: Telling) -> None:
    office.tell([FOUR, OPEN, read("{copy1}"), read("{copy1}", "{copy1}", who="pilar")], OWN)
    scan = Scan.objects.get()
    assert scan.person.given_name == "Carmen"


def test_the_expected_set_can_be_read_back_from_the_movements(office: Telling) -> None:
    office.tell([FOUR, ALL, *LENT], OWN)
    inventory = Inventory.objects.get()
    then = queries.expected_then(inventory, [place.pk for place in queries.holding(None)])
    found = list(then.values_list("thing__code", flat=True))
    assert len(found) == inventory.expected == 4
    assert queries.digest(found) == inventory.digest


def test_it_moves_nothing_by_itself(office: Telling) -> None:
    office.tell([FOUR, SECOND], OWN)
    before = list(Thing.objects.order_by("pk").values_list("pk", "place", "seq"))
    office.tell([ALL, read("{copy1}", place="{second}"), done(), done("{second}"), ("carmen", "finish", {"place": counter()}),
                 ("carmen", "close"), ("jaime", "certify")], OWN)  # fmt: skip
    assert list(Thing.objects.order_by("pk").values_list("pk", "place", "seq")) == before


def test_declared_missing_it_is_at_the_place_called_missing_and_found_again_it_is_back(office: Telling) -> None:
    office.tell([*SHORT, ("jaime", "difference.declare_missing", END)], OWN)
    thing = Thing.objects.get(code=office.names["copy2"])
    assert thing.place is not None
    assert thing.place.kind == PlaceKind.MISSING
    assert Difference.objects.get().due == thing.due is not None
    office.tell([("luis", "difference.found")], OWN)
    thing.refresh_from_db()
    assert thing.in_the_safe


def test_given_up_it_stays_missing_and_no_term_runs(office: Telling) -> None:
    office.tell([*GIVEN_UP, ("jaime", "certify")], OWN)
    thing = Thing.objects.get(code=office.names["copy2"])
    assert thing.place is not None
    assert (thing.place.kind, thing.due, Difference.objects.get().due) == (PlaceKind.MISSING, None, None)
    assert Inventory.objects.get().conformity is False


def test_given_up_it_waits_for_nobody_until_it_is_found_by_another_inventory(office: Telling) -> None:
    office.tell(GIVEN_UP, OWN)
    differences = [procedure_named("difference")]
    assert worklist.open_cases(differences, roles=[Role.HEAD]) == []
    office.tell(
        [OPEN, read("{copy1}", "{copy2}"), done(), ("carmen", "close"), ("luis", "difference.found of misplaced")], OWN
    )
    (waiting,) = worklist.open_cases(differences, roles=[Role.HEAD])
    assert (waiting.stage, waiting.due) == ("missing", None)


def test_more_differences_than_one_act_holds(office: Telling) -> None:
    office.tell(PILES, OWN)
    inventory = Inventory.objects.get()
    assert (inventory.missing, Difference.objects.count()) == (180, 120)
    office.tell([("carmen", "draw"), ("jaime", "certify")], OWN)
    assert Difference.objects.count() == 180
    assert Inventory.objects.get().conformity is False


def test_conformity_and_objections(office: Telling) -> None:
    office.tell(CERTIFIED, OWN)
    assert Inventory.objects.get().conformity is True


def test_a_difference_found_and_concluded_does_not_stand_in_the_way_of_conformity(office: Telling) -> None:
    office.tell([*SHORT, ("jaime", "difference.found"), ("jaime", "certify")], OWN)
    assert Inventory.objects.get().conformity is True


def test_a_general_inventory_leaves_the_next_one_planned(office: Telling) -> None:
    office.tell([PLANNED, ("carmen", "begin"), done(), ("carmen", "finish", {"place": counter()}), ("carmen", "close"),
                 ("jaime", "certify")], OWN)  # fmt: skip
    following = Inventory.objects.get(stage="planned")
    was = now_or_late()
    after = ("june", was["year"]) if was["plan"] == "january" else ("january", was["year"] + 1)
    assert (following.plan, following.year) == after
    assert following.due is not None
    assert following.due.date() == queries.last_day(*after)


def test_what_is_out_is_counted_by_the_records(office: Telling) -> None:
    """A copy of one document is lent, and one of another is in the bag that the destruction authority has."""
    office.tell([PAPER, *LENT, ("carmen", "register.register as other"), *DELIVERED_BAG, ALL], OWN)
    case = Inventory.objects.latest("pk")
    out = list(queries.out_then(case).select_related("thing", "to_person", "to_place__container__place"))
    assert case.out == len(out) == 2
    (lent,) = [move for move in out if move.to_person is not None]
    (sealed,) = [move for move in out if move.to_person is None]
    assert lent.thing == Thing.objects.get(person__account__login="rosa")
    assert sealed.thing.code == office.names["other_copy1"]
    bag = sealed.to_place.container if sealed.to_place is not None else None
    assert bag is not None
    assert bag.place == Place.objects.get(code=office.names["authority"])
    assert case.expected + case.out == Thing.objects.filter(kind="copy").count()
    office.is_done(
        [done(), ("carmen", "finish", {"place": counter()}), ("carmen", "close"), ("jaime", "certify")],
        "certified",
        OWN,
    )
    assert Inventory.objects.get(pk=case.pk).out == 2


def test_a_part_of_the_office_says_nothing_of_what_is_out(office: Telling) -> None:
    office.tell([PAPER, *LENT, OPEN], OWN)
    assert Inventory.objects.latest("pk").out is None


def test_a_hand_over_changes_what_the_outgoing_holder_knew(office: Telling) -> None:
    office.tell(
        [("jaime", "lock.fit", {"place": "{safe}", "kind": "dial"}), ("carmen", "lock.change", {"trigger": "installation"}),
         *TAKEN, ("jaime", "relief.conform")], OWN,
    )  # fmt: skip
    lock = Lock.objects.get()
    assert (lock.stage, lock.trigger) == ("to_change", "relief")
    assert Inventory.objects.get().stage == "agreed"


def test_every_batch_is_in_the_ledger(office: Telling) -> None:
    office.tell([FOUR, OPEN, read("{copy1}", "{copy2}"), read("{copy3}")], OWN)
    assert Entry.objects.filter(procedure="documents.inventory", step="scan", kind="act").count() == 2
