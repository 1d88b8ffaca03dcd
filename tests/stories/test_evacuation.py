# SPDX-License-Identifier: EUPL-1.2
"""D242 art. 31: what can be saved is carried off at once, wherever it fits; then two count it, and the leader puts it in order."""

from __future__ import annotations

import pytest

from precinto.custody.models import Thing
from precinto.documents.cases import actor_of, take
from precinto.documents.destroying import evacuating
from precinto.documents.destroying.forms import Evacuate
from precinto.documents.destroying.models import Carried, Evacuation
from precinto.documents.destroying.procedures import EVACUATION
from precinto.documents.destroying.queries import carried, to_carry
from precinto.documents.keeping.models import Difference
from precinto.documents.models import Discrepancy
from precinto.ledger.verify import verify
from tests.stories.destruction import CARRIED_AND_GONE, bag, whole_plan
from tests.stories.telling import MINUTES_AGO, PAPER, Move, Stories, Telling, told

pytestmark = pytest.mark.database

OWN = "evacuation"
LOW: Move = ("jaime", "place.open as low", {"level": "DL", "name": "Armario del sótano"})
OFF: list[Move] = [PAPER, ("carmen", "evacuate")]
OFF_LOW: list[Move] = [PAPER, LOW, ("carmen", "evacuate", {"target": "{low}"})]
EVERYTHING = {"places": None, "everything": "true"}
COUNTED: list[Move] = [*OFF, ("carmen", "count")]
TWICE: list[Move] = [*COUNTED, ("pilar", "recount")]
LOW_TWICE: list[Move] = [*OFF_LOW, ("carmen", "count"), ("pilar", "recount")]
ONE: Move = ("carmen", "count", {"counts": "{copy1} 12"})
MISSED: list[Move] = [*OFF, ONE, ("pilar", "recount", {"counts": "{copy1} 12"}), ("pilar", "miss")]
IN_ORDER: list[Move] = [*TWICE, ("luis", "regularise")]
GONE: Move = ("carmen", "count", {"counts": "{copy2} 0"})
LENT: list[Move] = [PAPER, ("rosa", "lend.request"), ("luis", "lend.approve"), ("carmen", "lend.hand_over")]
CLERK_LEADER: Move = ("carmen", "delegate.delegate", {"role": "clerk", "taker": "luis"})
OTHER: Move = ("carmen", "register.register as other")

IN_AN_ENVELOPE = {
    "sender": "Estado Mayor", "channel": "hand", "level": "C", "outer_intact": "yes", "brought_by": "cabo Ruiz", "place": "{safe}",
}  # fmt: skip

DONE: Stories = {
    "one safe, by a clerk alone": (OFF, "carried_off"),
    "everything, by the head": ([PAPER, ("jaime", "evacuate", EVERYTHING)], "carried_off"),
    "to a cupboard of a lower level": (OFF_LOW, "carried_off"),
    "while a loan is out: that stays": ([*LENT, ("carmen", "evacuate")], "carried_off"),
    "what is under a legal hold is saved too": ([PAPER, ("jaime", "hold.place"), ("carmen", "evacuate")], "carried_off"),
    "entered when it was over": ([PAPER, ("carmen", "evacuate", {"occurred_at": "2026-01-02 09:30"})], "carried_off"),
    "the rest, which one act does not hold": (
        [("carmen", "register.register", {"copies": 100}), ("carmen", "evacuate"), ("pilar", "carry_on")], "carried_off",
    ),
    "counted": (COUNTED, "carried_off"),
    "counted anew by the first": ([*COUNTED, ("carmen", "count")], "carried_off"),
    "counted by two": (TWICE, "carried_off"),
    "a folio fewer, and two say so": (
        [*OFF, ("carmen", "count", {"counts": "{copy1} 11"}), ("pilar", "recount", {"counts": "{copy1} 11"})], "carried_off",
    ),
    "two find nothing of it": (
        [*OFF, ("carmen", "count", {"counts": "{copy1} 0"}), ("pilar", "recount", {"counts": "{copy1} 0"})], "carried_off",
    ),
    "one is missing": (MISSED, "carried_off"),
    "counted by two, and gone since": ([*TWICE, GONE], "carried_off"),
    "and another does not find it either": ([*TWICE, GONE, ("pilar", "recount", {"counts": "{copy2} 0"})], "carried_off"),
    "gone since, and declared missing": ([*TWICE, GONE, ("pilar", "miss")], "carried_off"),
    "gone since, and there after all": (
        [*TWICE, GONE, ("carmen", "count", {"counts": "{copy2} 12"}), ("pilar", "recount", {"counts": "{copy2} 12"}),
         ("luis", "regularise")], "put_in_order",
    ),
    "gone after it was put in order": (
        [*IN_ORDER, GONE, ("pilar", "miss"), ("carmen", "put_back", {"things": "{copy1}"}), ("carmen", "close")], "all_back",
    ),
    "put into the safe": ([*TWICE, ("pilar", "put_back")], "carried_off"),
    "put in order while it lies with another body": (IN_ORDER, "put_in_order"),
    "put in order with one missing": ([*MISSED, ("luis", "regularise")], "put_in_order"),
    "put in order once nothing is above its place": (
        [*LOW_TWICE, ("carmen", "put_back"), ("luis", "regularise")], "put_in_order",
    ),
    "all is back": ([*IN_ORDER, ("carmen", "put_back"), ("carmen", "close")], "all_back"),
}  # fmt: skip

