# SPDX-License-Identifier: EUPL-1.2
"""D242 art. 31: what must burn burns at once; the next day two others and the leader put it in order, line by line."""

from __future__ import annotations

from dataclasses import replace

import pytest

from precinto.custody.models import Place, Thing
from precinto.documents.destroying import emergency_rules
from precinto.documents.destroying.models import Certificate, Emergency
from precinto.documents.destroying.procedures import EMERGENCY
from precinto.documents.destroying.queries import live_lines
from precinto.documents.models import Discrepancy, Loan, Round, Stop
from tests.stories.destruction import SEALED as BATCH_SEALED
from tests.stories.destruction import bag, batch, batch_bag, declared, declared_counts
from tests.stories.telling import MINUTES_AGO, PAPER, REASON, Move, Stories, Telling, told

pytestmark = pytest.mark.database

OWN = "emergency"
DECLARED = [PAPER, ("jaime", "declare")]
EVERYTHING = {"place": None, "everything": "true"}
ATTESTED = [*DECLARED, ("carmen", "attest")]
CONFIRMED = [*ATTESTED, ("luis", "confirm")]
LENT = [PAPER, ("rosa", "lend.request"), ("luis", "lend.approve"), ("carmen", "lend.hand_over")]
BURNT_LOAN = [
    *LENT, ("jaime", "declare"), ("carmen", "include"), ("pilar", "attest"), ("luis", "confirm", {"things": "{copy1}"}),
]  # fmt: skip
SAVED = ("jaime", "place.open as saved", {"level": "S"})
WASTE: list[Move] = [("carmen", "waste.open"), ("pilar", "waste.put_in"), ("carmen", "waste.seal")]
CLERK_LEADER = ("carmen", "delegate.delegate", {"role": "clerk", "taker": "luis"})


def one_line(office: Telling) -> str:
    return declared(office).splitlines()[0]


def one_count(office: Telling) -> str:
    return declared_counts(office).splitlines()[0]


DONE: Stories = {
    "one safe, by the head": (DECLARED, "declared"),
    "one safe, by a clerk alone": ([PAPER, ("pilar", "declare")], "declared"),
    "everything": ([PAPER, ("pilar", "declare", EVERYTHING)], "declared"),
    "an empty office": ([("pilar", "declare", EVERYTHING)], "declared"),
    "what Rosa had in her hands was burnt too": ([*LENT, ("jaime", "declare"), ("carmen", "include")], "declared"),
    "the loan of what was burnt in a reader's hands ends with it": (BURNT_LOAN, "declared"),
    "a second person attests": (ATTESTED, "declared"),
    "line by line": ([*DECLARED, ("carmen", "attest", {"things": one_line}), ("carmen", "attest", {"things": "{copy2}"})], "declared"),
    "the leader confirms": (CONFIRMED, "declared"),
    "put in order": ([*CONFIRMED, ("carmen", "regularise")], "regularised"),
    "what was found goes into another safe": ([*DECLARED, SAVED, ("carmen", "found", {"place": "{saved}"})], "declared"),
    "found after it was attested": ([*ATTESTED, SAVED, ("carmen", "found", {"place": "{saved}"})], "declared"),
    "a false alarm: all is found": (
        [*DECLARED, SAVED, ("carmen", "found", {"place": "{saved}"}), ("carmen", "regularise")], "regularised",
    ),
    "a sealed bag with all that is in it": (
        [*BATCH_SEALED, ("jaime", "declare"), ("carmen", "attest"), ("luis", "confirm"), ("carmen", "regularise")], "regularised",
    ),
    "and the batch is withdrawn": (
        [*BATCH_SEALED, ("jaime", "declare"), ("carmen", "attest"), ("luis", "confirm"), ("carmen", "destroy.withdraw")], "withdrawn",
    ),
    "one thing of the bag was found before; the rest burnt with it": (
        [*BATCH_SEALED, ("jaime", "declare"), SAVED, ("carmen", "found", {"place": "{saved}", "counts": "{copy1} 12"}),
         ("carmen", "attest"), ("luis", "confirm"), ("carmen", "regularise")], "regularised",
    ),
    "what was in the bag, and then the bag alone": (
        [*BATCH_SEALED, ("jaime", "declare"), ("carmen", "attest"), ("luis", "confirm", {"things": ["{copy1}", "{copy2}"]}),
         ("luis", "confirm", {"things": batch_bag}), ("carmen", "regularise")], "regularised",
    ),
    "a copy that is neither there nor burnt": (
        [*DECLARED, SAVED, ("carmen", "found", {"place": "{saved}", "counts": "{copy1} 0\n{copy2} 12"}), ("carmen", "regularise")],
        "regularised",
    ),
    "what is under a legal hold burns too: an emergency does not ask": (
        [PAPER, ("jaime", "hold.place"), ("pilar", "declare"), ("carmen", "attest"), ("luis", "confirm")], "declared",
    ),
}  # fmt: skip

