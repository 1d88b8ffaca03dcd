# SPDX-License-Identifier: EUPL-1.2
"""An office is founded once by each process of the tests; every other test gets the same rows back, as the database wrote them.

The founding is some sixty acts, and was half of what a test of one page took. What is put back is what those acts left, byte
for byte: SQLite's own literals, PostgreSQL's own copy. The tests of the founding itself (`tests/setup`) found each time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils.timezone import localdate

from precinto.ledger import checkpoint
from precinto.records.clock import now
from precinto.records.journal import open_act


@dataclass(frozen=True)
class Founding:
    """The rows of an office by table, when it was founded, and how many intents its founder had used."""

    database: str
    day: date
    at: datetime
    intents: int
    rows: dict[str, Any]


_kept: Founding | None = None


def fits(kept: Founding | None) -> bool:
    """Whether an office that was founded then is one that could have been founded now: a clock that was set is no such."""
    here = str(connection.settings_dict["NAME"])
    return kept is not None and (kept.database, kept.day) == (here, localdate(now())) and kept.at <= now()


def again() -> Founding | None:
    """Put the office back into the empty tables, or nothing where none fits."""
    if _kept is None or not fits(_kept):
        return None
    checkpoint.memory().unlink(missing_ok=True)  # the signer's memory is a file, apart from the database
    with transaction.atomic():  # what refers to what is looked at when all of it is there
        (_into_sqlite if connection.vendor == "sqlite" else _into_postgres)(_kept.rows)
    return _kept


def keep(before: dict[str, int], intents: int) -> None:
    """The office has just been founded, in tables that held so many rows before."""
    global _kept
    rows = (_of_sqlite if connection.vendor == "sqlite" else _of_postgres)([t for t, n in before.items() if not n])
    _kept = Founding(str(connection.settings_dict["NAME"]), localdate(now()), now(), intents, rows)


def counted() -> dict[str, int]:
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            found[table] = int(cursor.fetchone()[0])
    return found


def _of_sqlite(tables: list[str]) -> dict[str, Any]:
    found = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'SELECT name FROM pragma_table_info("{table}")')
            parts = " || ',' || ".join(f'quote("{name}")' for (name,) in cursor.fetchall())
            cursor.execute(f"SELECT '(' || {parts} || ')' FROM \"{table}\" ORDER BY rowid")
            if rows := [row for (row,) in cursor.fetchall()]:
                found[table] = rows
    return found


def _into_sqlite(rows: dict[str, Any]) -> None:
    raw = connection.connection
    raw.create_function("precinto_act", 0, lambda: "founding")
    try:
        for table, values in rows.items():
            raw.execute(f'INSERT INTO "{table}" VALUES {", ".join(values)}')
    finally:
        raw.create_function("precinto_act", 0, open_act)


def _of_postgres(tables: list[str]) -> dict[str, Any]:
    found = {}
    with connection.cursor() as cursor:
        for table in tables:
            with cursor.copy(f'COPY "{table}" TO STDOUT (FORMAT BINARY)') as copy:
                text = b"".join(bytes(block) for block in copy)
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            if cursor.fetchone()[0]:
                found[table] = text
    return found


def _into_postgres(rows: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('precinto.act', 'founding', true)")
        for table, data in rows.items():
            with cursor.copy(f'COPY "{table}" FROM STDIN (FORMAT BINARY)') as copy:
                copy.write(data)
        cursor.execute("SELECT set_config('precinto.act', '', true)")