REFUSED: Stories = {
    "by a reader": ([PAPER, ("rosa", "evacuate")], "not-your-role"),
    "with an old password": ([PAPER, ("carmen", "evacuate", {MINUTES_AGO: 6})], "fresh-password"),
    "neither places nor everything": ([PAPER, ("carmen", "evacuate", {"places": None})], "bad-facts"),
    "places and everything": ([PAPER, ("carmen", "evacuate", {"everything": "true"})], "bad-facts"),
    "a place that there is not": ([PAPER, ("carmen", "evacuate", {"places": "L99999"})], "bad-facts"),
    "nowhere": ([PAPER, ("carmen", "evacuate", {"target": None})], "bad-facts"),
    "tomorrow": ([PAPER, ("carmen", "evacuate", {"occurred_at": "+1"})], "not-yet"),
    "an empty safe": ([("carmen", "evacuate")], "nothing-to-carry"),
    "twice": ([*OFF, ("pilar", "evacuate")], "nothing-to-carry"),
    "a safe into itself": ([PAPER, ("carmen", "evacuate", {"target": "{safe}"})], "carried-into-itself"),
    "the rest, when all is carried": ([*OFF, ("carmen", "carry_on")], "all-is-carried"),
    "lent from where it was carried to": (
        [PAPER, ("rosa", "lend.request"), ("luis", "lend.approve"), ("carmen", "evacuate"), ("carmen", "lend.hand_over")],
        "not-in-the-safe",
    ),
    "listed to be destroyed from there": ([*OFF, ("carmen", "destroy.propose")], "destroy-not-here"),
    "counted, and it stayed": ([*OFF, OTHER, ("carmen", "count", {"counts": "{other_copy1} 12"})], "not-in-the-refuge"),
    "counted after two have": ([*TWICE, ("carmen", "count")], "recounted-already"),
    "gone after two have counted, by one alone": ([*IN_ORDER, GONE, ("carmen", "miss")], "second-person"),
    "missing at once, and two have counted it": ([*IN_ORDER, ("jaime", "miss")], "it-was-counted"),
    "put away, and one says that it has gone": ([*IN_ORDER, GONE, ("pilar", "put_back")], "two-count-first"),
    "recounted by whoever counted": ([*COUNTED, ("carmen", "recount")], "second-person"),
    "recounted before the first count": ([*OFF, ("pilar", "recount")], "not-counted-first"),
    "recounted otherwise": ([*COUNTED, ("pilar", "recount", {"counts": "{copy1} 11"})], "second-count-differs"),
    "missing before anybody counted": ([*OFF, ("pilar", "miss")], "count-first"),
    "missing, and it was counted": ([*COUNTED, ("pilar", "miss")], "it-was-counted"),
    "missing, by whoever counted": ([*OFF, ONE, ("carmen", "miss")], "second-person"),
    "put away before two have counted": ([*COUNTED, ("carmen", "put_back")], "two-count-first"),
    "put into a safe too low for it": ([*TWICE, LOW, ("carmen", "put_back", {"place": "{low}"})], "place-too-low"),
    "put in order by a clerk": ([*TWICE, ("jaime", "regularise")], "not-your-role"),
    "put in order with an old password": ([*TWICE, ("luis", "regularise", {MINUTES_AGO: 6})], "fresh-password"),
    "put in order by whoever carried it off": (
        [PAPER, CLERK_LEADER, ("luis", "evacuate"), ("carmen", "count"), ("pilar", "recount"), ("luis", "regularise")],
        "second-person",
    ),
    "put in order before it is counted": ([*COUNTED, ("luis", "regularise")], "not-recounted"),
    "put in order with something above its place": ([*LOW_TWICE, ("luis", "regularise")], "still-above-its-place"),
    "closed with something there": ([*IN_ORDER, ("carmen", "close")], "refuge-not-empty"),
    "closed before the leader": ([*TWICE, ("carmen", "put_back"), ("carmen", "close")], "wrong-stage"),
}  # fmt: skip


@told(DONE)
def test_done(office: Telling, moves: list[Move], end: str) -> None:
    office.is_done(moves, end, OWN)


@told(REFUSED)
def test_refused(office: Telling, moves: list[Move], end: str) -> None:
    office.is_refused(moves, end, OWN)


