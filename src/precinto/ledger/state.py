# SPDX-License-Identifier: EUPL-1.2
"""The state tables as an outsider may see them: every row, with what is sealed as its commitment, computed afresh.

The commitment is made of the value that stands in the table now and the salt that was sealed when it was written. So a value
that was changed behind the program's back shows, without the value itself being shown.

Rows are read as the database holds them, and what is encrypted there opened; not through the ORM, which is kind to what it finds:
to it a date that is no date is the same as none. What is not spelled as the program spells it comes out as `{"?": …}` and so
differs from every entry.
"""

from __future__ import annotations

import re
import unicodedata
from base64 import b64decode
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from django.db import DatabaseError, connection, models

from precinto.ledger import seal
from precinto.records.encrypted import EncryptedText, opened
from precinto.records.errors import NotOpened
from precinto.records.journal import plain
from precinto.records.models import Recorded, recorded_models
from precinto_verify import canon

Fold = Mapping[tuple[str, Any], Mapping[str, Any]]
Reader = Callable[[Any], Any]
# As `Report.broke`: what, where, and its facts.
Trouble = Callable[..., None]
UNSEALABLE = {"$": "?"}
CHUNK = 2000

_MOMENT = re.compile(r"(\d{4}-[01]\d-[0-3]\d) ([0-2]\d:[0-5]\d:[0-5]\d)(\.\d{6})?", re.ASCII)
_DAY = re.compile(r"\d{4}-[01]\d-[0-3]\d", re.ASCII)
_HEX = re.compile(r"[0-9a-f]{32}", re.ASCII)


def foreign(value: Any) -> dict[str, str]:
    """What stands for a value that the program would never have written so."""
    return {"?": ascii(value)[:120]}


def _whole(value: Any) -> Any:
    return value if isinstance(value, int) and abs(value) <= canon.MAX_INT else foreign(value)


def _truth(value: Any) -> Any:
    return bool(value) if value in (0, 1) and isinstance(value, int) else foreign(value)


def _text(value: Any) -> Any:
    # Two spellings of one text in Unicode are one text: the entries hold it in the composed one.
    return unicodedata.normalize("NFC", value) if isinstance(value, str) else foreign(value)


def _moment(value: Any) -> Any:
    match = _MOMENT.fullmatch(value) if isinstance(value, str) else None
    return f"{match[1]}T{match[2]}{match[3] or '.000000'}Z" if match and match[3] != ".000000" else foreign(value)


def _day(value: Any) -> Any:
    return value if isinstance(value, str) and _DAY.fullmatch(value) else foreign(value)


def _uuid(value: Any) -> Any:
    if not isinstance(value, str) or not _HEX.fullmatch(value):
        return foreign(value)
    return f"{value[:8]}-{value[8:12]}-{value[12:16]}-{value[16:20]}-{value[20:]}"


def _bytes(value: Any) -> Any:
    return value.hex() if isinstance(value, bytes) else foreign(value)


def _encrypted(value: Any, bound: str) -> Any:
    return _text(opened(value, bound))


def _or_none(read: Reader) -> Reader:
    return lambda value: None if value is None else read(value)


_SQLITE: Sequence[tuple[type[Any], Reader]] = (
    (models.BooleanField, _truth),
    (models.DateTimeField, _moment),
    (models.DateField, _day),
    (models.UUIDField, _uuid),
    (models.BinaryField, _bytes),
    (models.IntegerField, _whole),
    (models.AutoField, _whole),
    (models.CharField, _text),
    (models.TextField, _text),
)


def reader(field: models.Field[Any, Any]) -> Reader:
    """How a value of this column, as the database gives it, is written in an entry."""
    if isinstance(field, EncryptedText):
        return _or_none(partial(_encrypted, bound=field.bound))
    if connection.vendor != "sqlite":
        return plain  # its columns have types that hold
    target: Any = field
    while isinstance(target, models.ForeignKey):
        target = target.target_field
    for kind, read in _SQLITE:
        if isinstance(target, kind):
            return _or_none(read)
    raise TypeError(f"{field} has no written form in the ledger")


def names(fields: Iterable[models.Field[Any, Any]], table: str = "") -> str:
    """The columns of these fields, quoted, for a statement that reads them as they lie in the database."""
    quote = connection.ops.quote_name
    # The sign changes nothing, but Django converts by the declared type of a column, and an expression has none.
    sign = "+" if connection.vendor == "sqlite" else ""
    return ", ".join(f"{sign}{table and table + '.'}{quote(str(field.column))}" for field in fields)


def wanted(fold: Fold) -> set[str]:
    """The commitments that stand in the state now."""
    sealed = {m._meta.label_lower for m in recorded_models() if m.sealed}
    return {
        value["$"]
        for (table, _key), columns in fold.items()
        if table in sealed
        for value in columns.values()
        if isinstance(value, dict) and "$" in value
    }


def salts(fold: Fold) -> dict[str, str]:
    """Salts of the commitments that the fold holds now, as far as their boxes open."""
    needed = wanted(fold)
    found: dict[str, str] = {}
    for _entry, _subject, values in seal.all_opened():
        for commitment, (salt, _value) in values.items():
            if commitment in needed:
                found[commitment] = salt
    return found


def rows(
    fold: Fold, salt_of: Mapping[str, str], trouble: Trouble | None = None
) -> Iterator[tuple[str, int, dict[str, Any]]]:
    """`(table, key, columns)` of every row of the state tables, in the order of table and key.

    What cannot be read is told to `trouble`, and the rest goes on; without it the error is raised.
    """
    for model in sorted(recorded_models(), key=lambda m: m._meta.label_lower):
        try:
            yield from _table(model, fold, salt_of, trouble)
        except DatabaseError as error:
            if trouble is None:
                raise
            trouble("house-unreadable", model._meta.label_lower, why=str(error))


def _table(
    model: type[Recorded], fold: Fold, salt_of: Mapping[str, str], trouble: Trouble | None
) -> Iterator[tuple[str, int, dict[str, Any]]]:
    table = model._meta.label_lower
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    columns = [(field.attname, reader(field), field.attname in model.sealed) for field in fields]
    key = model._meta.pk
    quote = connection.ops.quote_name
    # sql: names of tables and columns are the models' own.
    asked = f"SELECT {names([key, *fields])} FROM {quote(model._meta.db_table)} ORDER BY {quote(str(key.column))}"
    with connection.chunked_cursor() as cursor:
        cursor.execute(asked)
        while some := cursor.fetchmany(CHUNK):
            for number, *values in some:
                expected = fold.get((table, number), {})
                found: dict[str, Any] = {}
                for (column, read, sealed), value in zip(columns, values, strict=True):
                    try:
                        said = read(value)
                    except NotOpened:
                        if trouble is None:
                            raise
                        trouble("house-encrypted", f"{table}/{number}/{column}")
                        # Not what stands there: it may be the secret itself, in clear.
                        said = dict(UNSEALABLE)
                    if sealed and said not in (None, "") and not isinstance(said, dict):
                        said = _sealed(said, expected.get(column), salt_of)
                    found[column] = said
                yield table, number, found


def _sealed(value: Any, expected: Any, salt_of: Mapping[str, str]) -> dict[str, str]:
    salt = salt_of.get(expected["$"]) if isinstance(expected, dict) and "$" in expected else None
    return {"$": canon.commitment(b64decode(salt), value)} if salt is not None else dict(UNSEALABLE)
