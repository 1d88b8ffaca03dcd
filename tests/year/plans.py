# SPDX-License-Identifier: EUPL-1.2
"""How SQLite reads for each act and page: what is read from end to end grows with the office, and is found here on a small one.

Without statistics SQLite plans by the indexes that there are and never by how many rows lie in a table, so that a plan of ten
rows is the plan of a million.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

from django.db import connection

# Tables that an office has few rows of, however long it works: its people, places, rules, and what it does some times a year.
FEW = {
    "access_account", "access_appointment", "access_briefing", "access_clearance", "access_delegation", "access_person", "access_post",
    "access_unit", "custody_place", "despatch_channel", "despatch_correspondent", "despatch_keycard", "destroying_batch",
    "destroying_emergency", "destroying_plan", "destroying_sweep", "destroying_wastebag", "keeping_inventory", "keeping_lock",
    "keeping_relief", "ledger_epoch", "office_loadedscheme", "office_office", "offline_queue", "offline_station",
    "procedures_deadlinevalue", "procedures_holiday", "procedures_series", "receiving_book", "regrading_regrading",
}  # fmt: skip
DERIVED = {"subquery", "x", "y", "taken"}
# Indexes of a part of a table that does not grow: what is in somebody's hands, what waits for a conclusion.
NARROW = {"thing_due", "thing_out", "excess_open"}
_IN = re.compile(r"\((?:%s, )+%s\)")
_INNER = re.compile(r"\(SELECT ")
_ALIAS = re.compile(r'"(\w+)" ([A-Z]\d+)\b')


class Statements:
    """An execute wrapper: one of each kind of reading, with the first act or page that asked it."""

    def __init__(self) -> None:
        self.of = ""
        self.kinds: dict[str, tuple[str, str, Any]] = {}

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if self.of and sql.lstrip().startswith(("SELECT", "WITH", "UPDATE")):
            self.kinds.setdefault(_IN.sub("(...)", sql), (self.of, sql, params))
        return execute(sql, params, many, context)

    def scans(self) -> dict[str, set[str]]:
        """Tables that were read from end to end, each with who asked."""
        found: dict[str, set[str]] = defaultdict(set)
        with connection.cursor() as cursor:
            for who, sql, params in self.kinds.values():
                sql, aliases = _named(sql)
                cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
                steps = [str(row[3]) for row in cursor.fetchall()]
                # In the order of its key, and cut: it reads as many rows as it gives.
                cut = " WHERE " not in sql and " LIMIT " in sql and not any("TEMP B-TREE" in step for step in steps)
                for step in steps:
                    if NARROW & set(step.split()):
                        continue
                    table = step.split()[1] if step.startswith("SCAN ") else ""
                    table = aliases.get(table, table)
                    if table and not cut and table not in FEW | DERIVED and not table.startswith("("):
                        found[table].add(who)
        return dict(found)


def _named(sql: str) -> tuple[str, dict[str, str]]:
    """The same statement with an alias of its own for each table of a subquery, and whose alias each is."""
    aliases: dict[str, str] = {}
    start = 0
    while (inner := _INNER.search(sql, start)) is not None:
        end = _closing(sql, inner.start())
        part = sql[inner.start() : end]
        for table, alias in _ALIAS.findall(part):
            own = f"{alias}_{len(aliases)}"
            aliases[own] = table
            part = re.sub(rf"\b{alias}\b", own, part)
        sql = sql[: inner.start()] + part + sql[end:]
        start = inner.start() + 1
    return sql, aliases


def _closing(sql: str, start: int) -> int:
    depth = 0
    for at in range(start, len(sql)):
        depth += (sql[at] == "(") - (sql[at] == ")")
        if depth == 0:
            return at + 1
    raise ValueError(sql)
