# SPDX-License-Identifier: EUPL-1.2
"""What the office decides about itself: schemes, places, deadlines, holidays, printed forms."""

from __future__ import annotations

from datetime import date

from precinto.labels.scheme import shipped
from precinto.procedures import deadlines
from tests.stories.telling import PAPER, Move, Stories, Telling, later, told

OWN = "place"

NEWER = shipped()["es"].decode().replace("version = 3", "version = 4")
FORM = [PAPER, ("carmen", "form.print")]
# Its subject stands on the control sheet of a copy, and no movement of the copy is made when it is corrected.
SHEET = {"form": "control", "target": "{copy}"}
CORRECTED = [PAPER, ("carmen", "form.print", SHEET), ("carmen", "register.correct")]

READ: list[Move] = [("jaime", "reading.propose")]
LATER: list[Move] = [("jaime", "reading.propose", {"reading": "Ni por orden de un superior."})]

DONE: Stories = {
    "another scheme is loaded": ([("jaime", "scheme.load", {"text": shipped()["otan"].decode()})], "loaded"),
    "a newer version": ([("sara", "scheme.load", {"text": NEWER})], "loaded"),
    "a place is opened": ([("jaime", "open")], "in_use"),
    "and closed": ([("jaime", "open"), ("sara", "close")], "closed"),
    "its name and level are corrected": ([("jaime", "open"), ("sara", "correct")], "in_use"),
    "corrected down to what lies in it": ([PAPER, ("jaime", "correct of safe")], "in_use"),
    "a deadline is set": ([("jaime", "deadline.set")], "set"),
    "and changed": ([("jaime", "deadline.set"), ("sara", "deadline.change")], "set"),
    "a longer life for approvals holds at once": (
        [("jaime", "deadline.set"), PAPER, ("rosa", "lend.request"), ("luis", "lend.approve"), later(days=4), ("carmen", "lend.hand_over")],
        "lent",
    ),
    "another reading of a clause is proposed": (READ, "proposed"),
    "and adopted": ([*READ, ("luis", "reading.adopt")], "in_force"),
    "and not": ([*READ, ("luis", "reading.decline")], "declined"),
    "the office's own text": (
        [("jaime", "reading.propose", {"reading": None, "text": "Norma 4.ª"}), ("luis", "reading.adopt")], "in_force",
    ),
    "a later one takes its place": ([*READ, ("luis", "reading.adopt"), *LATER, ("luis", "reading.adopt")], "in_force"),
    "and it is read again as it came": (
        [*READ, ("luis", "reading.adopt"), ("jaime", "reading.propose", {"reading": None}), ("luis", "reading.adopt")], "in_force",
    ),
    "a form is printed": (FORM, "printed"),
    "a form is printed again": ([*FORM, ("jaime", "form.print_again")], "printed"),
    "what says something else now is printed under a new number": (
        [*CORRECTED, ("jaime", "form.print_anew", SHEET)], "printed",
    ),
    "and once more, when it says something else again": (
        [*CORRECTED, ("carmen", "form.print_anew", SHEET), ("carmen", "register.correct", {"title": "Inventario de pozos"}),
         ("carmen", "form.print_anew", SHEET)], "printed",
    ),
    "the paper in whose place it stands is printed again": (
        [PAPER, ("carmen", "form.print as first", SHEET), ("carmen", "register.correct"), ("carmen", "form.print_anew", SHEET),
         ("carmen", "form.print_again of first")], "printed",
    ),
    "a holiday": ([("jaime", "holiday.keep")], "kept"),
    "a holiday that was no holiday": ([("jaime", "holiday.keep"), ("sara", "holiday.lift")], "lifted"),
    "and is one after all": ([("jaime", "holiday.keep"), ("sara", "holiday.lift"), ("sara", "holiday.keep_again")], "kept"),
}  # fmt: skip

