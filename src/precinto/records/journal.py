# SPDX-License-Identifier: EUPL-1.2
"""What the open act has written so far. Recorded rows are written here and nowhere else.

`add` and `change` write the row and note it; when the act ends the ledger takes the notes. So there is no way to write
and forget to record.
"""

from __future__ import annotations

import unicodedata
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar, cast

from django.db import connection

from precinto.records import memo, ready
from precinto.records.clock import stamp
from precinto.records.errors import Broken, WriteOutsideAct

if TYPE_CHECKING:
    from django.db.models import Field

    from precinto.records.models import Recorded

R = TypeVar("R", bound="Recorded")


@dataclass(slots=True)
class Journal:
    """The rows that one act touched, in the order in which it first touched them."""

    act: uuid.UUID
    at: datetime
    # Gives the commitment of a value of a subject, for a column that must hold one itself.
    commit: Callable[[str, Any], dict[str, str]]
    rows: dict[tuple[str, int], tuple[Recorded, dict[str, Any]]] = field(default_factory=dict)
    # PostgreSQL: whether the guard in the database has been told of the act. The first row to be written tells it.
    told: bool = False

    def note(self, row: Recorded, columns: Iterable[str]) -> None:
        values = {column: plain(getattr(row, column)) for column in columns}
        key = (row._meta.label_lower, row.pk)
        memo.written(key[0])
        if key in self.rows:
            self.rows[key][1].update(values)
        else:
            self.rows[key] = (row, values)


_open: ContextVar[Journal | None] = ContextVar("precinto_journal", default=None)


def current() -> Journal:
    journal = _open.get()
    if journal is None:
        raise WriteOutsideAct("no act is open")
    return journal


def open_act() -> str | None:
    """UUID of the open act, for the guard in the database."""
    journal = _open.get()
    return str(journal.act) if journal else None


def rows_of(model: type[R]) -> list[R]:
    """The rows of one table that the open act has written, in their order."""
    return [row for row, _values in current().rows.values() if isinstance(row, model)]


@contextmanager
def writing(act: uuid.UUID, at: datetime, commit: Callable[[str, Any], dict[str, str]]) -> Iterator[Journal]:
    """Open the journal of an act. Inside it, and only inside it, recorded rows may be written."""
    if _open.get() is not None:
        raise WriteOutsideAct("an act is already open")
    journal = Journal(act, at, commit)
    token = _open.set(journal)
    try:
        yield journal
    finally:
        _open.reset(token)


def add(row: R) -> R:
    """Write a new row and note all its columns."""
    journal = current()
    _insert(row)
    journal.note(row, row.columns())
    return row


def add_all(rows: list[R]) -> list[R]:
    """Write many new rows of one table in one statement, and note them."""
    if len(rows) < 2:
        return [add(row) for row in rows]
    journal = current()
    model = type(rows[0])
    if connection.vendor == "postgresql" and not journal.told:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {TELL}", [str(journal.act)])  # sql: a constant
        journal.told = True
    model._base_manager.bulk_create(rows)
    for row in rows:
        journal.note(row, row.columns())
    return rows


def change(row: R, **values: Any) -> R:
    """Change columns of a row and note them. Names are field names."""
    journal = current()
    for name, value in values.items():
        setattr(row, name, value)
    _update(row, list(values))
    journal.note(row, [_column(row, name) for name in values])
    return row


# In SQL of their own: every row of the books is written here, and the mapper's way costs twice as much as the database.


# PostgreSQL: the guard reads this setting, which ends with the transaction.
TELL = "set_config('precinto.act', %s, true)"


def _insert(row: Recorded) -> None:
    journal, model = current(), type(row)
    table, columns, marks, typed = _statement(model)
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in _fields(model)]
    with ready.cursor() as cursor:
        # sql: table, columns and their types are those of the model; every value is a parameter.
        if connection.vendor == "sqlite":
            cursor.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", values)  # sql: as above
            row.pk = cursor.lastrowid
        else:
            if journal.told:
                statement = f"INSERT INTO {table} ({columns}) VALUES ({marks}) RETURNING id"  # sql: as above
            else:
                # sql: as above. The guard looks at each row as it is written, after the setting was made.
                statement = f"INSERT INTO {table} ({columns}) SELECT {typed} FROM (SELECT {TELL}) AS told RETURNING id"
                values.append(str(journal.act))
            cursor.execute(statement, values)
            row.pk = cursor.fetchone()[0]
            journal.told = True
    row._state.adding = False
    row._state.db = connection.alias


def _update(row: Recorded, names: list[str]) -> None:
    journal = current()
    fields = [cast("Field[Any, Any]", row._meta.get_field(name)) for name in names]
    sets = ", ".join(f'"{field.column}" = %s' for field in fields)
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
    values.append(row.pk)
    telling = ""
    if connection.vendor == "postgresql" and not journal.told:
        telling = f" AND (SELECT {TELL}) IS NOT NULL"
        values.append(str(journal.act))
    with ready.cursor() as cursor:
        # sql: table and columns are those of the model; every value is a parameter.
        cursor.execute(f'UPDATE "{row._meta.db_table}" SET {sets} WHERE id = %s{telling}', values)
        if cursor.rowcount != 1:
            raise Broken(f"{row._meta.label_lower}/{row.pk} is not there to be changed")
    journal.told = True


@cache
def _fields(model: type[Recorded]) -> list[Field[Any, Any]]:
    return [field for field in model._meta.concrete_fields if not field.primary_key]


@cache
def _statement(model: type[Recorded]) -> tuple[str, str, str, str]:
    """Table, columns, and their places for values: as they are, and with their types."""
    fields = _fields(model)
    columns = ", ".join(f'"{field.column}"' for field in fields)
    typed = ", ".join(f"%s::{bare_type(field)}" for field in fields)
    return f'"{model._meta.db_table}"', columns, ", ".join(["%s"] * len(fields)), typed


def bare_type(field: Field[Any, Any]) -> str:
    """A column's type without a length: PostgreSQL cuts a text that is cast to varchar(20), where it refuses one written into it."""
    return str(field.db_type(connection)).partition("(")[0]


def _column(row: Recorded, name: str) -> str:
    return str(getattr(row._meta.get_field(name), "attname", name))


def plain(value: Any) -> Any:
    """A column's value as the ledger writes it: null, booleans, integers, strings, lists of these."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, datetime):
        return stamp(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in sorted(value.items())}
    raise TypeError(f"{type(value).__name__} has no written form in the ledger")
