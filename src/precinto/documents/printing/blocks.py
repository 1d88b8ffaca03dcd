# SPDX-License-Identifier: EUPL-1.2
"""What most forms are made of, one block under the other: headings, facts, tables, sentences, signatures.

A form whose `title` is given needs no template: its content is `blocks.body(...)` of these. Texts are written in the
language that is active while the content is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

Block = dict[str, Any]
INK = "\u00a0"  # what is left to be written by hand, or signed: room, and no dash


def body(*blocks: Block | None) -> dict[str, Any]:
    return {"blocks": [block for block in blocks if block is not None]}


def heading(words: Any) -> Block:
    return {"kind": "heading", "text": str(words)}


def sentence(words: Any, *, strong: bool = False) -> Block:
    return {"kind": "sentence", "text": str(words), "strong": strong}


def facts(pairs: Iterable[tuple[Any, Any]], *, columns: int = 2) -> Block:
    """Names and values; an empty value is printed as a dash."""
    return {"kind": "facts", "columns": columns, "rows": [(str(name), _said(value)) for name, value in pairs]}


def table(
    head: Sequence[Any], rows: Iterable[Sequence[Any]], *, widths: Sequence[int] = (), right: Sequence[int] = ()
) -> Block:
    """`widths` are shares of the line, one a column (equal when left out); `right` the columns of numbers."""
    return {
        "kind": "table",
        "head": [str(word) for word in head],
        "rows": [[_said(cell) for cell in row] for row in rows],
        "widths": list(widths) or [1] * len(head),
        "right": list(right),
    }


def signatures(*who: tuple[Any, str]) -> Block:
    """A line to sign on for each: what as, and the name where it is known."""
    return {"kind": "signatures", "who": [(str(role), name) for role, name in who]}


def page() -> Block:
    """What follows begins on a new page."""
    return {"kind": "page"}


def cut(words: Any, title: Any) -> Block:
    """Where the paper is torn off. What follows is a paper by itself: it has a title, and the number and code of the form."""
    return {"kind": "cut", "text": str(words), "title": str(title)}


def address(name: Any, where: Any) -> Block:
    """To whom, so large that it is read on an envelope."""
    return {"kind": "address", "name": str(name), "where": str(where)}


def _said(value: Any) -> str:
    # A hash stays what it is (`render.Exact`), to be copied to the letter.
    return "" if value is None else value if isinstance(value, str) else str(value)
