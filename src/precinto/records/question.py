# SPDX-License-Identifier: EUPL-1.2
"""A long question put into SQL once and asked many times.

A union over all procedures takes the mapper longer to put into words than the database to answer. Where the same question comes
back with the same conditions, its words are kept: `Question.of` beside a `functools.lru_cache`, under everything that the rows
were narrowed by.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Self

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet


@dataclass(frozen=True)
class Question:
    """The words, their values, and by name what each column is. Bound to no connection: threads ask it at the same time."""

    sql: str
    values: tuple[Any, ...]
    columns: tuple[tuple[str, Any], ...]

    @classmethod
    def of(cls, rows: QuerySet[Any, Any]) -> Self:
        """`rows` are those of `values()`. They are not read here."""
        query = rows.query
        compiler = query.get_compiler(connection=connection)
        try:
            sql, values = compiler.as_sql()
        except EmptyResultSet:
            return cls("", (), ())
        names = query.selected or [*query.values_select, *query.annotation_select]
        return cls(
            sql, tuple(values), tuple(zip(names, (column for column, *_rest in compiler.select or ()), strict=True))
        )

    def rows(self) -> Iterator[dict[str, Any]]:
        """As the query set would give them. One statement."""
        if not self.sql:
            return
        converters = [
            (name, [*connection.ops.get_db_converters(column), *column.get_db_converters(connection)], column)
            for name, column in self.columns
        ]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, self.values)
            found = cursor.fetchall()
        for row in found:
            told = {}
            for value, (name, convert, column) in zip(row, converters, strict=True):
                for step in convert:
                    value = step(value, column, connection)
                told[name] = value
            yield told
