# SPDX-License-Identifier: EUPL-1.2
"""What a judged register is made of: a doubt, a row with its outcome, and the plan whose totals add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from precinto.documents.importing.cells import Cell
from precinto.documents.importing.mapping import Map
from precinto.documents.importing.sheet import Sheet
from precinto.procedures.refusals import sentences
from precinto.records.errors import Broken

TAKEN, REMARK, QUARANTINED, EMPTY, ALREADY = "taken", "remark", "quarantined", "empty", "already"
OUTCOMES = (TAKEN, REMARK, QUARANTINED, EMPTY, ALREADY)


@dataclass(frozen=True)
class Doubt:
    """One doubt about one row, or about the whole file: a reason, and what its words need."""

    reason: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    clause: str = ""

    def words(self) -> str:
        parts = [part for part in sentences(f"import-{self.reason}", self.facts) if part]
        if self.clause and self.reason != "refused":  # a refusal's own words name it
            parts.append(f"({_('Clause')} {self.clause})")
        return " ".join(parts)


@dataclass
class Row:
    number: int  # in the spreadsheet, from 1
    cells: list[Cell]
    outcome: str = TAKEN
    doubts: list[Doubt] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    intent: str = ""
    entry: int | None = None

    def doubt(self, reason: str, map_: Map, *, clause: str = "", **facts: Any) -> None:
        self.doubts.append(Doubt(reason, facts, clause))
        if map_.way(reason) == "quarantine":
            self.outcome = QUARANTINED
        elif self.outcome == TAKEN:
            self.outcome = REMARK

    def quarantine(self, doubt: Doubt) -> None:
        self.doubts.append(doubt)
        self.outcome = QUARANTINED


@dataclass(frozen=True)
class Office:
    """What of the office a plan depends on: its levels, the day, what is in the register already."""

    today: date
    levels: Mapping[str, str]  # folded name, alias or id to id
    caveats: Mapping[str, str]
    old_numbers: Mapping[str, str] = field(
        default_factory=dict
    )  # old number to the number here, of what the clerk may see
    done: frozenset[str] = frozenset()  # intents performed already
    # Row number to all that was ever written of the document that a row so numbered, of any sheet of the file, has made.
    earlier: Mapping[int, frozenset[str]] = field(default_factory=dict)


@dataclass
class Plan:
    sheet: Sheet
    map: Map
    rows: list[Row]
    doubts: list[Doubt]

    @property
    def totals(self) -> dict[str, int]:
        counts = Counter(row.outcome for row in self.rows)
        return {"read": len(self.rows)} | {outcome: counts[outcome] for outcome in OUTCOMES}

    @property
    def reasons(self) -> dict[str, int]:
        """In how many rows each reason was found, most frequent first."""
        found = Counter(reason for row in self.rows for reason in {doubt.reason for doubt in row.doubts})
        return dict(found.most_common())

    @property
    def to_take(self) -> list[Row]:
        return [row for row in self.rows if row.outcome in (TAKEN, REMARK)]

    def add_up(self) -> None:
        """Raises `Broken` unless every row read has one outcome."""
        totals = self.totals
        below = len(self.sheet.body)
        if totals["read"] != below or totals["read"] != sum(totals[outcome] for outcome in OUTCOMES):
            raise Broken(f"the import's totals do not add up: {totals}")
