# SPDX-License-Identifier: EUPL-1.2
"""What a transaction has read once and need not read again for its next act.

A value is kept while the transaction lasts and until a row of one of the tables that it was read from is written in it. An
import that takes a hundred documents as one asks once who the clerk is, and not a hundred times. Outside a transaction
nothing is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

T = TypeVar("T")

_kept: ContextVar[dict[Hashable, tuple[frozenset[str], object]] | None] = ContextVar("precinto_memo", default=None)


@contextmanager
def kept() -> Iterator[None]:
    """Keep what is read until the outermost of these ends; what an inner one undoes is forgotten."""
    outer = _kept.get()
    if outer is not None:
        try:
            yield
        except BaseException:
            outer.clear()
            raise
        return
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def once(key: Hashable, tables: Iterable[str], read: Callable[[], T]) -> T:
    """`read()`, or what it gave before in this transaction. `tables` are the labels of all models that it reads.

    What is kept is shared between acts: it must be immutable, or treated so.
    """
    known = _kept.get()
    if known is None:
        return read()
    if key not in known:
        known[key] = (frozenset(tables), read())
    return known[key][1]  # type: ignore[return-value]  # the key names one reader


def know(key: Hashable, value: object) -> None:
    """What `once` would read under this key is this, from now on: the writer says so itself."""
    known = _kept.get()
    if known is not None:
        known[key] = (frozenset(), value)


def written(table: str) -> None:
    """A row of this table was written: whatever was read from it is read again."""
    known = _kept.get()
    if known:
        for key in [key for key, (tables, _value) in known.items() if table in tables]:
            del known[key]
