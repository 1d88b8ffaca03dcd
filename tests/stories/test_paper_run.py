# SPDX-License-Identifier: EUPL-1.2
"""Numbered sheets for paper days: reserved, in somebody's hands, each used once or spoiled with a reason."""

from __future__ import annotations

import pytest

from precinto.documents.paper.models import UsedSheet
from tests.stories.telling import PAPER, REASON, Move, Stories, Telling, told

pytestmark = pytest.mark.database

OWN = "paper_run"
# Sheets H-0001 to H-0003 for loans, and R-0007 for the register.
LOANS: Move = ("carmen", "paper_run.reserve")
ENTRIES: Move = ("carmen", "paper_run.reserve", {"use": "register", "prefix": "R-", "first": 7, "last": 7})
SPOILT: Move = ("carmen", "paper_run.spoil", {"first": 2})
ENTERED: Move = ("carmen", "register.register_deferred", {"paper_sheet": "r-7"})

GONE: Move = ("carmen", "spoil", {"first": 7})
MORE: Move = ("carmen", "paper_run.reserve", {"use": "register", "prefix": "R-", "first": 8, "last": 9})

DONE: Stories = {
    "reserved by a clerk": ([LOANS], "reserved"),
    "reserved by the head, without letters": ([("jaime", "reserve", {"prefix": None})], "reserved"),
    "the same numbers under other letters": ([LOANS, ("carmen", "reserve", {"prefix": "G-"})], "reserved"),
    "another clerk has them": ([LOANS, ("carmen", "pass_on", {"holder": "jaime"})], "reserved"),
    "one is spoiled": ([LOANS, SPOILT], "reserved"),
    "the rest is collected": ([LOANS, SPOILT, ("pilar", "spoil", {"first": 3})], "reserved"),
    "all accounted for": ([LOANS, ("carmen", "spoil", {"first": 1, "last": 3}), ("carmen", "close")], "used_up"),
    "used by an entry of the register": ([ENTRIES, ENTERED], "deferred"),
    "and its run is closed": ([ENTRIES, ENTERED, ("carmen", "close")], "used_up"),
    "what stood on a spoiled sheet of a closed run, copied to another one": (
        [ENTRIES, GONE, ("carmen", "close"), MORE, ("carmen", "register.register_deferred", {"paper_sheet": "R-8"})], "deferred",
    ),
    "sheets for loans ask nothing of the register": ([LOANS, ("carmen", "register.register_deferred")], "deferred"),
}  # fmt: skip

REFUSED: Stories = {
    "reserved by a reader": ([("rosa", "reserve")], "not-your-role"),
    "backwards": ([("carmen", "reserve", {"first": 9, "last": 3})], "bad-facts"),
    "more than one act holds": ([("carmen", "reserve", {"last": 101})], "bad-facts"),
    "letters that are none": ([("carmen", "reserve", {"prefix": "h 1"})], "bad-facts"),
    "for nothing": ([("carmen", "reserve", {"use": "x"})], "bad-facts"),
    "numbers that were reserved": ([LOANS, ("pilar", "reserve", {"first": 3, "last": 5, "use": "round"})], "sheets-reserved-already"),
    "given to whoever has them": ([LOANS, ("carmen", "pass_on", {"holder": "pilar"})], "sheets-with-them-already"),
    "spoiled without a reason": ([LOANS, ("carmen", "spoil", {"reason": ""})], "bad-facts"),
    "spoiled, of another run": ([LOANS, ("carmen", "spoil", {"first": 3, "last": 4})], "sheet-of-no-run"),
    "spoiled twice": ([LOANS, SPOILT, SPOILT], "sheet-spoiled"),
    "spoiled after it was used": ([ENTRIES, ENTERED, ("carmen", "spoil", {"first": 7})], "sheet-used"),
    "closed with blank sheets": ([LOANS, SPOILT, ("carmen", "close")], "sheets-left"),
    "spoiled after it was closed": (
        [LOANS, ("carmen", "spoil", {"first": 1, "last": 3}), ("carmen", "close"), ("carmen", "spoil", {"first": 1})], "wrong-stage",
    ),
    "entered from a sheet of no run": ([ENTRIES, ("carmen", "register.register_deferred", {"paper_sheet": "8"})], "sheet-not-reserved"),
    "entered from what is no number": (
        [ENTRIES, ("carmen", "register.register_deferred", {"paper_sheet": "cuartilla"})], "sheet-not-reserved",
    ),
    "entered from a sheet for loans": (
        [LOANS, ENTRIES, ("carmen", "register.register_deferred", {"paper_sheet": "H-0001"})], "sheet-for-something-else",
    ),
    "a sheet used twice": ([ENTRIES, ENTERED, ENTERED], "sheet-used"),
    "a sheet used twice, its run closed between": ([ENTRIES, ENTERED, ("carmen", "close"), ENTERED], "sheet-used"),
    "a spoiled sheet that turns up after its run was closed": ([ENTRIES, GONE, ("carmen", "close"), ENTERED], "sheet-spoiled"),
    "and while another run is open": ([ENTRIES, GONE, ("carmen", "close"), MORE, ENTERED], "sheet-spoiled"),
    "a spoiled sheet": ([ENTRIES, ("carmen", "spoil", {"first": 7}), ENTERED], "sheet-spoiled"),
}  # fmt: skip


@told(DONE)
def test_done(office: Telling, moves: list[Move], end: str) -> None:
    office.is_done(moves, end, OWN)


@told(REFUSED)
def test_refused(office: Telling, moves: list[Move], end: str) -> None:
    office.is_refused(moves, end, OWN)


def test_the_number_knows_what_was_entered_from_it(office: Telling) -> None:
    act = office.tell([PAPER, ENTRIES, ENTERED])
    assert act is not None
    used = UsedSheet.objects.get()
    assert (used.number, used.act, used.spoiled) == (7, act.uuid, "")
    assert REASON
