# SPDX-License-Identifier: EUPL-1.2
"""Gap-free numbers: one series a year, taken under a lock inside the act."""

from __future__ import annotations

from precinto.procedures.models import Series
from precinto.records import journal, memo


def next_number(name: str, year: int) -> int:
    """The number that `take` would give, without taking it."""
    last = Series.objects.filter(name=name, year=year).values_list("last", flat=True).first()
    return (last or 0) + 1


def take(name: str, year: int = 0) -> int:
    key = ("series", name, year)
    # The lock lasts as long as the transaction, so the row read once in it is still the row.
    row = memo.once(key, (), Series.objects.select_for_update().filter(name=name, year=year).first)
    first = Series(name=name, year=year, last=1)
    row = journal.add(first) if row is None else journal.change(row, last=row.last + 1)
    memo.know(key, row)
    return int(row.last)
