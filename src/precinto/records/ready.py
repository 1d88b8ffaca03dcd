# SPDX-License-Identifier: EUPL-1.2
"""A cursor for the few statements that every act takes: PostgreSQL keeps them ready instead of reading and planning each anew.

For statements written by hand alone. Django's own cursor puts the values into the text, so that no two texts are the same, and
the mapper counts on that: it repeats an expression with its values in GROUP BY.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db import connection


def cursor() -> Any:
    """As `connection.cursor()`, with what watches statements and turns errors into Django's."""
    if connection.vendor != "postgresql":
        return connection.cursor()
    connection.ensure_connection()
    return connection._prepare_cursor(_kind()(connection.connection))  # type: ignore[attr-defined]  # Django's own way


@cache
def _kind() -> Any:
    import psycopg  # only where there is a PostgreSQL

    return psycopg.Cursor
