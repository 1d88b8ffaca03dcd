# SPDX-License-Identifier: EUPL-1.2
"""The database wrapper that Django loads for `precinto.records.sqlite`."""

from __future__ import annotations

from typing import Any

from django.db.backends.sqlite3 import base

from precinto.records.errors import Broken
from precinto.records.journal import open_act

# synchronous=FULL: with NORMAL a power cut loses acts that were acknowledged. secure_delete: a shredded value leaves no trace.
PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA cache_size=-16000;"


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        connection.executescript(PRAGMAS)
        if connection.execute("PRAGMA synchronous").fetchone()[0] < 2:
            raise Broken("SQLite does not keep synchronous=FULL")
        connection.create_function("precinto_act", 0, open_act)
        return connection
