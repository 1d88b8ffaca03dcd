# SPDX-License-Identifier: EUPL-1.2
"""1.4, 4.8: whatever is lost has one clock, and one way back: found, counted, and not by whoever lost it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from precinto.custody.models import PlaceKind, Thing
from precinto.documents.meetings.models import Handout
from precinto.documents.models import Discrepancy, Stop
from precinto.ledger.models import Entry
from tests.stories.destruction import PROPOSED
from tests.stories.telling import PAPER, SHORT_BACK, Move, Stories, Telling, told
from tests.stories.test_meetings import OUT

pytestmark = pytest.mark.database
OWN = "discrepancy"

TO_ALL = ("carmen", "register.register", {"scope": "unit SEC\npilar\nluis\njaime"})
LENT: list[Move] = [PAPER, ("rosa", "lend.request"), ("luis", "lend.approve"), ("carmen", "lend.hand_over")]
LOST: list[Move] = [*LENT, ("carmen", "lend.lose")]
ROUND: list[Move] = [PAPER, ("carmen", "circulate.open"), ("carmen", "circulate.give"), ("carmen", "circulate.lose")]
MEETING: list[Move] = [
    *[(who, f"meet.{step}" if "." not in step else step, *facts) for who, step, *facts in OUT],
    ("carmen", "meet.lose"),
]
LISTED: list[Move] = [*PROPOSED, ("pilar", "destroy.drop", {"things": ["{copy1}"], "found": 0})]
ROUTES = {"loan": LOST, "round": ROUND, "meeting": MEETING, "list to be destroyed": LISTED}
# Pilar, a clerk, loses what she has borrowed.
CLERKS_OWN: list[Move] = [
    TO_ALL, ("pilar", "lend.request"), ("luis", "lend.approve"), ("carmen", "lend.hand_over"), ("carmen", "lend.lose"),
]  # fmt: skip
# Found, lent again before that was concluded, and lost again.
AGAIN: list[Move] = [
    *LOST, ("pilar", "found as first"), ("vera", "lend.request"), ("luis", "lend.approve"), ("carmen", "lend.hand_over"),
    ("carmen", "lend.lose"),
]  # fmt: skip
FEWER = {"folios": 11}

DONE: Stories = {
    "found by another clerk": ([*LOST, ("pilar", "found")], "found"),
    "found by the head": ([*LOST, ("jaime", "found")], "found"),
    "then the leader concludes": ([*LOST, ("pilar", "found"), ("luis", "conclude")], "concluded"),
    "a small office: the head finds, the leader concludes": ([*LOST, ("jaime", "found"), ("luis", "conclude")], "concluded"),
    "found with fewer folios": ([*LOST, ("pilar", "found", FEWER)], "found"),
    "and that is concluded": ([*LOST, ("pilar", "found", FEWER), ("jaime", "conclude")], "concluded"),
    "concluded without it": ([*LOST, ("luis", "give_up")], "not_found"),
    "and found after all": ([*LOST, ("luis", "give_up"), ("pilar", "found")], "found"),
    "lost in a round, found": ([*ROUND, ("pilar", "found"), ("jaime", "conclude")], "concluded"),
    "lost at a meeting, found": ([*MEETING, ("pilar", "found"), ("luis", "conclude")], "concluded"),
    "not there when it was to be destroyed, found": ([*LISTED, ("carmen", "found"), ("luis", "conclude")], "concluded"),
    "lost again before that was concluded, and given up": ([*AGAIN, ("luis", "give_up of first")], "not_found"),
    "lost again, and found there": ([*AGAIN, ("pilar", "found of first")], "found"),
    "lost again, given up, found and concluded": (
        [*AGAIN, ("luis", "give_up"), ("luis", "give_up of first"), ("pilar", "found of first"), ("luis", "conclude")], "concluded",
    ),
    "lent again after it was found": (
        [*LOST, ("pilar", "found"), ("vera", "lend.request"), ("luis", "lend.approve"), ("carmen", "lend.hand_over")], "lent",
    ),
}  # fmt: skip

REFUSED: Stories = {
    "found by who reported it lost": ([*LOST, ("carmen", "found")], "found-by-who-lost-it"),
    "found by the delegate of who reported it": (
        [("carmen", "delegate.delegate", {"role": "clerk"}), *LOST, ("nuria", "found")], "found-by-who-lost-it",
    ),
    "found by the clerk who had it": ([*CLERKS_OWN, ("pilar", "found")], "second-person-concerned"),
    "found by a reader": ([*LOST, ("vera", "found")], "not-found"),
    "found, and it is not missing": (
        [*LENT, ("carmen", "lend.take_back", SHORT_BACK), ("pilar", "found")], "not-missing",
    ),
    "found twice": ([*LOST, ("pilar", "found"), ("pilar", "found")], "not-missing"),
    "found after it was concluded": (
        [*LOST, ("pilar", "found"), ("luis", "conclude"), ("pilar", "found")], "wrong-stage",
    ),
    "the first loss given up by who reported the second": (
        [("luis", "delegate.delegate", {"taker": "pilar"}), *LOST, ("jaime", "found as first"), ("vera", "lend.request"),
         ("luis", "lend.approve"), ("pilar", "lend.hand_over"), ("pilar", "lend.lose"), ("pilar", "give_up of first")],
        "concluded-by-who-handled-it",
    ),
    "found in a safe that is too low": (
        [*LOST, ("jaime", "place.open as low"), ("pilar", "found", {"place": "{low}"})], "place-too-low",
    ),
    "found without words": ([*LOST, ("pilar", "found", {"account": ""})], "bad-facts"),
    "found and not counted": ([*LOST, ("pilar", "found", {"folios": None})], "bad-facts"),
    "concluded while it is missing": ([*LOST, ("luis", "conclude")], "still-missing"),
    "concluded by the head who found it": ([*LOST, ("jaime", "found"), ("jaime", "conclude")], "second-person"),
    "given up though only folios differ": (
        [*LENT, ("carmen", "lend.take_back", SHORT_BACK), ("luis", "give_up")],
        "nothing-is-missing",
    ),
    "concluded by who handed it over": (
        [("luis", "delegate.delegate", {"taker": "carmen"}), *LENT, ("pilar", "lend.lose"), ("jaime", "found"),
         ("carmen", "conclude")],
        "concluded-by-who-handled-it",
    ),
    "concluded by who counted it back": (
        [("luis", "delegate.delegate", {"taker": "pilar"}), *LENT, ("pilar", "lend.take_back", SHORT_BACK),
         ("pilar", "conclude")],
        "concluded-by-who-handled-it",
    ),
    "given up by who reported it lost": (
        [("luis", "delegate.delegate", {"taker": "carmen"}), *LOST, ("carmen", "give_up")], "concluded-by-who-handled-it",
    ),
    "concluded by the reader of the round": (
        [("luis", "delegate.delegate", {"taker": "rosa"}), *ROUND, ("pilar", "found"), ("rosa", "conclude")],
        "second-person-concerned",
    ),
    "handed over while it is missing": (
        [*ROUND, ("vera", "lend.request"), ("luis", "lend.approve"), ("carmen", "lend.hand_over")], "not-in-the-safe",
    ),
}  # fmt: skip


@told(DONE)
def test_done(office: Telling, moves: list[Move], end: str) -> None:
    office.is_done(moves, end, OWN)


@told(REFUSED)
def test_refused(office: Telling, moves: list[Move], end: str) -> None:
    office.is_refused(moves, end, OWN)


@pytest.mark.parametrize("route", ROUTES)
def test_by_every_route_it_is_missing_and_the_same_clock_runs(office: Telling, route: str) -> None:
    office.tell(ROUTES[route], OWN)
    thing, row = Thing.objects.get(code=office.names["copy1"]), Discrepancy.objects.get()
    assert thing.place is not None
    assert thing.place.kind == PlaceKind.MISSING
    assert row.found == 0
    assert row.due == thing.due is not None
    assert thing.due.date() - thing.since.date() in (timedelta(days=60), timedelta(days=61))


def test_of_the_top_level_it_is_ten_days(office: Telling) -> None:
    office.tell(
        [("carmen", "register.register", {"level": "S"}), ("pilar", "register.verify"), ("carmen", "circulate.open"),
         ("carmen", "circulate.give"), ("carmen", "circulate.lose")], OWN,
    )  # fmt: skip
    thing = Thing.objects.get(code=office.names["copy1"])
    assert thing.due is not None
    assert thing.due.date() - thing.since.date() in (timedelta(days=10), timedelta(days=11))


def test_found_its_clock_ends_and_what_was_counted_is_said(office: Telling) -> None:
    office.tell([*LOST, ("pilar", "found", FEWER)], OWN)
    thing, row = Thing.objects.get(code=office.names["copy1"]), Discrepancy.objects.get()
    assert thing.in_the_safe
    assert (thing.due, row.due, row.found, row.finding) == (None, None, 11, "estaba detrás del cajón")
    assert Entry.objects.get(procedure="documents.discrepancy", step="found", kind="act").clause == "1.4"


def test_concluded_without_it_it_stays_missing_and_no_term_runs(office: Telling) -> None:
    office.tell([*LOST, ("luis", "give_up")], OWN)
    thing = Thing.objects.get(code=office.names["copy1"])
    assert thing.place is not None
    assert (thing.place.kind, thing.due, Discrepancy.objects.get().due) == (PlaceKind.MISSING, None, None)


def test_the_route_sheet_and_the_list_of_papers_say_with_whom(office: Telling) -> None:
    office.tell(ROUND, OWN)
    assert [(stop.reader.given_name, stop.state) for stop in Stop.objects.order_by("place")] == [
        ("Rosa", "lost"), ("Vera", "waiting"),
    ]  # fmt: skip
    assert Discrepancy.objects.get().concerned() == {Stop.objects.get(state="lost").reader_id}


def test_of_a_meeting_too(office: Telling) -> None:
    office.tell(MEETING, OWN)
    assert Discrepancy.objects.get().concerned() == {Handout.objects.get(state="lost").reader_id}


def test_what_was_lost_is_not_destroyed_before_it_is_concluded(office: Telling) -> None:
    office.is_refused(
        [*LOST, ("pilar", "found"), ("carmen", "destroy.propose", {"things": ["{copy1}"]})], "reserved", OWN,
    )  # fmt: skip


def test_lost_twice_what_is_found_goes_to_both_of_its_cases(office: Telling) -> None:
    """Whichever of them was given up before, and whatever had been counted the first time."""
    office.tell([*AGAIN, ("luis", "give_up of first"), ("pilar", "found", FEWER)], OWN)
    assert [(row.stage, row.found) for row in Discrepancy.objects.order_by("pk")] == [("found", 11), ("found", 11)]


def test_lost_twice_and_found_by_its_first_case_what_was_counted_is_said_there(office: Telling) -> None:
    office.tell([*AGAIN, ("pilar", "found of first", FEWER)], OWN)
    assert [(row.stage, row.found) for row in Discrepancy.objects.order_by("pk")] == [("found", 11), ("found", 11)]
