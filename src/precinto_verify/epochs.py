# SPDX-License-Identifier: Apache-2.0
"""Which epoch followed which, as the acts say, and what the one before had signed that is not here (`docs/formats/checkpoint.md`).

An act opens an epoch (`office.epoch`) and says the last checkpoint known of one before. From then on that checkpoint, and smaller
ones of that epoch, are not breaks: that those acts are missing has been said, by somebody, on a day.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from precinto_verify.note import Checkpoint, VKey

TABLE = "office.newepoch"
ACT = ("office.epoch", "open")
# In canonical bytes a quotation mark within text is escaped: an entry without this has no such row.
MARK = f'"{TABLE}"'.encode()


def office_of(origin: str) -> str:
    """The name of a ledger without the number of its epoch."""
    return origin.rpartition("/")[0]


def number_of(origin: str) -> int:
    """The number in which the name of an epoch ends, or 0."""
    last = origin.rpartition("/")[2]
    return int(last) if last.isascii() and last.isdecimal() and len(last) < 9 else 0


def same_office(one: str, other: str) -> bool:
    """Whether two names are of epochs of one ledger: they differ in their number, if at all."""
    return one == other or bool(
        number_of(one) and number_of(other) and office_of(one) and office_of(one) == office_of(other)
    )


def under_the_name(keys: Iterable[VKey], origin: str) -> list[VKey]:
    """These keys as they sign in that epoch: a key goes through all epochs, under the name of each. Others stay as they are."""
    return [replace(key, name=origin) if same_office(key.name, origin) else key for key in keys]


@dataclass(frozen=True, slots=True)
class Opening:
    """The act at `index` opened an epoch. The first `common` acts are the same in both; `size` and `root` are the last known."""

    index: int
    key: Any
    origin: str
    before: str
    common: int
    size: int
    root: str

    def accounts_for(self, head: Checkpoint) -> bool:
        """Whether a checkpoint that the books do not continue is one that this act has said is lost."""
        if head.origin != self.before or not self.common < head.size <= self.size:
            return False
        return head.size < self.size or head.root.hex() == self.root


class Openings:
    """Show them every entry; then ask."""

    def __init__(self) -> None:
        self.all: list[Opening] = []
        self._keys: set[Any] = set()

    def look(self, index: int, entry: Any) -> None:
        """Take note of an entry that opens an epoch. What is not of the form is passed over: it opens nothing."""
        match entry:
            case {"kind": "act", "procedure": str(procedure), "step": str(step), "rows": list(rows)}:
                if (procedure, step) != ACT:
                    return
                for row in rows:
                    self._row(index, row)

    def _row(self, index: int, row: Any) -> None:
        match row:
            case [
                str(table),
                int() | str() as key,
                {
                    "origin": str(origin),
                    "before": str(before),
                    "common": int(common),
                    "size": int(size),
                    "root": str(root),
                },
            ]:
                if table == TABLE and key not in self._keys and same_office(origin, before):
                    self._keys.add(key)
                    self.all.append(Opening(index, key, origin, before, common, size, root))

    @property
    def names(self) -> set[str]:
        """Every epoch that these acts speak of."""
        return {name for one in self.all for name in (one.origin, one.before)}

    def accounting_for(self, head: Checkpoint) -> Opening | None:
        """The first act that said so, if any did."""
        return next((one for one in self.all if one.accounts_for(head)), None)
