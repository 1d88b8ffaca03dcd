# SPDX-License-Identifier: EUPL-1.2
"""Paper days: what passed while there was no machine is entered later with its hour and sheet, and another confirms it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from precinto.documents.cases import actor_of
from precinto.documents.lists import agenda, books
from precinto.documents.models import Loan
from precinto.documents.paper.models import Deferred, UsedSheet
from precinto.ledger.verify import verify
from precinto.procedures.deadlines import calendar, profile
from precinto.records import clock
from precinto.records.errors import Refused
from tests.stories.telling import PAPER, Move, Stories, Telling, later, told

pytestmark = pytest.mark.database

OWN = "deferred"


def ago(**length: float) -> Any:
    """A time before the move itself, as somebody writes it down."""
    return lambda office: (calendar().local(clock.now()) - timedelta(**length)).strftime("%Y-%m-%d %H:%M")


WRITTEN = {"occurred_at": ago(hours=1), "paper_sheet": "17"}
APPROVED: list[Move] = [PAPER, ("rosa", "lend.request"), ("luis", "lend.approve"), later(hours=3)]
GIVEN: list[Move] = [*APPROVED, ("carmen", "lend.hand_over", WRITTEN)]
LENT: list[Move] = [*APPROVED, ("carmen", "lend.hand_over"), later(hours=3)]
CONFIRMED: list[Move] = [*GIVEN, ("pilar", "confirm")]
DISPUTED: list[Move] = [*GIVEN, ("pilar", "dispute")]
ROUND: list[Move] = [PAPER, ("carmen", "circulate.open"), later(hours=3)]
RUN: Move = ("carmen", "paper_run.reserve")
CLERK: Move = ("carmen", "delegate.delegate", {"role": "clerk", "taker": "jaime"})

DONE: Stories = {
    "a loan handed over on paper": (GIVEN, "lent"),
    "a loan taken back on paper": ([*LENT, ("carmen", "lend.take_back", WRITTEN)], "returned"),
    "out and back on one paper day": (
        [*APPROVED, ("carmen", "lend.hand_over", {"occurred_at": ago(hours=2), "paper_sheet": "16"}),
         ("carmen", "lend.take_back", WRITTEN)], "returned",
    ),
    "a round, out": ([*ROUND, ("carmen", "circulate.give", WRITTEN)], "out"),
    "a round, out and back": (
        [*ROUND, ("carmen", "circulate.give", {"occurred_at": ago(hours=2), "paper_sheet": "16"}),
         ("carmen", "circulate.take_back", WRITTEN)], "in_office",
    ),
    "on a reserved sheet": ([RUN, *APPROVED, ("carmen", "lend.hand_over", WRITTEN | {"paper_sheet": "h-2"})], "lent"),
    "confirmed by another clerk": (CONFIRMED, "confirmed"),
    "confirmed by the head": ([*GIVEN, ("jaime", "confirm")], "confirmed"),
    "the paper says otherwise": (DISPUTED, "disputed"),
    "concluded by the leader": ([*DISPUTED, ("luis", "conclude")], "concluded"),
    "concluded by the head": ([*DISPUTED, ("jaime", "conclude")], "concluded"),
}  # fmt: skip

REFUSED: Stories = {
    "undone, though it came from paper": ([*GIVEN, ("carmen", "lend.undo")], "undo-more-followed"),
    "a return undone, though it came from paper": (
        [*LENT, ("carmen", "lend.take_back", WRITTEN), ("carmen", "lend.undo")], "undo-more-followed",
    ),
    "a reading undone, though it came from paper": (
        [*ROUND, ("carmen", "circulate.give", WRITTEN), ("carmen", "circulate.undo")], "undo-more-followed",
    ),
    "confirmed by whoever entered it": ([*GIVEN, ("carmen", "confirm")], "second-person-concerned"),
    "confirmed by whom it was entered for": (
        [*APPROVED, CLERK, ("jaime", "lend.hand_over", WRITTEN), ("carmen", "confirm")], "second-person-concerned",
    ),
    "confirmed by a reader": ([*GIVEN, ("diego", "confirm")], "not-found"),
    "confirmed by the borrower": ([*GIVEN, ("rosa", "confirm")], "not-found"),
    "confirmed twice": ([*CONFIRMED, ("jaime", "confirm")], "wrong-stage"),
    "disputed by whoever entered it": ([*GIVEN, ("carmen", "dispute")], "second-person-concerned"),
    "disputed without a word": ([*GIVEN, ("pilar", "dispute", {"difference": ""})], "bad-facts"),
    "concluded by whoever disputed it": ([*GIVEN, ("jaime", "dispute"), ("jaime", "conclude")], "second-person"),
    "concluded by a clerk": ([*DISPUTED, ("pilar", "conclude")], "not-your-role"),
    "without its sheet": ([*APPROVED, ("carmen", "lend.hand_over", {"occurred_at": ago(hours=1)})], "bad-facts"),
    "without its hour": ([*APPROVED, ("carmen", "lend.hand_over", {"paper_sheet": "17"})], "bad-facts"),
    "tomorrow": ([*APPROVED, ("carmen", "lend.hand_over", {"occurred_at": "+1", "paper_sheet": "17"})], "bad-facts"),
    "a station's, with a sheet": ([*APPROVED, ("carmen", "lend.hand_over", WRITTEN | {"noted_by": "pilar"})], "bad-facts"),
    "before the copy was there": (
        [*APPROVED, ("carmen", "lend.hand_over", {"occurred_at": ago(hours=9), "paper_sheet": "17"})], "written-out-of-order",
    ),
    "back before it went out on paper": (
        [*GIVEN, ("carmen", "lend.take_back", {"occurred_at": ago(hours=2), "paper_sheet": "18"})], "written-out-of-order",
    ),
    "in the name of a station that brought nothing": (
        [*APPROVED, ("carmen", "lend.hand_over", {"occurred_at": ago(hours=1), "noted_by": "pilar"})], "brought-by-no-station",
    ),
    "a round, on a sheet that is not reserved": (
        [("carmen", "paper_run.reserve", {"use": "round"}), *ROUND, ("carmen", "circulate.give", WRITTEN)], "sheet-not-reserved",
    ),
    "a round, on a sheet for loans": (
        [RUN, ("carmen", "paper_run.reserve", {"use": "round", "prefix": "C-"}), *ROUND,
         ("carmen", "circulate.give", WRITTEN | {"paper_sheet": "H-0001"})], "sheet-for-something-else",
    ),
    "a round, before the copy was there": (
        [*ROUND, ("carmen", "circulate.give", {"occurred_at": ago(hours=9), "paper_sheet": "17"})], "written-out-of-order",
    ),
    "a round, in the name of a station that brought nothing": (
        [*ROUND, ("carmen", "circulate.give", {"occurred_at": ago(hours=1), "noted_by": "pilar"})], "brought-by-no-station",
    ),
    "a round, on a spoiled sheet": (
        [("carmen", "paper_run.reserve", {"use": "round"}), ("carmen", "paper_run.spoil"), *ROUND,
         ("carmen", "circulate.give", WRITTEN | {"paper_sheet": "H-0001"})], "sheet-spoiled",
    ),
    "a round, on a used sheet": (
        [("carmen", "paper_run.reserve", {"use": "round"}), *ROUND,
         ("carmen", "circulate.give", {"occurred_at": ago(hours=2), "paper_sheet": "H-2"}),
         ("carmen", "circulate.take_back", WRITTEN | {"paper_sheet": "H-0002"})], "sheet-used",
    ),
    "a loan, on a sheet for rounds": (
        [("carmen", "paper_run.reserve", {"use": "round", "prefix": "C-"}), RUN, *APPROVED,
         ("carmen", "lend.hand_over", WRITTEN | {"paper_sheet": "C-0001"})], "sheet-for-something-else",
    ),
    "a loan, on a sheet of no run": ([RUN, *APPROVED, ("carmen", "lend.hand_over", WRITTEN)], "sheet-not-reserved"),
    "a loan, on a spoiled sheet": (
        [RUN, ("carmen", "paper_run.spoil"), *APPROVED, ("carmen", "lend.hand_over", WRITTEN | {"paper_sheet": "H-0001"})], "sheet-spoiled",
    ),
    "a loan, on a used sheet": (
        [RUN, *APPROVED, ("carmen", "lend.hand_over", {"occurred_at": ago(hours=2), "paper_sheet": "H-2"}),
         ("carmen", "lend.take_back", WRITTEN | {"paper_sheet": "H-0002"})], "sheet-used",
    ),
}  # fmt: skip


@told(DONE)
def test_done(office: Telling, moves: list[Move], end: str) -> None:
    office.is_done(moves, end, OWN)


@told(REFUSED)
def test_refused(office: Telling, moves: list[Move], end: str) -> None:
    office.is_refused(moves, end, OWN)


def test_both_times_are_kept_and_the_act_says_that_it_is_late(office: Telling) -> None:
    act = office.tell([RUN, *APPROVED, ("carmen", "lend.hand_over", WRITTEN | {"paper_sheet": "h-2"})])
    assert act is not None
    case = Deferred.objects.get()
    assert (case.act, case.step, case.clause, case.entered_at) == (act.uuid, "hand_over", "1.4", act.at)
    assert act.at - timedelta(hours=2) < case.occurred_at < act.at - timedelta(minutes=59)
    assert UsedSheet.objects.get().act == act.uuid
    assert verify().sound


def test_what_passes_now_is_asked_for_no_sheet_and_confirmed_by_nobody(office: Telling) -> None:
    office.tell(LENT)
    assert not Deferred.objects.exists()
    form = Loan.objects.get()
    assert form.stage == "lent"


def test_it_is_on_the_agenda_with_its_term_until_somebody_else_has_confirmed_it(office: Telling) -> None:
    office.tell(GIVEN)
    case = Deferred.objects.get()
    term = profile().due("deferred-entry", case.occurred_at, calendar())
    assert case.due == term

    def told_to(who: str) -> bool:
        items = agenda.look(actor_of(office.officer(who)), before=term + timedelta(minutes=1)).items
        return any(item.address == f"/caso/documents.deferred/{case.pk}/" for item in items)

    assert told_to("pilar")
    assert not told_to("diego"), "who may not see the document is not told"
    office.tell([("pilar", "deferred.confirm")])
    assert not told_to("pilar")


def test_the_list_tells_both_times_and_both_hands_and_counts_by_clause(office: Telling) -> None:
    office.tell([*GIVEN, ("pilar", "deferred.confirm")])
    office.tell([("carmen", "register.register_deferred")])
    head = actor_of(office.officer("jaime"))
    rows = [cells for cells, _document in books.book("deferred", head).rows]
    assert [(row[0], row[6], row[7], row[8]) for row in rows] == [
        ("1.4", "17", "Carmen Solís", "Pilar Soto"),
        ("1.1", "7", "Carmen Solís", ""),
    ]
    assert all(row[4] < row[5] for row in rows), "it happened before it was entered"
    counted = [cells for cells, _document in books.book("deferred-by-clause", head).rows]
    assert counted == [["1.1", 1, 0, 1, 1], ["1.4", 1, 1, 0, 0]]
    for name in ("deferred", "deferred-by-clause"):
        with pytest.raises(Refused) as caught:
            books.book(name, actor_of(office.officer("rosa")))
        assert caught.value.reason == "not-your-role"
