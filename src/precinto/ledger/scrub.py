# SPDX-License-Identifier: EUPL-1.2
"""Wiping the traces of a forgotten value from the files of the database, after the act that forgot it has committed.

The act itself replaces the row and destroys the key: nobody who asks the database sees the old value any more. What may still lie
in the files (the write-ahead log, the slack of a page, dead rows of PostgreSQL) is not the transaction's to wipe. A note in the
home says that it is due, before the act commits, and is taken away when it is done: a power cut between the two forgets nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection, transaction

from precinto.ledger.models import Sealed, ShredKey
from precinto.records.files import write_whole

log = logging.getLogger(__name__)
PATIENCE = "5s"


def note() -> Path:
    """The names of the tables to be wiped, one a line."""
    return Path(settings.HOME.path) / "scrub-due"


def after_commit(tables: Iterable[str]) -> None:
    """Wipe when the open transaction has committed. The act stands whether or not that succeeds at once."""
    due = {*_due(), *tables, Sealed._meta.db_table, ShredKey._meta.db_table}
    write_whole(note(), "".join(f"{table}\n" for table in sorted(due)).encode(), mode=0o600)
    transaction.on_commit(again, robust=True)


def again() -> bool:
    """Do what is due. True when nothing is left to do; otherwise it is tried at the next start."""
    due = _due()
    if not due:
        return True
    try:
        done = _sqlite() if connection.vendor == "sqlite" else _postgres(due)
    except DatabaseError as error:
        log.warning("scrub: %s", type(error).__name__)
        return False
    if done:
        note().unlink(missing_ok=True)
    return done


def _due() -> list[str]:
    try:
        return note().read_text("utf-8").split()
    except FileNotFoundError:
        return []


def _sqlite() -> bool:
    """Write the file anew without what was freed, and empty the write-ahead log. A reader may hold the log for a while."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return bool(cursor.fetchone()[0] == 0)


def _postgres(tables: Iterable[str]) -> bool:
    """Write the tables anew. The server's own write-ahead log is recycled by the server, in its time."""
    known = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [PATIENCE])
        try:
            for table in tables:
                if table in known:
                    # sql: a name of a table of this database, asked of the database itself.
                    cursor.execute(f"VACUUM (FULL) {connection.ops.quote_name(table)}")
            cursor.execute("CHECKPOINT")
        finally:
            cursor.execute("SELECT set_config('lock_timeout', '0', false)")
    return True
