# SPDX-License-Identifier: EUPL-1.2
"""Ten days spread over a year: the laws hold after every act, the books verify, and nothing is read that grows with the office."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection

from precinto.procedures.model import REGISTRY
from tests.invariants.laws import Watch
from tests.web.conftest import Pages
from tests.year.office import FIRST, LAST, WEEK, Office, Scale, working_days
from tests.year.plans import Statements
from tests.year.stage import NOT_HERE, undone
from tests.year.telling import year

SHORT = Scale(days=10, documents=4, readers=8)

PAGES = ("/", "/mostrador/", "/registro/", "/vencidos/", "/prestamos/", "/circulacion/", "/aprobaciones/", "/libro/", "/hoy/",
         "/inventario/", "/personas/")  # fmt: skip
EVERYBODY: set[str] = {"*"}
# What may be read from end to end, and by whom.
WHOLE = {
    # Twice a year.
    "custody_movement": {"documents.sweep.begin"},
    "destroying_overlong": {"documents.sweep.begin"},
    # Seals are compared as they are read, several in one text: one row a despatch.
    "despatch_despatch": {"despatch.despatch.seal"},
    # A handful of rows in a year: who is on minimum staff, which runs of paper sheets there are.
    "procedures_minimumstaff": EVERYBODY,
    "paper_run": EVERYBODY,
    # Newest first, and nearly every entry is what is asked for: it stops after a page.
    "ledger_entry": {"jaime /libro/", "ines /libro/"},
}


@pytest.fixture
def db() -> None:
    """The stories here open and undo transactions of their own."""


@dataclass(frozen=True)
class Told:
    office: Office
    watch: Watch
    statements: Statements


@pytest.fixture(scope="module")
def short(django_db_setup: None, django_db_blocker: Any) -> Iterator[Told]:
    """The short year, told once for this file. That its laws hold is asked while it is told."""
    with undone(django_db_blocker):
        statements = Statements()
        with connection.execute_wrapper(statements):
            *_days, office = year(SHORT, listener=statements)
            for login in ("carmen", "luis", "rosa", "jaime", "ines"):
                look_around(office, login, statements)
        assert office.watch is not None
        yield Told(office, office.watch, statements)


def look_around(office: Office, login: str, statements: Statements) -> None:
    with office.now():
        browser = Pages(login)
        for path in (*PAGES, f"/registro/{office.papers[-1].key}/"):
            statements.of = f"{login} {path}"
            assert browser.get(path).status_code < 500, path
            statements.of = ""


@pytest.mark.database
def test_every_procedure_has_its_turn_in_a_short_year_and_the_laws_hold(
    db: None, short: Told, record_property: Any
) -> None:
    assert short.office.unexpected == []
    done = short.watch.done
    assert {name for name in REGISTRY if not any(done[f"{name}.{step}"] for step in REGISTRY[name].steps)} == set(
        NOT_HERE
    )
    for step in (
        "documents.lend.undo",
        "documents.lend.renew", "documents.lend.lose", "documents.destroy.certify", "documents.sweep.end", "documents.lock.change",
        "documents.inventory.agree", "documents.regrade.list_terms", "documents.book.confirm_closing", "documents.evening.draw",
    ):  # fmt: skip
        assert done[step], step
    for reason in (
        "approval-lapsed",
        "overdue-first",
        "on-hold",
        "second-person",
        "not-your-role",
        "book-closed",
        "nothing-is-deleted",
    ):
        assert short.watch.refused[reason], reason
    record_property("acts", sum(done.values()))


def test_no_act_and_no_page_reads_a_table_that_grows_from_end_to_end(db: None, short: Told) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL plans by how many rows there are")
    assert short.statements.kinds
    scans = short.statements.scans()
    left = {table: who - WHOLE.get(table, set()) for table, who in scans.items() if WHOLE.get(table) is not EVERYBODY}
    assert {table: who for table, who in left.items() if who} == {}


@pytest.mark.parametrize("wanted", [10, 15, 40, 100, 1000])
def test_the_days_of_work_lie_in_the_year_and_end_it(wanted: int) -> None:
    days = working_days(wanted)
    assert len(days) == min(wanted, len(working_days(1000)))
    assert days == sorted(set(days))
    assert days[0] >= FIRST
    assert days[-1] == LAST
    assert all(day.weekday() < WEEK for day in days)
