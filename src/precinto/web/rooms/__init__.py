# SPDX-License-Identifier: EUPL-1.2
"""How each room's cases are shown on the one page of any case: their facts, their lines, the papers that they offer.

A room has one module here, which calls `show` for each of its kinds of case; all of them are read when the program starts.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from precinto.documents.columns import GATHERED
from precinto.documents.columns import LINES as LINES
from precinto.documents.columns import Cell as Cell
from precinto.documents.columns import Lines as Lines
from precinto.procedures.model import Actor
from precinto.records.models import Case

if TYPE_CHECKING:
    from precinto.documents.columns import Column
    from precinto.web.papers import Paper


Reads = Callable[[Any, Actor], Sequence[Lines]]
Offers = Callable[[Any, Actor], Sequence["Paper"]]
PAPERS: dict[type[Case], Offers] = {}


def show(
    model: type[Case],
    *,
    columns: Sequence[Column],
    reads: Sequence[str] = (),
    gathers: Sequence[str] = (),
    lines: Reads | None = None,
    papers: Offers | None = None,
) -> None:
    """`columns` are its facts; `reads` what is read with the row (`select_related`), `gathers` what a list reads for all its
    rows at once (`prefetch_related`: what `concerned` and `document_key` walk through). A line of a document out of scope
    shows its number at most: whoever writes `lines` asks `visible` for each."""
    from precinto.web import facts

    facts.COLUMNS[model] = list(columns)
    facts.WITH[model] = tuple(reads)
    GATHERED[model] = tuple(gathers)
    if lines is not None:
        LINES[model] = lines
    if papers is not None:
        PAPERS[model] = papers


def read_all() -> None:
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
