# SPDX-License-Identifier: EUPL-1.2
"""1.6: nobody keeps things for long. Twice a year what is over its term is listed, and each line of it decided."""

from __future__ import annotations

import pytest

from precinto.documents.destroying import rules
from precinto.documents.destroying.models import Batch, Overlong, Sweep
from precinto.procedures.worklist import open_cases
from precinto.records import clock
from tests.stories import destruction as destruction
from tests.stories.destruction import BURNT, MISSING
from tests.stories.telling import AGELESS, PAPER, Stories, Telling, later, signs, told

pytestmark = pytest.mark.database

OWN = "sweep"
SET_UP = [PAPER, ("carmen", "set_up")]
WITH_ROSA = [AGELESS, PAPER, ("rosa", "lend.request"), ("luis", "lend.approve"), ("carmen", "lend.hand_over")]
# A copy of level C may stay 180 days in a department, whatever its loan said.
LONG = [*WITH_ROSA, later(days=181), ("carmen", "set_up"), ("carmen", "begin")]
OLD = [AGELESS, PAPER, later(days=5 * 366 + 10), ("jaime", "clear.end of carmen"), ("sara", "clear.end of jaime"),
       ("sara", "clear.grant", {"person": "jaime"}), ("sara", "brief.brief", {"person": "jaime"}),
       ("jaime", "clear.grant", {"person": "carmen"}), ("jaime", "brief.brief", {"person": "carmen"}),
       ("carmen", "set_up"), ("carmen", "begin")]  # fmt: skip
BACK = [*LONG, ("carmen", "lend.take_back"), signs("rosa"), ("carmen", "lend.settle")]
SENT_AWAY = [("carmen", "channel.propose"), ("luis", "channel.approve"), ("carmen", "correspondent.register"),
             ("carmen", "despatch.prepare"), ("carmen", "despatch.pack"), ("carmen", "despatch.seal"),
             ("carmen", "despatch.send")]  # fmt: skip
TO_LUIS = {"person": "luis", "post": "SEC2"}

DECIDED = [*OLD, ("jaime", "destroy"), ("jaime", "destroy.propose", {"things": None})]
FROM_SWEEPS = ("jaime", "destroy.add", {"things": None, "from_sweeps": "true"})

DONE: Stories = {
    "set up": (SET_UP, "resting"),
    "one of a unit beside that of the office": ([*SET_UP, ("carmen", "set_up", {"unit": "SEC"})], "resting"),
    "nothing is over its term": ([*SET_UP, ("carmen", "begin")], "running"),
    "and the round ends": ([*SET_UP, ("carmen", "begin"), ("carmen", "end")], "resting"),
    "in a department's hands": (LONG, "running"),
    "kept longer, with a reason": ([*LONG, ("luis", "extend")], "running"),
    "brought back": ([*BACK, ("carmen", "receive")], "running"),
    "brought back, to be destroyed": ([*BACK, ("carmen", "destroy")], "running"),
    "the round ends when all is decided": ([*LONG, ("luis", "extend"), ("carmen", "end")], "resting"),
    "what was decided comes onto a list": (
        [*BACK, ("carmen", "destroy"), ("carmen", "destroy.propose", {"things": None}),
         ("carmen", "destroy.add", {"things": None, "from_sweeps": "true"})],
        "proposed",
    ),
    "the round ends though something was lost since": ([*LONG, ("carmen", "lend.lose"), ("carmen", "end")], "resting"),
    "the round ends though all of it burnt since": ([*OLD, *BURNT, ("jaime", "end")], "resting"),
    "the round ends though something was sent away since": (
        [*OLD, *SENT_AWAY, ("luis", "extend", {"things": "{copy2}"}), ("jaime", "end")], "resting",
    ),
    "what was decided and is kept by a hold since waits; the rest comes onto a list": (
        [*DECIDED, ("jaime", "hold.place", {"document": None, "things": "{copy1}"}), FROM_SWEEPS], "proposed",
    ),
    "what was decided and was lost since waits": (
        [*DECIDED, *MISSING, FROM_SWEEPS], "proposed",
    ),
    "what was decided and stands on the list already": (
        [*OLD, ("jaime", "destroy.propose", {"things": "{copy1}"}), ("jaime", "destroy"), FROM_SWEEPS], "proposed",
    ),
    "old papers in the safe": ([*OLD, ("jaime", "destroy")], "running"),
}  # fmt: skip

