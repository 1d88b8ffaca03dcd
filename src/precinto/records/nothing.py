# SPDX-License-Identifier: EUPL-1.2
"""A column that is empty in every row, for the parts of a union that have nothing to say in it."""

from __future__ import annotations

from typing import Any

from django.db.models import Expression, Field


class Nothing(Expression):
    """NULL of the type of a field.

    What `Cast(Value(None), field)` says, without being resolved, copied and compiled for each column of each part: a union of
    twenty parts has hundreds of them. PostgreSQL takes a NULL without a type for text, which joins with no number.
    """

    def __init__(self, field: Field[Any, Any]) -> None:
        super().__init__(output_field=field)

    def resolve_expression(self, *_args: Any, **_how: Any) -> Nothing:
        return self

    def as_sql(self, compiler: Any, connection: Any, **_more: Any) -> tuple[str, tuple[str | int, ...]]:
        return f"CAST(NULL AS {self.output_field.cast_db_type(connection)})", ()

    def as_sqlite(self, compiler: Any, connection: Any, **_more: Any) -> tuple[str, tuple[str | int, ...]]:
        return "NULL", ()
