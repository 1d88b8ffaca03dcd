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
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import connection

from precinto.records.clock import stamp
from precinto.records.errors import WriteOutsideAct

if TYPE_CHECKING:
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

    def note(self, row: Recorded, columns: Iterable[str]) -> None:
        values = {column: plain(getattr(row, column)) for column in columns}
        key = (row._meta.label_lower, row.pk)
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


@contextmanager
def writing(act: uuid.UUID, at: datetime, commit: Callable[[str, Any], dict[str, str]]) -> Iterator[Journal]:
    """Open the journal of an act. Inside it, and only inside it, recorded rows may be written."""
    if _open.get() is not None:
        raise WriteOutsideAct("an act is already open")
    journal = Journal(act, at, commit)
    token = _open.set(journal)
    postgres = connection.vendor == "postgresql"
    try:
        if postgres:
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('precinto.act', %s, true)", [str(act)])
        yield journal
        if postgres:
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('precinto.act', '', true)")
    finally:
        _open.reset(token)


def add(row: R) -> R:
    """Write a new row and note all its columns."""
    journal = current()
    row.save_base(force_insert=True)
    journal.note(row, row.columns())
    return row


def add_all(rows: list[R]) -> list[R]:
    """Write many new rows of one table in one statement, and note them."""
    if not rows:
        return rows
    journal = current()
    model = type(rows[0])
    model._base_manager.bulk_create(rows)
    for row in rows:
        journal.note(row, row.columns())
    return rows


def change(row: R, **values: Any) -> R:
    """Change columns of a row and note them. Names are field names; what stays as it was is not noted."""
    journal = current()
    for name, value in values.items():
        setattr(row, name, value)
    row.save_base(force_update=True, update_fields=list(values))
    journal.note(row, [row._meta.get_field(name).attname for name in values])
    return row


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