def test_the_level_is_relaxed_there_alone_and_by_name(office: Telling) -> None:
    """Law (vi): what is higher than the cupboard is named; the cupboard itself still takes nothing of that level."""
    office.tell(OFF_LOW, OWN)
    case = Evacuation.objects.get()
    assert case.refuge is not None
    assert (case.refuge.kind, case.refuge.within) == ("transit", case.target)
    assert [row.above for row in Carried.objects.all()] == [True, True]
    assert not Thing.objects.filter(place=case.target).exists()
    assert case.due is not None
    assert verify().sound
    office.is_refused([("carmen", "register.register", {"place": "{low}"})], "place-too-low")


def test_a_loan_that_is_out_stays_and_comes_back_to_the_office(office: Telling) -> None:
    office.tell([*LENT, ("carmen", "evacuate")], OWN)
    (there,) = carried(Evacuation.objects.get())
    assert there.code == office.names["copy2"]
    office.is_done([("carmen", "lend.take_back")], "returned")
    assert not to_carry(Evacuation.objects.get()).exists(), "what came later is not carried off with the rest"


def test_missing_has_its_clock(office: Telling) -> None:
    office.tell(MISSED, OWN)
    gone = Thing.objects.get(code=office.names["copy2"])
    assert gone.place is not None
    assert gone.place.kind == "missing"
    assert gone.due is not None
    assert Discrepancy.objects.get().copy.thing == gone


def test_whatever_is_missing_has_a_case_that_waits_for_it(office: Telling) -> None:
    """A copy, a medium, a waste bag, an envelope of another office, one of ours: each can be found, or given up."""
    sent = ("carmen", "channel.propose"), ("luis", "channel.approve"), ("carmen", "correspondent.register")
    office.tell(
        [PAPER, ("carmen", "medium.register"), ("carmen", "waste.open"), ("carmen", "waste.put_in"),
         ("carmen", "arrive.arrive", IN_AN_ENVELOPE), *sent,
         ("carmen", "despatch.prepare"), ("carmen", "despatch.pack"), *CARRIED_AND_GONE],
    )  # fmt: skip
    missing = list(Thing.objects.filter(place__kind="missing"))
    assert len(missing) == 5
    assert {thing.kind for thing in missing} == {"copy", "medium", "waste", "envelope"}
    for thing in missing:
        rows = Discrepancy.objects.filter(copy__thing=thing), Difference.objects.filter(thing=thing)
        (case,) = [row for found in rows for row in found]
        assert case.due == thing.due is not None
        name = "discrepancy" if isinstance(case, Discrepancy) else "difference"
        office.cases[f"documents.{name}", "this"] = case.pk
        office.take(("jaime", f"{name}.found of this", {"folios": thing.pieces}))
        assert Thing.objects.get(pk=thing.pk).in_the_safe


def test_more_than_one_act_holds_is_carried_in_several_and_at_one_stroke(
    office: Telling, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evacuating, "AT_ONCE", 2)
    office.tell([("carmen", "register.register", {"copies": 5})], OWN)
    facts = {"places": office.names["safe"], "target": office.names["body"], "reason": "fuego"}
    take(EVACUATION, "evacuate", None, by=office.officer("carmen"), facts=facts, intent="all of it")
    case = Evacuation.objects.get()
    assert (carried(case).count(), to_carry(case).count()) == (5, 0)
    assert verify().sound


def test_what_was_left_by_a_power_cut_is_carried_later(office: Telling) -> None:
    """The first act alone was done: the page offers the rest."""
    office.tell([("carmen", "register.register", {"copies": 100}), ("carmen", "evacuate")], OWN)
    assert to_carry(Evacuation.objects.get()).count() == 40
    office.is_done([("pilar", "carry_on")], "carried_off", OWN)
    assert carried(Evacuation.objects.get()).count() == 100


def test_the_plan_says_where_to_and_the_form_begins_with_it(office: Telling) -> None:
    body = office.names["body"]
    first, *rest = whole_plan(office).splitlines()
    order = "\n".join([f"{first}; {body}", *rest])
    office.is_done(
        [("jaime", "emergency_plan.draft", {"order": order}), ("luis", "emergency_plan.approve")], "in_force"
    )
    form = Evacuate(None, actor=actor_of(office.officer("carmen")))
    assert form.fields["target"].initial == body


def test_two_who_count_fewer_pages_in_a_waste_bag_say_what_is_in_it(office: Telling) -> None:
    """It is no copy, of which there would be a discrepancy: the next list asks for what two have counted."""
    five = {"counts": lambda o: f"{bag(o)} 5"}
    office.tell([("carmen", "waste.open"), ("pilar", "waste.put_in"), ("carmen", "waste.seal"), *OFF, ("carmen", "count", five),
                 ("jaime", "recount", five)], OWN)  # fmt: skip
    assert Thing.objects.get(waste__isnull=False).pieces == 5
    assert not Discrepancy.objects.exists()
