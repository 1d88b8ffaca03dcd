# SPDX-License-Identifier: EUPL-1.2
"""Wiping the traces of a forgotten value from the files of the database, after the act that forgot it has committed.

The act itself replaces the row and destroys the key: nobody who asks the database sees the old value any more. What may still lie
in the files (the write-ahead log, the slack of a page, dead rows of PostgreSQL and what it noted of them for its planner) is not
the transaction's to wipe. A note in the home says what is due, before the act commits, and is taken away when it is done: a power
cut between the two forgets nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection, transaction

from precinto.ledger.models import Sealed, ShredKey
from precinto.records.files import write_whole

log = logging.getLogger(__name__)
PATIENCE = "5s"
# Beside tables, on PostgreSQL: the most common values of each column, kept for the planner, and the write-ahead log.
STATISTICS, LOG = "pg_statistic", "pg_wal"
STANDBYS = ("pg_stat_replication", "pg_replication_slots")
SEGMENTS = "SELECT substr(name, 9) FROM pg_ls_waldir() WHERE name ~ '^[0-9A-F]{24}$' ORDER BY 1"


def note() -> Path:
    """The names of what is to be wiped, one a line: tables, and on PostgreSQL `pg_statistic` and `pg_wal`."""
    return Path(settings.HOME.path) / "scrub-due"


def due() -> list[str]:
    """What is still to be wiped, in order."""
    try:
        return note().read_text("utf-8").split()
    except FileNotFoundError:
        return []


def after_commit(tables: Iterable[str]) -> None:
    """Wipe when the open transaction has committed. The act stands whether or not that succeeds at once."""
    wanted = {*tables, Sealed._meta.db_table, ShredKey._meta.db_table}
    if connection.vendor == "postgresql":
        wanted |= {STATISTICS, LOG}
    _write_down(wanted)
    transaction.on_commit(partial(_now, wanted), robust=True)


def _now(wanted: set[str]) -> None:
    # Somebody else's wiping, from before this act committed, may have ended meanwhile and taken the note away.
    _write_down(wanted)
    again()


def _write_down(wanted: set[str]) -> None:
    write_whole(note(), "".join(f"{name}\n" for name in sorted(wanted.union(due()))).encode(), mode=0o600)


def again() -> bool:
    """Do what is due. True when nothing is left to do; otherwise it is tried again, at the latest at the next start."""
    wanted, seen = due(), _seen()
    if not wanted:
        return True
    try:
        left = _sqlite(wanted) if connection.vendor == "sqlite" else _postgres(set(wanted))
    except DatabaseError as error:
        log.warning("scrub: %s", type(error).__name__)
        return False
    if _seen() != seen:
        return False  # another act has written its own down since: the note is that one's to take away
    if left:
        write_whole(note(), "".join(f"{name}\n" for name in sorted(left)).encode(), mode=0o600)
    else:
        note().unlink(missing_ok=True)
    return not left


def elsewhere(since: datetime) -> list[str]:
    """Where this program does not wipe, and something written before `since` lies: files of the home, and what the
    database server has given away of its log."""
    home = Path(settings.HOME.path)
    found = [
        str(file.relative_to(home))
        for folder in ("import", "out")
        for file in sorted((home / folder).rglob("*"))
        if _older(file, since)
    ]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_setting('archive_mode') <> 'off', EXISTS (SELECT FROM pg_stat_replication), "
                "EXISTS (SELECT FROM pg_replication_slots)"
            )
            found += [name for name, so in zip(("archive_mode", *STANDBYS), cursor.fetchone(), strict=True) if so]
    return found


def _older(file: Path, than: datetime) -> bool:
    try:
        return file.is_file() and file.stat().st_mtime < than.timestamp()
    except FileNotFoundError:
        return False  # taken away meanwhile


def _seen() -> tuple[int, int] | None:
    """Which writing of the note this is: each replaces the file by another."""
    try:
        found = note().stat()
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_mtime_ns


def _sqlite(wanted: list[str]) -> list[str]:
    """Write the file anew without what was freed, and empty the write-ahead log. A reader may hold the log for a while."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return wanted if cursor.fetchone()[0] else []


def _postgres(wanted: set[str]) -> set[str]:
    """Write the tables anew, then the statistics, then the log. Answers what of it is left to do."""
    known = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [PATIENCE])
        try:
            left = _written_anew(cursor, wanted & known, "FULL, ANALYZE")
            if STATISTICS in wanted:
                # What was noted of a column is replaced by what is noted now, and the old note is a dead row of this table.
                left |= _written_anew(cursor, {STATISTICS}, "FULL")
            if left or LOG in wanted:
                left |= {LOG} if left or not _log_written_over(cursor) else set()
        finally:
            cursor.execute("SELECT set_config('lock_timeout', '0', false)")
    return left


def _written_anew(cursor: Any, tables: set[str], how: str) -> set[str]:
    """Copy what lives of these tables into new files. Answers those in which somebody's old view still keeps dead rows.

    The horizon behind which dead rows were left out is what the new files say of themselves: their oldest unfrozen
    transaction. It is before ours where a transaction is open that began before, or where we may not vacuum the table.
    """
    cursor.execute("SELECT pg_current_xact_id()::xid::text")
    (here,) = cursor.fetchone()
    for table in sorted(tables):
        # sql: a name of a table of this database, asked of the database itself, or a constant of this file.
        cursor.execute(f"VACUUM ({how}) {connection.ops.quote_name(table)}")
    cursor.execute(
        "SELECT c.relname FROM pg_class c LEFT JOIN pg_class t ON t.oid = c.reltoastrelid "
        "WHERE c.oid IN (SELECT to_regclass(quote_ident(name)) FROM unnest(%s::text[]) AS name) "
        "AND greatest(age(c.relfrozenxid), age(coalesce(t.relfrozenxid, c.relfrozenxid))) > age(%s::xid)",
        [sorted(tables), here],
    )
    return {str(name) for (name,) in cursor.fetchall()}


def _log_written_over(cursor: Any) -> bool:
    """Nothing that was written to the write-ahead log until now stands in its folder afterwards.

    The server frees its segments at a checkpoint: some are removed, others renamed to be written over later, with what they
    hold. So the log is led on until it has passed them all; the rest of a segment that is left early is filled with zeros.
    False where the server keeps old segments (for a standby, a slot, an archive that lags), or we may not do this.
    """
    try:
        last = _next_segment(cursor)
        cursor.execute("CHECKPOINT")
        cursor.execute(SEGMENTS)
        found = [str(name) for (name,) in cursor.fetchall()]
        if not found or found[0] <= last:
            return False
        while _next_segment(cursor) < found[-1]:
            pass
        cursor.execute("CHECKPOINT")
    except DatabaseError as error:
        log.warning("scrub: write-ahead log: %s", type(error).__name__)
        return False
    return True


def _next_segment(cursor: Any) -> str:
    """Leave the segment that is being written. Returns its name, without that of the timeline."""
    # Without a word in it a segment is not left. This one says nothing, and is for nobody.
    cursor.execute("SELECT pg_logical_emit_message(false, 'precinto', '')")
    cursor.execute("SELECT substr(pg_walfile_name(pg_switch_wal()), 9)")
    (name,) = cursor.fetchone()
    return str(name)
