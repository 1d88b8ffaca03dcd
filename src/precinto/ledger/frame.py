# SPDX-License-Identifier: EUPL-1.2
"""What the books stand in, as the database has it: the pages of its file, its tables, and the guard on them."""

from __future__ import annotations

import re

from django.apps import apps
from django.db import DatabaseError, connection

from precinto.records import guard, schema
from precinto.records.models import recorded_models
from precinto_verify.findings import Report

# In the words of SQLite's check: the row of a table, counted in order, that an index lacks; an index; a column; a tree; a page.
_ROW = re.compile(r"\brow (\d+) (?:missing from|of|values differ from) index (\S+)")
_INDEX = re.compile(r"\bindex (\S+)")
_COLUMN = re.compile(r"\b(?:value|failed) in (\w+)(?:\.(\w+))?")
_PAGE = re.compile(r"\b[Pp]age (\d+)")
_TREE = re.compile(r"\b[Tt]ree (\d+)")


def pages(report: Report) -> None:
    """SQLite's own check of its pages and indexes: an index that leaves out a row hides it from whoever asks by it.

    What it says is told of the table, and of the row, that it is about. Where it found something, tables are also read one by
    one: a page that cannot be read is named by the table that it belongs to.
    """
    if connection.vendor != "sqlite":
        report.did_not("house-not-pages")
        return
    try:
        _pages(report)
    except UnicodeDecodeError as error:
        # Of the rows nothing was read yet: what is no text any more is the name of a table, a column or an index.
        report.broke("house-unreadable", "sqlite_schema", why=str(error))


def _pages(report: Report) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, tbl_name, rootpage FROM sqlite_master")
            parts = [(str(name), str(table), root) for name, table, root in cursor.fetchall()]
    except DatabaseError as error:
        # Before it looks at anything SQLite reads the table that holds the names of all others, and here it could not.
        report.broke("house-unreadable", "sqlite_schema", why=str(error))
        return
    names = sorted({table for _name, table, _root in parts})
    found, whole = _checked()
    for said in found:
        report.broke("house-file", _where(said, parts), why=said)
    if not whole:
        for table in names:
            for said in _checked(table)[0]:
                where = _where(said, parts)
                report.broke("house-file", label(table) if where == "database" else where, why=said)
    if found:
        _one_by_one(report, names)
    report.did("house-pages")


def _checked(table: str = "") -> tuple[list[str], bool]:
    """What SQLite's check says of all or of one table, and whether it came to its end: on some damage it gives up."""
    try:
        with connection.cursor() as cursor:
            # sql: the name is one of the database's own tables.
            cursor.execute(f'PRAGMA integrity_check("{table}")' if table else "PRAGMA integrity_check(100)")
            said = [str(one) for (one,) in cursor.fetchall() if one != "ok"]
    except DatabaseError as error:
        return [str(error)], False
    lines = [line for one in said for line in one.removeprefix("*** in database main ***").strip().splitlines()]
    return lines, not any("malformed" in line for line in lines)


def _where(said: str, parts: list[tuple[str, str, int]]) -> str:
    """The table that a finding of SQLite is about, with its row where it says one; or the page; or the database."""
    tables = {name: table for name, table, _root in parts}
    if (match := _ROW.search(said)) and match[2] in tables:
        return f"{label(tables[match[2]])}{_row(tables[match[2]], int(match[1]))}"
    if (match := _INDEX.search(said)) and match[1] in tables:
        return label(tables[match[1]])
    if (match := _COLUMN.search(said)) and match[1] in tables:
        return label(match[1])
    if match := _TREE.search(said):
        for _name, table, root in parts:
            if root == int(match[1]):
                return label(table)
    if match := _PAGE.search(said):
        return _owner(int(match[1]), tables) or f"database/page-{match[1]}"
    return "database"


def _row(table: str, place: int) -> str:
    """The key of the row that stands in that place of its table, which is all that SQLite tells of it."""
    try:
        with connection.cursor() as cursor:
            # sql: the name is one of the database's own tables.
            cursor.execute(f'SELECT rowid FROM "{table}" NOT INDEXED ORDER BY rowid LIMIT 1 OFFSET %s', [place - 1])
            found = cursor.fetchone()
    except DatabaseError:
        return ""
    return f"/{found[0]}" if found else ""


def _owner(page: int, tables: dict[str, str]) -> str:
    """The table whose page it is, where this SQLite can tell; empty where it cannot, or nobody's page."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT name FROM dbstat WHERE pageno = %s", [page])
            found = cursor.fetchone()
    except DatabaseError:
        return ""
    return label(tables.get(found[0], found[0])) if found else ""


def _one_by_one(report: Report, names: list[str]) -> None:
    """Tables of the books that cannot be read whole; those of the state are read, and named, where they are compared."""
    state = {model._meta.db_table for model in recorded_models()}
    for table in (name for name in names if name not in state):
        try:
            with connection.cursor() as cursor:
                # sql: as above.
                cursor.execute(f'SELECT * FROM "{table}" NOT INDEXED')
                while cursor.fetchmany(1000):
                    pass
        except (DatabaseError, UnicodeDecodeError) as error:
            report.broke("house-unreadable", label(table), why=str(error))


def label(table: str) -> str:
    """A table as findings name it, where it is one of the program's."""
    return next((str(m._meta.label_lower) for m in apps.get_models() if m._meta.db_table == table), table)


def tables(report: Report) -> None:
    """Columns, constraints and indexes as the migrations make them. Beside the still books: to know, tables are made."""
    try:
        count = len(schema.tables())
    except DatabaseError as error:
        report.did_not("house-not-schema", why=str(error))
        return
    faults = schema.faults()
    for table, what, fault in faults:
        report.broke(f"house-schema-{fault}", table, part=what)
    if not faults:
        report.did("house-schema", count=count)


def guards(report: Report) -> None:
    """Whether the triggers that stop accidents are still there, as they were made, and no others."""
    for name, fault in guard.faults():
        report.broke(f"house-guard-{fault}" if fault != "missing" else "house-guard", name)
    report.did("house-guard-checked", count=len(recorded_models()))
