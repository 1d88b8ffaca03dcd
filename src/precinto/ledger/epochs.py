# SPDX-License-Identifier: EUPL-1.2
"""Which epoch followed which, as the acts say: where it began, and what the one before had signed that is not here.

An act opens an epoch (`office.epoch`) and says the last checkpoint known of the one before. From then on that checkpoint, and
smaller ones of that epoch, are not breaks: that those acts are missing has been said, by somebody, on a day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from precinto_verify.replay import Columns, Key

TABLE = "office.newepoch"


@dataclass(frozen=True, slots=True)
class Opening:
    """The first `common` acts are the same in both epochs. `size` and `root` are the last that is known of the old one."""

    key: Any
    origin: str
    before: str
    common: int
    size: int
    root: str

    def accounts_for(self, origin: str, size: int, root: bytes) -> bool:
        """Whether a checkpoint that the books do not continue is one that this act has said is lost."""
        if origin != self.before or not self.common < size <= self.size:
            return False
        return size < self.size or root.hex() == self.root


def openings(state: Mapping[tuple[str, Key], Columns]) -> list[Opening]:
    return [
        Opening(
            key,
            str(columns.get("origin")),
            str(columns.get("before")),
            _number(columns.get("common")),
            _number(columns.get("size")),
            str(columns.get("root")),
        )
        for (table, key), columns in state.items()
        if table == TABLE
    ]


def _number(value: Any) -> int:
    return value if isinstance(value, int) else 0