REFUSED: Stories = {
    "declared by a reader": ([PAPER, ("rosa", "declare")], "not-your-role"),
    "declared with an old password": ([PAPER, ("jaime", "declare", {MINUTES_AGO: 6})], "fresh-password"),
    "neither a place nor everything": ([PAPER, ("jaime", "declare", {"place": None})], "bad-facts"),
    "a place and everything": ([PAPER, ("jaime", "declare", {"everything": "true"})], "bad-facts"),
    "without a reason": ([PAPER, ("jaime", "declare", {"reason": " "})], "bad-facts"),
    "tomorrow": ([PAPER, ("jaime", "declare", {"occurred_at": "+1"})], "not-yet"),
    "everything twice": ([PAPER, ("jaime", "declare", EVERYTHING), ("pilar", "declare", EVERYTHING)], "nothing-to-declare"),
    "the same place twice": ([*DECLARED, ("pilar", "declare")], "bad-facts"),
    "what was declared is lent": ([PAPER, ("rosa", "lend.request"), ("luis", "lend.approve"), ("jaime", "declare"),
         ("carmen", "lend.hand_over")], "not-in-the-safe"),
    "what was declared is listed to be destroyed": ([*DECLARED, ("carmen", "destroy.propose")], "destroy-not-here"),
    "attested by who declared": ([*DECLARED, ("jaime", "attest")], "second-person"),
    "attested with an old password": ([*DECLARED, ("carmen", "attest", {MINUTES_AGO: 6})], "fresh-password"),
    "attested twice": ([*ATTESTED, ("pilar", "attest", {"things": one_line})], "attested-already"),
    "attested of another place": (
        [PAPER, SAVED, ("carmen", "register.register as other", {"place": "{saved}"}), ("jaime", "declare"),
         ("carmen", "attest", {"things": "{other_copy1}"})],
        "not-declared",
    ),
    "confirmed by who declared": (
        [PAPER, CLERK_LEADER, ("luis", "declare"), ("pilar", "attest"), ("luis", "confirm")], "second-person",
    ),
    "confirmed by who attested": ([*DECLARED, CLERK_LEADER, ("luis", "attest"), ("luis", "confirm")], "second-person"),
    "confirmed before it is attested": ([*DECLARED, ("luis", "confirm")], "not-attested"),
    "confirmed by a clerk": ([*ATTESTED, ("pilar", "confirm")], "not-your-role"),
    "confirmed twice": ([*CONFIRMED, ("luis", "confirm", {"things": "{copy1}"})], "not-found"),
    "found after it was confirmed: nothing comes back": (
        [*CONFIRMED, SAVED, ("carmen", "found", {"place": "{saved}", "counts": "{copy1} 12"})], "not-declared",
    ),
    "found, and put into the declared safe": (
        [*DECLARED, ("jaime", "place.open as saved"), ("carmen", "found", {"place": "{safe}"})], "bad-facts",
    ),
    "a bag that was emptied in an emergency is not opened as if nothing had happened": (
        [*BATCH_SEALED, ("jaime", "declare"), SAVED, ("carmen", "found", {"place": "{saved}"}),
         ("pilar", "destroy.unseal", {"place": "{saved}"})],
        "not-in-the-bag",
    ),
    "the bag is confirmed, and nothing said of what is in it": (
        [*BATCH_SEALED, ("jaime", "declare"), ("carmen", "attest", {"things": batch_bag}), ("luis", "confirm", {"things": batch_bag})],
        "bag-without-its-things",
    ),
    "the bag is confirmed with one of the two things in it": (
        [*BATCH_SEALED, ("jaime", "declare"), ("carmen", "attest"),
         ("luis", "confirm", {"things": lambda o: f"{batch_bag(o)}\n{o.names['copy1']}"})],
        "bag-without-its-things",
    ),
    "the bag is found, and nothing counted of what is in it": (
        [*BATCH_SEALED, ("jaime", "declare"), SAVED,
         ("carmen", "found", {"place": "{saved}", "counts": lambda o: f"{batch_bag(o)} 2"})],
        "bag-without-its-things",
    ),
    "a bag that burnt is not opened": (
        [*BATCH_SEALED, ("jaime", "declare"), ("carmen", "attest"), ("luis", "confirm"), SAVED,
         ("pilar", "destroy.unseal", {"place": "{saved}"})],
        "bag-burnt",
    ),
    "a waste bag found with a page less, as whoever filled it says alone": (
        [*WASTE, *DECLARED, SAVED, ("pilar", "found", {"place": "{saved}", "counts": lambda o: f"{bag(o)} 5"})], "waste-short-by-one",
    ),
    "included from nobody's hands": ([*LENT, ("jaime", "declare"), ("carmen", "include", {"things": ["{copy2}"]})], "not-in-hands"),
    "included by who declared": ([*LENT, ("jaime", "declare"), ("jaime", "include")], "second-person"),
    "closed with lines left": ([*DECLARED, ("carmen", "attest", {"things": one_line}), ("luis", "confirm", {"things": one_line}),
         ("carmen", "regularise")], "not-accounted-for"),
    "closed by who declared": ([*CONFIRMED, ("jaime", "regularise")], "second-person"),
    "lent after it was confirmed": ([*CONFIRMED, ("rosa", "lend.request")], "destroyed-is-destroyed"),
}  # fmt: skip


