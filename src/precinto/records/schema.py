# SPDX-License-Identifier: EUPL-1.2
"""Whether the tables are what the migrations make: their columns, constraints and indexes, and nothing beside them.

What a constraint would have refused is found by other checks when it is there. That it could come to be there, because somebody
took the constraint away, is found here. The migrations themselves are run, on an empty database in memory or on temporary tables
that are rolled back, so that what is compared was written by the same program and the same database.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from django.db import connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor

Tables = dict[str, set[str]]
SCRATCH = "scratch"


def faults() -> list[tuple[str, str, str]]:
    """`(table, what, fault)` of every part of a table that is `missing`, or `foreign`: no migration makes it so.

    Call outside of a read-only transaction. Raises `DatabaseError` where the account may make no temporary table.
    """
    wanted = tables()
    found = _sqlite_found(connection) if connection.vendor == "sqlite" else _postgres_found("current_schema()")
    told = []
    for table in sorted(wanted):
        if table not in found:
            told.append((table, table, "missing"))
            continue
        told += [(table, what, "missing") for what in sorted(wanted[table] - found[table])]
        told += [(table, what, "foreign") for what in sorted(found[table] - wanted[table])]
    return told + [(table, what, "foreign") for table, what in _switched_off()]


def tables() -> Tables:
    """What the migrations make: the parts of each table, in the words of the database."""
    return _sqlite_wanted() if connection.vendor == "sqlite" else _postgres_wanted()


def _migrate(target: BaseDatabaseWrapper) -> None:
    executor = MigrationExecutor(target)
    executor.migrate(executor.loader.graph.leaf_nodes())


# SQLite: what it keeps of a table is the statement that made it.


@cache
def _sqlite_wanted() -> Tables:
    target = type(connections[connection.alias])({**connection.settings_dict, "NAME": ":memory:"}, SCRATCH)
    # Under a name of its own: what a migration asks for by that name must not be the office's database.
    connections[SCRATCH] = target
    try:
        _migrate(target)
        return _sqlite_found(target)
    finally:
        del connections[SCRATCH]
        if target.connection is not None:
            target.connection.close()


def _sqlite_found(database: BaseDatabaseWrapper) -> Tables:
    with database.cursor() as cursor:
        cursor.execute("SELECT type, name, tbl_name, sql FROM sqlite_master WHERE type IN ('table', 'index')")
        rows = cursor.fetchall()
    found: Tables = defaultdict(set)
    for kind, name, table, sql in rows:
        if kind == "table":
            found[str(name)].update(_clauses(str(sql)))
        elif sql is not None:  # an index without a statement is a part of a constraint
            found[str(table)].add(" ".join(_words(str(sql))))
    return dict(found)


def _words(sql: str) -> list[str]:
    """A statement in words: spaces and the quotes around names make no difference."""
    return [word.strip('"') for word in re.findall(r"\"[^\"]*\"|'(?:[^']|'')*'|\w+|[^\s\w]", sql)]


def _clauses(sql: str) -> Iterator[str]:
    """What stands between the commas of a CREATE TABLE, and what stands behind it. The order of columns is nobody's matter."""
    depth, clause = 0, list[str]()
    for word in _words(sql):
        depth += (word == "(") - (word == ")")
        if (depth == 1 and word in "(,") or (depth == 0 and word == ")"):
            if clause[:2] != ["CREATE", "TABLE"]:
                yield " ".join(clause)
            clause = []
        else:
            clause.append(word)
    if clause:
        yield " ".join(clause)


# PostgreSQL: what it says of a table in its own words.


@cache
def _postgres_wanted() -> Tables:
    with transaction.atomic():
        try:
            with connection.cursor() as cursor:
                # All that is made from here on is temporary, and nothing else is seen.
                cursor.execute("SET LOCAL search_path TO pg_temp")
            _migrate(connection)
            return _postgres_found("pg_my_temp_schema()")
        finally:
            transaction.set_rollback(True)


COLUMNS = """
SELECT c.relname, 'column ' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
  || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END
  || CASE WHEN a.attidentity <> '' THEN ' IDENTITY ' || a.attidentity::text ELSE '' END
  || CASE WHEN a.attgenerated <> '' THEN ' GENERATED' ELSE '' END
  || coalesce(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), '')
  || coalesce(' COLLATE ' || l.collname, '')
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
LEFT JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_collation l ON l.oid = a.attcollation AND l.oid <> t.typcollation
WHERE c.relnamespace = {schema}::regnamespace AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
"""
CONSTRAINTS = """
SELECT c.relname, pg_get_constraintdef(x.oid, true) FROM pg_constraint x JOIN pg_class c ON c.oid = x.conrelid
WHERE c.relnamespace = {schema}::regnamespace AND x.contype IN ('c', 'f', 'p', 'u', 'x')
"""
INDEXES = """
SELECT c.relname, pg_get_indexdef(i.indexrelid, 0, true)
  || CASE WHEN i.indisvalid AND i.indisready AND i.indislive THEN '' ELSE ' NOT VALID' END
FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid WHERE c.relnamespace = {schema}::regnamespace AND c.relkind = 'r'
"""
# Rules may swallow a write, row security a row; a table that is not logged is empty after a crash; a child's rows are the parent's.
HABITS = """
SELECT tablename, 'rule ' || rulename FROM pg_rules WHERE schemaname = current_schema()
UNION ALL
SELECT c.relname, habit FROM pg_class c, LATERAL (VALUES (c.relrowsecurity, 'ROW LEVEL SECURITY'),
  (c.relpersistence = 'u', 'UNLOGGED'), (EXISTS (SELECT FROM pg_inherits WHERE inhparent = c.oid), 'INHERITED')) AS v (so, habit)
WHERE so AND c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
"""
# A foreign key is kept by triggers of the server's own, which a superuser can switch off: one by one, or all for an account.
SWITCHED_OFF = """
SELECT DISTINCT c.relname, pg_get_constraintdef(x.oid, true) || ' DISABLED' FROM pg_trigger t
JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_constraint x ON x.oid = t.tgconstraint
WHERE t.tgisinternal AND t.tgenabled <> 'O' AND c.relnamespace = current_schema()::regnamespace
UNION ALL
SELECT 'database', 'session_replication_role' WHERE current_setting('session_replication_role') <> 'origin'
"""


def _postgres_found(schema: str) -> Tables:
    found: Tables = defaultdict(set)
    with connection.cursor() as cursor:
        for question in (COLUMNS, CONSTRAINTS, INDEXES):
            cursor.execute(question.format(schema=schema))  # sql: one of two names of schemas, constants of this file
            _gather(cursor.fetchall(), found)
        if schema == "current_schema()":
            cursor.execute(HABITS)
            _gather(cursor.fetchall(), found)
    return dict(found)


def _gather(rows: Sequence[Any], found: Tables) -> None:
    for table, what in rows:
        found[str(table)].add(str(what))


def _switched_off() -> list[tuple[str, str]]:
    if connection.vendor == "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute(SWITCHED_OFF)
        return [(str(table), str(what)) for table, what in cursor.fetchall()]