REFUSED: Stories = {
    "a scheme loaded by a clerk": ([("carmen", "scheme.load", {"text": NEWER})], "not-your-role"),
    "the same version again": ([("jaime", "scheme.load", {"text": shipped()["es"].decode()})], "scheme-version-known"),
    "what is no scheme": ([("jaime", "scheme.load", {"text": "[scheme]"})], "bad-facts"),
    "a caveat that the level excludes": (
        [("jaime", "clear.grant", {"person": "carmen", "caveats": ["no-copia"]}),
         ("jaime", "scheme.load", {"text": NEWER.replace('id = "no-copia"', 'id = "no-copia"\nexcludes = ["C"]')}),
         ("carmen", "register.register", {"caveats": ["no-copia"]})],
        "caveat-excluded",
    ),
    "a place opened by a clerk": ([("carmen", "open")], "not-your-role"),
    "a place closed with things in it": ([PAPER, ("jaime", "close of safe")], "place-not-empty"),
    "a place closed twice": ([("jaime", "open"), ("jaime", "close"), ("jaime", "close")], "wrong-stage"),
    "a copy put into a place that is closed": (
        [("jaime", "open as low", {"level": "S"}), ("jaime", "close"), ("carmen", "register.register", {"place": "{low}"})], "bad-facts",
    ),
    "corrected below what lies in it": ([PAPER, ("jaime", "correct of safe", {"level": "DL"})], "higher-lies-in-it"),
    "corrected below a place that stands in it": (
        [("jaime", "open as big", {"level": "S"}),
         ("jaime", "open", {"kind": "drawer", "level": "R", "within": "{big}"}), ("jaime", "correct of big")], "higher-lies-in-it",
    ),
    "corrected above what it stands in": (
        [("jaime", "open as low"), ("jaime", "open as inner", {"kind": "drawer", "within": "{low}"}),
         ("jaime", "correct of inner")], "higher-than-its-outside",
    ),
    "corrected into what it is": (
        [("jaime", "open"), ("jaime", "correct", {"name": "Armario 3", "level": "DL"})], "nothing-to-correct",
    ),
    "corrected by a clerk": ([("jaime", "open"), ("carmen", "correct")], "not-your-role"),
    "corrected once it is closed": ([("jaime", "open"), ("jaime", "close"), ("jaime", "correct")], "wrong-stage"),
    "a reading that is the one in force": ([*READ, ("luis", "reading.adopt"), *READ], "read-so-already"),
    "a reading that says nothing": ([("jaime", "reading.propose", {"reading": None})], "read-so-already"),
    "adopted when another said the same": (
        [("jaime", "reading.propose as first"), *READ, ("luis", "reading.adopt"), ("luis", "reading.adopt of first")],
        "read-so-already",
    ),
    "a reading proposed by a clerk": ([("carmen", "reading.propose")], "not-your-role"),
    "a reading of a clause that there is not": ([("jaime", "reading.propose", {"clause": "5.1"})], "bad-facts"),
    "adopted by the head": ([*READ, ("jaime", "reading.adopt")], "not-your-role"),
    "adopted by who proposed it, as the leader's delegate": (
        [("luis", "delegate.delegate", {"taker": "jaime"}), *READ, ("jaime", "reading.adopt")], "second-person",
    ),
    "a deadline outside what it may be": ([("jaime", "deadline.set", {"value": 0})], "deadline-out-of-bounds"),
    "changed outside what it may be": ([("jaime", "deadline.set"), ("jaime", "deadline.change", {"value": 0})], "deadline-out-of-bounds"),
    "a deadline set twice": ([("jaime", "deadline.set"), ("sara", "deadline.set")], "deadline-set-already"),
    "a deadline set by the leader": ([("luis", "deadline.set")], "not-your-role"),
    "the same holiday twice": ([("jaime", "holiday.keep"), ("sara", "holiday.keep")], "holiday-known"),
    "a lifted holiday added anew": (
        [("jaime", "holiday.keep"), ("jaime", "holiday.lift"), ("sara", "holiday.keep")], "holiday-known",
    ),
    "a holiday lifted by a clerk": ([("jaime", "holiday.keep"), ("carmen", "holiday.lift")], "not-your-role"),
    "a holiday lifted twice": ([("jaime", "holiday.keep"), ("jaime", "holiday.lift"), ("jaime", "holiday.lift")], "wrong-stage"),
    "a holiday kept by a clerk": ([("carmen", "holiday.keep")], "not-your-role"),
    "a form printed a second time as if it were the first": ([*FORM, ("carmen", "form.print")], "printed-already"),
    "what has changed printed as if it were the first": ([*CORRECTED, ("carmen", "form.print", SHEET)], "printed-already"),
    "a new number for what says the same": (
        [PAPER, ("carmen", "form.print", SHEET), ("carmen", "form.print_anew", SHEET)], "printed-already",
    ),
    "two new numbers for one change": (
        [*CORRECTED, ("carmen", "form.print_anew", SHEET), ("jaime", "form.print_anew", SHEET)], "printed-already",
    ),
    "a new number for what was never printed": ([PAPER, ("carmen", "form.print_anew", SHEET)], "not-printed-yet"),
    "a new number asked for by a reader": ([*CORRECTED, ("rosa", "form.print_anew", SHEET)], "not-your-role"),
    "a form that is not printed here": ([PAPER, ("carmen", "form.print", {"form": "nonsense"})], "not-found"),
    "a form of what one may not see": (
        [PAPER, ("jaime", "clear.suspend of pilar"), ("pilar", "form.print")], "not-found",
    ),
    "a loan slip before the loan is approved": (
        [PAPER, ("rosa", "lend.request"), ("carmen", "form.print", {"form": "loan", "target": "{lend_key}"})], "nothing-to-print",
    ),
    "a form printed by a reader": ([PAPER, ("rosa", "form.print")], "not-your-role"),
}  # fmt: skip


@told(DONE)
def test_done(office: Telling, moves: list[Move], end: str) -> None:
    office.is_done(moves, end, OWN)


@told(REFUSED)
def test_refused(office: Telling, moves: list[Move], end: str) -> None:
    office.is_refused(moves, end, OWN)


def test_a_lifted_holiday_is_a_working_day_again(office: Telling) -> None:
    day = date(2026, 12, 8)
    office.tell([("jaime", "holiday.keep")], OWN)
    assert not deadlines.calendar().is_working(day)
    office.tell([("sara", "holiday.lift")], OWN)
    assert deadlines.calendar().is_working(day)
