# SPDX-License-Identifier: EUPL-1.2
"""What the books stand in, as the database has it: the pages of its file, its tables, and the guard on them."""

from __future__ import annotations

from django.db import DatabaseError, connection

from precinto.records import guard, schema
from precinto.records.models import recorded_models
from precinto_verify.findings import Report


def pages(report: Report) -> None:
    """SQLite's own check of its pages and indexes: an index that leaves out a row hides it from whoever asks by it."""
    if connection.vendor != "sqlite":
        report.did_not("house-not-pages")
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check(100)")
        for (said,) in cursor.fetchall():
            if said != "ok":
                report.broke("house-file", "database", why=said)
    report.did("house-pages")


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