@told(DONE)
def test_done(office: Telling, moves: list, end: str) -> None:  # type: ignore[type-arg]
    office.is_done(moves, end, OWN)


@told(REFUSED)
def test_refused(office: Telling, moves: list, end: str) -> None:  # type: ignore[type-arg]
    office.is_refused(moves, end, OWN)


def test_declared_is_not_destroyed(office: Telling) -> None:
    office.tell(DECLARED, OWN)
    thing = Thing.objects.get(code=office.names["copy1"])
    assert thing.place is not None
    assert (thing.place.kind, thing.in_the_safe) == ("transit", False)


def test_one_act_whatever_lies_there(office: Telling) -> None:
    """In seconds: the size of the act does not grow with the safe."""
    office.tell([("carmen", "register.register", {"copies": 100})], OWN)
    office.is_done([("jaime", "declare")], "declared", OWN)
    assert not Thing.objects.filter(copy__isnull=False, place__kind="safe").exists()


def test_the_safe_is_a_safe_again_and_what_is_gone_has_its_certificate(office: Telling) -> None:
    saved = {"place": "{saved}", "counts": "{copy2} 11"}
    moves = [
        *DECLARED,
        SAVED,
        ("carmen", "attest", {"things": ["{copy1}"]}),
        ("luis", "confirm", {"things": ["{copy1}"]}),
    ]
    office.is_done([*moves, ("carmen", "found", saved), ("carmen", "regularise")], "regularised", OWN)
    assert Place.objects.get(code=office.names["safe"]).kind == "safe"
    assert Certificate.objects.get().emergency == Emergency.objects.get()
    apart = Discrepancy.objects.get()
    assert (apart.copy.thing.code, apart.expected, apart.found) == (office.names["copy2"], 12, 11)
    assert Thing.objects.get(code=office.names["copy1"]).place.kind == "destroyed"  # type: ignore[union-attr]


def test_a_false_alarm_has_no_certificate(office: Telling) -> None:
    office.is_done(*DONE["a false alarm: all is found"], OWN)
    assert not Certificate.objects.exists()
    assert REASON


def test_what_burnt_in_a_readers_hands_ends_its_loan_and_its_round(office: Telling) -> None:
    office.tell(BURNT_LOAN, OWN)
    loan = Loan.objects.get()
    assert (loan.stage, loan.due) == ("destroyed", None)


