# SPDX-License-Identifier: EUPL-1.2
"""4.6, 4.8: what did not arrive is reported in writing, looked for, and concluded by who neither sent it nor reported it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from precinto.custody.models import Thing
from precinto.despatch.models import Incident, Line
from precinto.documents.models import Discrepancy
from tests.stories import test_despatch as sending
from tests.stories.telling import AGELESS, CLOCK, Move, Stories, Telling, later, told
from tests.stories.test_despatch import case_of, where

pytestmark = pytest.mark.database

OWN = "incident"


def of_despatch(moves: list[Move]) -> list[Move]:
    """Moves of the other file, whose own procedure is another."""
    return [(who, what if who == CLOCK or "." in what else f"despatch.{what}", *facts) for who, what, *facts in moves]


READY, SENT, CLAIMED = of_despatch(sending.READY), of_despatch(sending.SENT), of_despatch(sending.CLAIMED)
MISSED: list[Move] = [*SENT, ("carmen", "despatch.receive", {"missing": "{copy1}"})]
LOST_BY_THE_HEAD: list[Move] = [AGELESS, *CLAIMED, later(days=12), ("jaime", "despatch.lose")]
SENT_TWO: list[Move] = [
    AGELESS, *READY, ("carmen", "despatch.prepare", {"copies": ["{copy1}", "{copy2}"]}),
    ("carmen", "despatch.pack", {"folios": None, "counts": "{copy1} 12\n{copy2} 12"}), ("carmen", "despatch.seal"),
    ("carmen", "despatch.send"),
]  # fmt: skip
LOST_TWO: list[Move] = [
    *SENT_TWO, later(days=20), ("carmen", "despatch.claim"), later(days=12), ("carmen", "despatch.lose"),
]  # fmt: skip

DONE: Stories = {
    "a missing copy, and its incident concluded without it": (
        [*MISSED, ("luis", "give_up"), ("carmen", "despatch.close")], "closed",
    ),
    "the incident is concluded without it": ([*MISSED, ("luis", "give_up")], "not_found"),
    "the incident is reported in writing": ([*MISSED, ("carmen", "report")], "open"),
    "the copy is found": ([*MISSED, ("pilar", "found")], "found"),
    "and its incident concluded": ([*MISSED, ("pilar", "found"), ("luis", "conclude")], "concluded"),
    "found after it was given up": ([*MISSED, ("luis", "give_up"), ("pilar", "found")], "found"),
    "of two that were lost, one is found": ([*LOST_TWO, ("pilar", "found", {"copy": "{copy2}"})], "found"),
    "it arrived there after all": ([*LOST_BY_THE_HEAD, ("pilar", "arrived")], "found"),
    "and that is concluded": ([*LOST_BY_THE_HEAD, ("pilar", "arrived"), ("luis", "conclude")], "concluded"),
    "it arrived there after it was given up": (
        [*LOST_BY_THE_HEAD, ("luis", "give_up"), ("pilar", "arrived"), ("luis", "conclude")], "concluded",
    ),
    "the missing copy was in another envelope": (
        [*MISSED, ("pilar", "arrived"), ("luis", "conclude"), ("carmen", "despatch.close")], "closed",
    ),
    "of two that were lost, one arrived": ([*LOST_TWO, ("pilar", "arrived", {"missing": "{copy2}"})], "found"),
    "one arrived, and the other came back": (
        [*LOST_TWO, ("pilar", "arrived", {"missing": "{copy2}"}), ("pilar", "found"), ("luis", "conclude")],
        "concluded",
    ),
    "and then the other": (
        [*LOST_TWO, ("pilar", "found", {"copy": "{copy2}"}), ("pilar", "found"), ("luis", "conclude")],
        "concluded",
    ),
}  # fmt: skip

REFUSED: Stories = {
    "closed while its incident is open": ([*MISSED, ("carmen", "despatch.close")], "incident-open"),
    "the incident concluded by who packed it": (
        [("luis", "delegate.delegate", {"taker": "carmen"}), *MISSED, ("carmen", "conclude")],
        "concluded-by-the-sender",
    ),
    "the incident concluded by who reported it": ([*LOST_BY_THE_HEAD, ("jaime", "give_up")], "concluded-by-the-sender"),
    "concluded as if all were well": ([*MISSED, ("luis", "conclude")], "still-missing"),
    "reported twice": ([*MISSED, ("carmen", "report"), ("pilar", "report")], "incident-reported"),
    "found by who reported it missing": ([*MISSED, ("carmen", "found")], "found-by-who-lost-it"),
    "arrived there, by who reported it missing": ([*MISSED, ("carmen", "arrived")], "found-by-who-lost-it"),
    "arrived there, by a reader": ([*MISSED, ("rosa", "arrived")], "not-found"),
    "arrived there before it was sent": (
        [*LOST_BY_THE_HEAD, ("pilar", "arrived", {"received_on": "2026-01-15"})], "received-before-sent",
    ),
    "arrived there tomorrow": ([*LOST_BY_THE_HEAD, ("pilar", "arrived", {"received_on": "+1"})], "received-in-future"),
    "arrived there, and nothing of it": (
        [*LOST_TWO, ("pilar", "arrived", {"missing": "{copy1}\n{copy2}"})], "nothing-arrived",
    ),
    "arrived there but for what was never lost": (
        [*MISSED, ("pilar", "arrived", {"missing": "{copy2}"})], "not-of-this-despatch",
    ),
    "arrived there, when it is here": ([*MISSED, ("pilar", "found"), ("pilar", "arrived")], "nothing-is-missing"),
    "concluded by who entered that it arrived": (
        [*MISSED, ("jaime", "arrived"), ("jaime", "conclude")], "second-person",
    ),
    "found by a reader": ([*MISSED, ("rosa", "found")], "not-found"),
    "found in a safe that is too low": (
        [*MISSED, ("jaime", "place.open as low"), ("pilar", "found", {"place": "{low}"})], "place-too-low",
    ),
    "found, and not said which": ([*LOST_TWO, ("pilar", "found")], "bad-facts"),
    "found, which was not lost": ([*MISSED, ("pilar", "found", {"copy": "{copy2}"})], "bad-facts"),
    "given up when nothing is missing any more": (
        [*MISSED, ("pilar", "found"), ("luis", "give_up")], "nothing-is-missing",
    ),
    "concluded by who found it": (
        [*MISSED, ("jaime", "found"), ("jaime", "conclude")], "second-person",
    ),
    "closed while what was found is to be concluded": ([*MISSED, ("pilar", "found"), ("carmen", "despatch.close")], "incident-open"),
}  # fmt: skip


@told(DONE)
def test_done(office: Telling, moves: list[Move], end: str) -> None:
    office.is_done(moves, end, OWN)


@told(REFUSED)
def test_refused(office: Telling, moves: list[Move], end: str) -> None:
    office.is_refused(moves, end, OWN)


def test_what_is_missing_is_nowhere_else(office: Telling) -> None:
    office.tell([*SENT_TWO, ("carmen", "despatch.receive", {"missing": "{copy2}"})], OWN)
    assert where(office.names["copy1"]).startswith("body")
    assert where(office.names["copy2"]).startswith("missing")
    assert [row.outcome for row in Line.objects.order_by("place")] == ["received", "missing"]
    incident = Incident.objects.get()
    assert (incident.stage, incident.due is not None) == ("open", True)


def test_lost_with_all_that_was_in_it(office: Telling) -> None:
    office.tell([AGELESS, *CLAIMED, later(days=12), ("jaime", "despatch.lose")], OWN)
    case = case_of(office)
    assert case.envelope is not None
    assert {where(office.names["copy1"]), where(case.envelope.code)} == {where(office.names["copy1"])}
    assert where(office.names["copy1"]).startswith("missing")
    # 4.8: first the written report, then the day on which it is presumed leaked; the copies have that day themselves.
    thing = Thing.objects.get(code=office.names["copy1"])
    first = Incident.objects.get().due
    assert first is not None
    assert thing.due is not None
    assert (first - thing.since, thing.due - thing.since > timedelta(days=59)) == (timedelta(hours=24), True)
    office.tell([("carmen", "report")], OWN)
    assert Incident.objects.get().due == thing.due


def test_with_the_last_copy_found_the_envelope_is_nothing_any_more(office: Telling) -> None:
    office.tell([*LOST_TWO, ("pilar", "found", {"copy": "{copy2}"})], OWN)
    envelope = case_of(office).envelope
    assert envelope is not None
    assert where(envelope.code).startswith("missing")
    assert Incident.objects.get().due is not None
    office.tell([("pilar", "found")], OWN)
    assert where(envelope.code).startswith("destroyed")
    assert Incident.objects.get().due is None
    assert [row.outcome for row in Line.objects.order_by("place")] == ["returned", "returned"]


def test_found_with_fewer_folios_it_opens_a_discrepancy(office: Telling) -> None:
    office.tell([*MISSED, ("pilar", "found", {"folios": 11})], OWN)
    row = Discrepancy.objects.get()
    assert (row.stage, row.expected, row.found) == ("open", 12, 11)


def test_what_arrived_late_is_at_the_other_body(office: Telling) -> None:
    office.tell([*LOST_TWO, ("pilar", "arrived", {"missing": "{copy2}"})], OWN)
    case = case_of(office)
    assert case.envelope is not None
    places = [
        where(one).partition(":")[0] for one in (office.names["copy1"], office.names["copy2"], case.envelope.code)
    ]
    assert places == ["body", "missing", "missing"]
    assert Incident.objects.get().due is not None
    office.tell([("pilar", "arrived")], OWN)
    case.refresh_from_db()
    assert where(office.names["copy2"]) == where(case.envelope.code)
    assert where(case.envelope.code).startswith("body")
    assert [row.outcome for row in Line.objects.order_by("place")] == ["received", "received"]
    assert (case.stage, case.receipt, Incident.objects.get().due) == ("lost", "firma E. Soler", None)
