# SPDX-License-Identifier: EUPL-1.2
"""What the books of an office are made of. A series of the register holds documents; rooms above keep a letter of their own.

A book says when it is opened and closed, who signed, how many entries it has on how many folios, and where the ledger stood.
All that is the same for each; what an entry is, and how it is printed, its volume says.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Max

from precinto.access.decide import Subject
from precinto.documents.receiving.models import Book
from precinto.labels.label import Label
from precinto.ledger.models import Entry


@dataclass(frozen=True)
class Table:
    """How the entries stand on paper."""

    head: Sequence[Any]
    widths: Sequence[int]
    right: Sequence[int]


class Volume:
    """The entries of one letter."""

    procedure = ""  # whose cases the entries are
    annulled: str = ""  # the stage of an entry that counts no more, where there is one
    corrects: tuple[str, ...] = ()  # steps that change an entry after it was made

    def opening(self, book: Book, office: str) -> str:
        """The sentence with which the book is opened."""
        raise NotImplementedError

    def rows(self, book: Book) -> Any:
        """Its entries, a query."""
        raise NotImplementedError

    def unready(self, book: Book) -> str | None:
        """The number of an entry that must be seen to before the book is closed."""
        return None

    def seen(self, book: Book, who: Subject) -> bool:
        """Whether all of the book is for this person."""
        return True

    def label(self, book: Book, until: Entry | None) -> Label:
        """What the book is marked with, as it stood at an act; as it stands, where none is named."""
        raise NotImplementedError

    def table(self) -> Table:
        raise NotImplementedError

    def lines(self, book: Book, until: Entry | None) -> Iterator[tuple[Any, ...]]:
        """The entries in order of their numbers, as they stood at an act; as they stand, where none is named."""
        raise NotImplementedError

    def counted(self, book: Book) -> tuple[int, int, int]:
        """How many entries, the last number, and how many of them are annulled."""
        rows = self.rows(book)
        gone = rows.filter(stage=self.annulled).count() if self.annulled else 0
        return rows.count(), rows.aggregate(last=Max("number"))["last"] or 0, gone


# By letter; under no letter, whatever has none of its own: the register's.
VOLUMES: dict[str, Volume] = {}
# The letters whose book of the year the founding of the office opens, and the clerk and the head every year after.
YEARLY: list[str] = ["E"]


def volume(book: Book) -> Volume:
    return VOLUMES.get(book.series) or VOLUMES[""]