@pytest.mark.parametrize("given", [[], [("carmen", "circulate.give")]], ids=["between two readers", "with a reader"])
def test_what_burnt_on_its_round_ends_it(office: Telling, given: list[Move]) -> None:
    include: list[Move] = [("carmen", "include")] if given else []
    office.tell([PAPER, ("carmen", "circulate.open"), *given, ("jaime", "declare"), *include, ("pilar", "attest"),
                 ("luis", "confirm", {"things": "{copy1}"})], OWN)  # fmt: skip
    assert Round.objects.get().stage == "destroyed"
    assert set(Stop.objects.values_list("state", flat=True)) == ({"destroyed", "waiting"} if given else {"waiting"})


def test_what_a_reader_had_and_was_found_after_all_is_taken_back_from_its_loan(office: Telling) -> None:
    office.tell([*LENT, ("jaime", "declare"), ("carmen", "include"), SAVED,
                 ("carmen", "found", {"place": "{saved}", "counts": "{copy1} 12"}),
                 ("pilar", "lend.take_back", {"place": "{saved}"})], OWN)  # fmt: skip
    assert Loan.objects.get().stage == "returned"


def test_a_bag_found_before_that_rule_with_one_thing_gone_is_opened_all_the_same(
    office: Telling, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Books in which the bag was found alone: what is in it still is counted, and what is not leaves the list."""
    found = EMERGENCY.steps["found"]
    monkeypatch.setitem(EMERGENCY.steps, "found", replace(found, needs=[emergency_rules.still_declared]))
    one = ("carmen", "found", {"place": "{saved}", "counts": "{copy1} 12"})
    alone = ("carmen", "found", {"place": "{saved}", "counts": lambda o: f"{batch_bag(o)} 2"})
    office.tell([*BATCH_SEALED, ("jaime", "declare"), SAVED, one, alone, ("carmen", "regularise")], OWN)
    opened = ("pilar", "destroy.unseal", {"place": "{saved}", "counts": "{copy2} 12"})
    office.is_done([opened], "proposed")
    (left,) = live_lines(batch(office))
    assert left.thing.code == office.names["copy2"]
    assert left.thing.in_the_safe


def test_what_was_counted_of_what_is_no_copy_is_what_the_books_say_from_then_on(office: Telling) -> None:
    """No discrepancy is of a waste bag: the count that was told is the one that the next list asks for."""
    found = ("carmen", "found", {"place": "{saved}", "counts": lambda o: f"{bag(o)} 5"})
    office.tell([*WASTE, *DECLARED, SAVED, found], OWN)
    thing = Thing.objects.get(waste__isnull=False)
    assert (thing.pieces, thing.movements.get(seq=thing.seq).pieces) == (5, 5)
    listed = ("carmen", "destroy.list", {"counts": lambda o: f"{bag(o)} 5"})
    office.is_done([("carmen", "destroy.propose", {"things": [bag]}), listed], "listed")


def test_what_was_counted_0_is_missing_and_not_in_the_safe(office: Telling) -> None:
    """4.8: nobody has it: it is neither burnt nor there."""
    office.tell([*DECLARED, SAVED, ("carmen", "found", {"place": "{saved}", "counts": "{copy1} 0"})], OWN)
    gone = Thing.objects.select_related("place").get(code=office.names["copy1"])
    assert gone.place is not None
    assert (gone.place.kind, gone.pieces, gone.due is None) == ("missing", 12, False)
    assert Discrepancy.objects.get().due == gone.due


def test_a_bag_that_was_emptied_is_there_with_nothing_in_it(office: Telling) -> None:
    """Of a sealed bag the count is of the things in it: 0 is an empty bag, and not a missing one."""
    none_left = ("carmen", "found", {"place": "{saved}", "counts": lambda o: f"{batch_bag(o)} 0"})
    copies = ("carmen", "found", {"place": "{saved}", "counts": "{copy1} 12\n{copy2} 12"})
    office.tell([*BATCH_SEALED, ("jaime", "declare"), SAVED, copies, none_left], OWN)
    empty = Thing.objects.get(code=batch_bag(office))
    assert (empty.in_the_safe, empty.pieces) == (True, 0)
