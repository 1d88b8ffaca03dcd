# SPDX-License-Identifier: EUPL-1.2
"""1.1: the register's book of a year is opened by two, closed by two, and then nothing more is registered in it."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest

from precinto.documents.receiving import acts
from precinto.documents.receiving.models import Book
from precinto.ledger import checkpoint, tree
from precinto.ledger.verify import verify
from precinto.records.clock import now
from tests.stories.telling import FACTS, MINUTES_AGO, REASON, Move, Stories, Telling, procedure_named, told

pytestmark = pytest.mark.database
OWN = "book"
YEAR = 2025
FACTS.update({"book.open": {"series": "E", "year": YEAR}, "book.reopen": REASON})

ENTRY: Move = ("carmen", "register.register", {"year": YEAR})
PROPOSED: list[Move] = [("carmen", "open")]
OPEN: list[Move] = [*PROPOSED, ("jaime", "confirm_opening"), ENTRY]
CLOSING: list[Move] = [*OPEN, ENTRY, ("carmen", "register.annul"), ("carmen", "close")]
CLOSED: list[Move] = [*CLOSING, ("jaime", "confirm_closing")]
THIS_YEAR: Move = ("carmen", "open", {"series": "X", "year": now().year})

DONE: Stories = {
    "the clerk opens it": (PROPOSED, "proposed"),
    "the head signs": (OPEN[:2], "open"),
    "the clerk closes it": (CLOSING, "closing"),
    "the head is not content": ([*CLOSING, ("jaime", "reopen")], "open"),
    "and then an entry is made": ([*CLOSING, ("jaime", "reopen"), ENTRY], "registered"),
    "closed": (CLOSED, "closed"),
    "the next year goes on": ([*CLOSED, ("carmen", "register.register")], "registered"),
    "a paper day is confirmed first": (
        [*OPEN, ("carmen", "register.register_deferred", {"year": YEAR}), ("pilar", "register.confirm"), ("carmen", "close")],
        "closing",
    ),
    "what an old register holds needs no book": (
        [("carmen", "register.register", {"year": 1999, "via": "legacy", "no_envelope": ""})], "registered",
    ),
    "what is in a closed book may still be annulled": ([*CLOSED, ("carmen", "register.annul of 1")], "annulled"),
}  # fmt: skip

REFUSED: Stories = {
    "opened by a reader": ([("rosa", "open")], "not-your-role"),
    "opened twice": ([*PROPOSED, ("pilar", "open")], "book-known"),
    "signed by whoever opened it": (
        [("jaime", "delegate.delegate", {"taker": "carmen", "role": "head"}), *PROPOSED, ("carmen", "confirm_opening")],
        "second-person",
    ),
    "closed by whoever signs the closing": (
        [("jaime", "delegate.delegate", {"taker": "carmen", "role": "head"}), *CLOSING, ("carmen", "confirm_closing")],
        "second-person",
    ),
    "closed before the year is over": ([THIS_YEAR, ("jaime", "confirm_opening"), ("carmen", "close")], "year-not-over"),
    "closed with a paper day unconfirmed": (
        [*OPEN, ("carmen", "register.register_deferred", {"year": YEAR}), ("carmen", "close")], "deferred-open",
    ),
    "an entry before any book of the year is opened": ([ENTRY], "book-not-open"),
    "an entry before the head has signed": ([*PROPOSED, ENTRY], "book-not-open"),
    "a paper day before the book is opened": ([("carmen", "register.register_deferred", {"year": YEAR})], "book-not-open"),
    "an old register, in a year whose book was to be opened here": (
        [*OPEN, ("carmen", "register.register", {"year": now().year + 1, "via": "legacy"})], "book-not-open",
    ),
    "the founding opened this year's": ([("carmen", "open", {"year": now().year})], "book-known"),
    "an entry while it is being closed": ([*CLOSING, ENTRY], "book-closed"),
    "an entry after it was closed": ([*CLOSED, ENTRY], "book-closed"),
    "a paper day after it was closed": (
        [*CLOSED, ("carmen", "register.register_deferred", {"year": YEAR})], "book-closed",
    ),
    "closed without the password": (
        [*CLOSING, ("jaime", "confirm_closing", {MINUTES_AGO: 60})], "fresh-password",
    ),
    "closed twice": ([*CLOSED, ("jaime", "confirm_closing")], "wrong-stage"),
}  # fmt: skip


@pytest.fixture(autouse=True)
def sequenced(office: Telling, monkeypatch: pytest.MonkeyPatch) -> None:
    """On PostgreSQL the sequencer goes round between two moves."""
    take = office.take
    # What the last story signed was undone with it.
    checkpoint.memory().unlink(missing_ok=True)

    def then_placed(move: Move, own: str = "") -> object:
        tree.integrate()
        return take(move, own)

    monkeypatch.setattr(office, "take", then_placed)


def test_on_postgresql_the_closing_waits_for_the_sequencer(office: Telling, monkeypatch: pytest.MonkeyPatch) -> None:
    office.tell(CLOSING, OWN)
    monkeypatch.setattr("precinto.documents.receiving.rules.index_of", lambda entry: None)
    office.is_refused([("jaime", "confirm_closing")], "not-in-the-ledger-yet", OWN)


@told(DONE)
def test_done(office: Telling, moves: list[Move], end: str) -> None:
    office.is_done(_keyed(office, moves), end, OWN)


@told(REFUSED)
def test_refused(office: Telling, moves: list[Move], end: str) -> None:
    office.is_refused(moves, end, OWN)


def _keyed(office: Telling, moves: list[Move]) -> list[Move]:
    """The first entry of the book, by the key that it has in this database."""
    if not any(" of 1" in move[1] for move in moves):
        return moves
    office.tell(moves[:-1], OWN)
    first = office.cases["documents.register", ""] - 1
    return [(moves[-1][0], f"register.annul of {first}")]


def test_the_closing_entry_says_what_is_in_it_and_where_the_ledger_stood(office: Telling) -> None:
    office.tell(CLOSED, OWN)
    book = Book.objects.get(year=YEAR)
    assert (book.entries, book.last, book.annulled, book.folios) == (2, 2, 1, 3)
    assert book.size is not None
    assert bytes(checkpoint.at(book.size).root).hex() == book.root
    tree.integrate()
    assert book.size < tree.size()


def test_the_opening_entry_says_where_the_ledger_stood(office: Telling) -> None:
    """The book of the founding begins where the ledger does; every other where it stood when the head signed."""
    first = Book.objects.filter(year=now().year)
    assert {(book.opened_size, book.opened_root) for book in first} == {(0, hashlib.sha256(b"").hexdigest())}
    before = tree.integrate()
    office.tell(OPEN, OWN)
    book = Book.objects.get(year=YEAR)
    assert book.opened_size is not None
    assert before <= book.opened_size < before + len(OPEN)
    assert bytes(checkpoint.at(book.opened_size).root).hex() == book.opened_root
    assert verify().sound


def test_a_book_opened_before_that_was_kept_stays_whole(office: Telling, monkeypatch: pytest.MonkeyPatch) -> None:
    """What no entry of the ledger speaks of is empty in the tables: such a book is sound, and goes its way."""
    with monkeypatch.context() as before:
        steps = procedure_named("book").steps
        step = steps["confirm_opening"]
        before.setitem(steps, step.name, replace(step, does=[acts.until_its_last_day]))
        office.tell(OPEN, OWN)
    book = Book.objects.get(year=YEAR)
    assert (book.opened_size, book.opened_root) == (None, None)
    assert verify().sound
    office.is_done(CLOSED[len(OPEN) :], "closed", OWN)
    assert verify().sound


def test_a_book_with_a_gap_is_not_closed(office: Telling, monkeypatch: pytest.MonkeyPatch) -> None:
    office.tell([*OPEN, ENTRY], OWN)
    from precinto.documents.receiving import booklet, rules

    class Hole:
        def count(self) -> int:
            return 1

        def aggregate(self, **_: object) -> dict[str, int]:
            return {"last": 2}

        def filter(self, **_: object) -> Hole:
            return self

    monkeypatch.setattr(booklet.Register, "rows", lambda self, book: Hole())
    reason = rules.no_gap(Book.objects.get(year=YEAR), None, None)  # type: ignore[arg-type]
    assert reason is not None
    assert reason.id == "book-has-gaps"