REFUSED: Stories = {
    "set up twice": ([*SET_UP, ("jaime", "set_up")], "sweep-known"),
    "set up by a reader": ([("rosa", "set_up")], "not-your-role"),
    "begun twice": ([*LONG, ("carmen", "begin")], "wrong-stage"),
    "ended before all is decided": ([*LONG, ("carmen", "end")], "sweep-undecided"),
    "destroyed while it is in somebody's hands": ([*LONG, ("carmen", "destroy")], "destroy-in-other-hands"),
    "received while it is in somebody's hands": ([*LONG, ("carmen", "receive")], "destroy-in-other-hands"),
    "destroyed, though it is lost": ([*LONG, ("carmen", "lend.lose"), ("carmen", "destroy")], "destroy-missing"),
    "destroyed, though it was sent away": (
        [*OLD, *SENT_AWAY, ("jaime", "destroy", {"things": ["{copy1}"]})], "destroy-not-here",
    ),
    "destroyed, though it was destroyed": ([*OLD, *BURNT, ("jaime", "destroy", {"things": ["{copy1}"]})], "destroyed-already"),
    "nothing of what was decided can be listed": ([*DECIDED, ("jaime", "hold.place"), FROM_SWEEPS], "nothing-from-sweeps"),
    "ended before what was found again is decided": (
        [*LONG, ("carmen", "lend.lose"), ("pilar", "discrepancy.found"), ("carmen", "end")], "sweep-undecided",
    ),
    "what is not on the list": ([*LONG, ("jaime", "extend", {"things": ["{copy2}"]})], "not-pending"),
    "decided twice": ([*LONG, ("luis", "extend", {"things": ["{copy1}"]}), ("luis", "extend", {"things": ["{copy1}"]})], "not-pending"),
    "kept longer by a clerk": ([*LONG, ("carmen", "extend")], "not-your-role"),
    "kept longer by who has it, as the leader's delegate": (
        [*LONG, ("luis", "delegate.delegate", {"taker": "rosa"}), ("rosa", "extend")], "extends-own",
    ),
    "kept for years": ([*LONG, ("luis", "extend", {"until": "+400"})], "extension-too-long"),
    "kept until yesterday": ([*LONG, ("luis", "extend", {"until": "2026-01-01"})], "extension-too-long"),
}  # fmt: skip


@told(DONE)
def test_done(office: Telling, moves: list, end: str) -> None:  # type: ignore[type-arg]
    office.is_done(moves, end, OWN)


@told(REFUSED)
def test_refused(office: Telling, moves: list, end: str) -> None:  # type: ignore[type-arg]
    office.is_refused(moves, end, OWN)


def test_a_round_lists_what_is_over_its_term_and_nothing_else(office: Telling) -> None:
    office.tell(LONG, OWN)
    (line,) = Overlong.objects.all()
    assert line.thing.code == office.names["copy1"]
    assert line.holder is not None
    assert line.holder.name == "Rosa Lagos"


def test_a_day_earlier_it_lists_nothing(office: Telling) -> None:
    office.tell([*WITH_ROSA, later(days=179), ("carmen", "set_up"), ("carmen", "begin")], OWN)
    assert not Overlong.objects.exists()


def test_what_was_extended_is_not_asked_again_before_its_day(office: Telling) -> None:
    again = [("luis", "extend", {"things": ["{copy1}"]}), ("carmen", "end"), ("carmen", "begin")]
    office.tell([*LONG, *again], OWN)
    assert Overlong.objects.filter(round=2).count() == 0
    office.tell([("carmen", "end"), later(days=31), ("carmen", "begin")], OWN)
    assert Overlong.objects.filter(round=3).count() == 1


def test_a_sweep_of_a_unit_looks_into_the_hands_of_that_unit(office: Telling) -> None:
    office.tell([*LONG, ("carmen", "set_up", {"unit": "LOG"}), ("carmen", "begin")], OWN)
    assert not Overlong.objects.filter(sweep__unit__code="LOG").exists()


def test_what_cannot_be_listed_keeps_nothing_else_off_the_list(office: Telling) -> None:
    office.tell(DONE["what was decided and is kept by a hold since waits; the rest comes onto a list"][0], OWN)
    (line,) = Batch.objects.get().lines.all()
    assert line.thing.code == office.names["copy2"]
    assert Overlong.objects.get(thing__code=office.names["copy1"]).batch is None, "it waits for another list"


def test_as_many_come_onto_a_list_as_it_holds(office: Telling, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MOST", 1)
    office.is_done([*DECIDED, FROM_SWEEPS], "proposed", OWN)
    assert Batch.objects.get().lines.count() == 1


def test_what_a_sweep_decided_waits_again_when_its_batch_is_withdrawn(office: Telling) -> None:
    office.tell(DONE["what was decided comes onto a list"][0], OWN)
    line = Overlong.objects.get()
    assert line.batch == Batch.objects.get()
    office.tell([("carmen", "destroy.withdraw")], OWN)
    assert Overlong.objects.get().batch is None


def test_the_next_sweep_stands_on_the_work_list_with_its_day(office: Telling) -> None:
    office.tell(SET_UP, OWN)
    (waiting,) = [case for case in open_cases() if case.procedure.name == "documents.sweep"]
    assert waiting.due is not None
    assert 170 < (waiting.due - clock.now()).days < 190
    assert Sweep.objects.get().name
