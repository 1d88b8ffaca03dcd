# SPDX-License-Identifier: EUPL-1.2
"""What a list and a page show of a case, by its kind: the same columns on the page, in the API and in an export.

Filled when the program starts: by the pages for the cases of old, by each room for its own. What is not named is not shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

Column = tuple[Any, str | Callable[[Any], Any]]

COLUMNS: dict[type[Model], list[Column]] = {}
# What a case needs read with it, so that its columns ask nothing more: by joining, and by one question more for a whole page.
WITH: dict[type[Model], tuple[str, ...]] = {}
GATHERED: dict[type[Model], tuple[str, ...]] = {}


def value_of(case: Any, how: str | Callable[[Any], Any]) -> Any:
    value = how(case) if callable(how) else getattr(case, how)
    return value() if callable(value) else value


@dataclass(frozen=True)
class Cell:
    """What stands in a table: its words, where they lead, and how they are marked: `good`, `warn`, `stop`, `code`, `number`."""

    words: Any
    address: str = ""
    mark: str = ""


@dataclass(frozen=True)
class Lines:
    """Lines that belong to a case, under a heading. `empty` is said where there are none; `leads`: they only lead elsewhere."""

    id: str
    heading: Any
    head: Sequence[Any]
    rows: Sequence[Sequence[Cell]]
    empty: Any = ""
    leads: bool = False


LINES: dict[type[Model], Callable[[Any, Any], Sequence[Lines]]] = {}
ON_A_PAGE = 300
_every: ContextVar[bool] = ContextVar("every_line", default=False)


def most() -> int | None:
    """How many lines of a case a page shows. A list that leaves as a file has all of them."""
    return None if _every.get() else ON_A_PAGE


@contextmanager
def whole() -> Iterator[None]:
    before = _every.set(True)
    try:
        yield
    finally:
        _every.reset(before)
