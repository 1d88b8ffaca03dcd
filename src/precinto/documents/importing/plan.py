# SPDX-License-Identifier: EUPL-1.2
"""Every row of an old register judged before anything is written: what it becomes, or why it does not."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Any

from precinto.documents.importing import columns
from precinto.documents.importing.cells import FORMULA, Cell, blank, clean, day, number, shown
from precinto.documents.importing.mapping import Map
from precinto.documents.importing.sheet import CannotImport, Sheet
from precinto.documents.importing.verdict import ALREADY, EMPTY, Doubt, Office, Plan, Row

LIMITS = {
    "title": 500,
    "classified_title": 500,
    "originator": 200,
    "reference": 120,
    "old_number": 120,
    "annexes": 300,
    "brought_by": 200,
    "meeting": 200,
    "declassify_event": 200,
}
NOTE_LIMIT = 1000
MOST_FOLIOS, MOST_COPIES = 100_000, 999
# 1.4, 1.6, 1.1: whose act it would be to lend, to destroy, to annul. An import has none of them.
CLAUSE_OF = {"lent": "1.4", "gone": "1.6", "deleted": "1.1"}
TOTAL = re.compile(r"(?:sub)?total(?:es|s)?\b", re.IGNORECASE)


def intent_of(sheet: Sheet, row: int) -> str:
    """The same row of the same table is performed once, whoever runs the import and however often."""
    return sha256(f"{sheet.key}:{row}".encode()).hexdigest()


def earlier_intent_of(sheet: Sheet, row: int) -> str:
    """As it was named before each sheet of a file was a table of its own: one of them has its rows in the books under that."""
    return sha256(f"{sheet.digest}:{row}".encode()).hexdigest()


def make(sheet: Sheet, map_: Map, office: Office) -> Plan:
    targets = map_.positions(sheet)
    if not {"title", "old_number", "reference", "note"} & set(targets):
        raise CannotImport("import-map-says-nothing")
    judge = _Judge(sheet, map_, office, targets)
    rows = [judge.row(at, cells) for at, cells in sheet.body]
    judge.among(rows)
    plan = Plan(sheet, map_, rows, judge.of_the_file(rows))
    plan.add_up()
    return plan


class _Judge:
    def __init__(self, sheet: Sheet, map_: Map, office: Office, targets: Sequence[str]) -> None:
        self.sheet, self.map, self.office, self.targets = sheet, map_, office, targets
        self.headings = sheet.headings
        self.place = {target: i for i, target in enumerate(targets) if target in columns.ONCE}

    def cell(self, cells: Sequence[Cell], target: str) -> Cell:
        at = self.place.get(target)
        return cells[at] if at is not None and at < len(cells) else ""

    def heading(self, target: str) -> str:
        return self.headings[self.place[target]]

    def row(self, at: int, cells: list[Cell]) -> Row:
        row = Row(at, cells, intent=intent_of(self.sheet, at))
        if all(blank(cell) for cell in cells):
            row.outcome = EMPTY
            return row
        if row.intent in self.office.done:
            row.outcome = ALREADY
            return row
        if self._again(cells):
            row.doubt("headings-again", self.map)
        elif self._is_total(cells):
            row.doubt("total-row", self.map)
        self._signs(row)
        self._custody(row)
        note = self._note(row)
        facts: dict[str, Any] = {"via": "legacy", "series": self.map.series, "place": self.map.place}
        facts["year"] = self.office.today.year
        self._texts(row, facts, note)
        self._dates(row, facts, note)
        self._numbers(row, facts, note)
        self._level(row, facts)
        if self.map.scope:
            facts["scope"] = "\n".join(self.map.scope)
        text = "\n".join(note)
        if len(text) > NOTE_LIMIT:
            row.doubt("note-too-long", self.map, length=len(text), limit=NOTE_LIMIT)
        facts["note"] = text
        if self._done_earlier(at, facts):
            return Row(at, cells, ALREADY, intent=row.intent)
        row.facts = facts
        return row

    def _done_earlier(self, at: int, facts: Mapping[str, Any]) -> bool:
        """Whether what was registered of this row of the file is what this sheet says in it, and not what another one did."""
        told = {facts.get("title", ""), facts.get("old_number", "")} - {""}
        return bool(told) and at in self.office.earlier and told <= self.office.earlier[at]

    def _again(self, cells: Sequence[Cell]) -> bool:
        return [shown(cell) for cell in cells if not blank(cell)] == [h for h in self.headings if h]

    def _is_total(self, cells: Sequence[Cell]) -> bool:
        filled = [cell for cell in cells if not blank(cell)]
        first = filled[0]
        numbers = sum(isinstance(cell, int) for cell in filled)
        return isinstance(first, str) and bool(TOTAL.match(first.strip())) and len(filled) - numbers <= 1 < len(filled)

    def _signs(self, row: Row) -> None:
        odd: dict[str, str] = {}
        formulas = []
        for at, cell in enumerate(row.cells):
            if isinstance(cell, str) and cell:
                # isprintable() is one fast pass: only what it stops at is looked at closely.
                if not cell.isprintable():
                    for c in cell:
                        if c not in "\n\r\t" and unicodedata.category(c) in ("Cc", "Cf", "Cs"):
                            odd[f"U+{ord(c):04X}"] = self._name(at)
                if FORMULA.match(cell.lstrip()):
                    formulas.append(self._name(at))
        if odd:
            row.doubt("control-characters", self.map, signs=list(odd), columns=sorted(set(odd.values())))
        if formulas:
            row.doubt("formula-looking", self.map, columns=formulas)
        beyond = [shown(cell) for cell in row.cells[len(self.headings) :] if not blank(cell)]
        if beyond:
            row.doubt("cells-beyond", self.map, values=beyond)

    def _name(self, at: int) -> str:
        return (self.headings[at] if at < len(self.headings) else "") or f"#{at + 1}"

    def _custody(self, row: Row) -> None:
        """An import counts every copy into the safe. A row that says otherwise is told, and nothing is lent or ended by it."""
        told = []
        for at, target in enumerate(self.targets[: len(row.cells)]):
            if target == "custody":
                told.append((columns.said_of_custody(self._name(at), shown(row.cells[at])), at))
        back = any(said == "back" for said, _at in told)
        for said, at in told:
            if said in CLAUSE_OF and not (said == "lent" and back):
                value = shown(row.cells[at])
                row.doubt(f"said-{said}", self.map, clause=CLAUSE_OF[said], column=self._name(at), value=value)

    def _note(self, row: Row) -> list[str]:
        """The lines of the note: each column that goes there, under its heading; a comment without."""
        lines = []
        for at, cell in enumerate(row.cells):
            target = self.targets[at] if at < len(self.targets) else "note"
            if target in ("note", "from", "to", "file", "released", "custody") and not blank(cell):
                text = shown(cell)
                lines.append(text if columns.meaning(self._name(at)) == "note" else f"{self._name(at)}: {text}")
        return lines

    def _texts(self, row: Row, facts: dict[str, Any], note: list[str]) -> None:
        for target, limit in LIMITS.items():
            if target not in self.place:
                continue
            cell = self.cell(row.cells, target)
            text = clean(shown(cell))
            if isinstance(cell, date):
                row.doubt("value-became-date", self.map, column=self.heading(target), value=text)
            if len(text) > limit:
                row.doubt("text-cut", self.map, column=self.heading(target), length=len(text), limit=limit)
                note.append(f"{self.heading(target)}: {text}")
                text = text[: limit - 1].rstrip() + "…"
            facts[target] = text
        if not facts.get("title"):
            if "title" in self.place:
                row.doubt("title-missing", self.map, title=self.map.title)
            facts["title"] = self.map.title
        if "old_number" in self.place and not facts["old_number"]:
            row.doubt("number-missing", self.map)

    def _dates(self, row: Row, facts: dict[str, Any], note: list[str]) -> None:
        for target in ("dated", "declassify_on"):
            if target not in self.place:
                continue
            cell = self.cell(row.cells, target)
            ahead = target == "declassify_on"
            found, doubt = day(cell, self.map.order, self.map.century, date.max if ahead else self.office.today)
            if doubt:
                row.doubt(doubt, self.map, column=self.heading(target), value=shown(cell))
                note.append(f"{self.heading(target)}: {shown(cell)}")
            facts[target] = found.isoformat() if found and doubt != "date-future" else ""
            if target == "dated" and self.map.year == "document" and found and 1900 <= found.year <= 2100:
                facts["year"] = found.year

    def _numbers(self, row: Row, facts: dict[str, Any], note: list[str]) -> None:
        facts["copies"] = self.map.copies
        cell = self.cell(row.cells, "copies")
        if not blank(cell):
            copies = number(cell)
            if copies is None or not 1 <= copies <= MOST_COPIES:
                row.doubt("copies-not-read", self.map, column=self.heading("copies"), value=shown(cell))
            else:
                facts["copies"] = copies
        facts["folios"] = self._folios(row, note)
        cell = self.cell(row.cells, "number")
        if "number" in self.place:
            match = re.fullmatch(r"(?:(\d{4})\s*/\s*)?0*(\d{1,9})", shown(cell))
            if match is None or int(match[2]) == 0:
                row.doubt("number-not-read", self.map, column=self.heading("number"), value=shown(cell))
            else:
                facts["number"] = int(match[2])
                facts["year"] = int(match[1]) if match[1] else facts["year"]

    def _folios(self, row: Row, note: list[str]) -> int:
        released = number(self.cell(row.cells, "released"))
        usual = released if released and 0 < released <= MOST_FOLIOS else self.map.folios
        if "folios" not in self.place:
            return usual
        cell = self.cell(row.cells, "folios")
        column = self.heading("folios")
        pages = number(cell)
        if blank(cell):
            row.doubt("pages-missing", self.map, folios=usual)
        elif pages is None or pages < 0:
            row.doubt("pages-not-read", self.map, column=column, value=shown(cell), folios=usual)
            note.append(f"{column}: {shown(cell)}")
        elif pages == 0:
            row.doubt("pages-zero", self.map, folios=usual)
            note.append(f"{column}: 0")
        elif pages > MOST_FOLIOS:
            row.doubt("pages-too-many", self.map, value=pages, limit=MOST_FOLIOS)
        else:
            if released is not None and released != pages:
                row.doubt("pages-differ", self.map, pages=pages, released=released)
            return pages
        return usual

    def _level(self, row: Row, facts: dict[str, Any]) -> None:
        facts["level"] = self.map.level
        cell = self.cell(row.cells, "level")
        if not blank(cell):
            found = self.office.levels.get(columns.folded(shown(cell)))
            if found is None:
                row.doubt("level-unknown", self.map, value=shown(cell))
            else:
                facts["level"] = found
        caveats = []
        for at, target in enumerate(self.targets):
            if target == "caveats" and at < len(row.cells) and not blank(row.cells[at]):
                for word in re.split(r"[,;/]", shown(row.cells[at])):
                    known = self.office.caveats.get(columns.folded(word))
                    if known is None:
                        row.doubt("caveat-unknown", self.map, value=word.strip())
                    else:
                        caveats.append(known)
        facts["caveats"] = caveats

    def among(self, rows: list[Row]) -> None:
        """What is only seen when rows are laid side by side. A row already in the register counts, and is left alone."""
        live = [row for row in rows if row.outcome != EMPTY]
        self._twice(live)
        for target, reason in (("old_number", "number-repeated"), ("file", "file-shared")):
            if target in self.place:
                for value, group in _groups(live, lambda row, t=target: shown(self.cell(row.cells, t))).items():
                    for row in group:
                        if row.outcome != ALREADY:
                            others = [other.number for other in group if other is not row]
                            row.doubt(reason, self.map, value=value, rows=others[:20], count=len(group))
        for row in live:
            known = self.office.old_numbers.get(str(row.facts.get("old_number", "")))
            if known:
                row.doubt("number-known", self.map, value=row.facts["old_number"], number=known)

    def _twice(self, rows: list[Row]) -> None:
        first: dict[tuple[str, ...], int] = {}
        for row in rows:
            key = tuple(f"{type(cell).__name__}:{cell}" for cell in row.cells)
            if key not in first:
                first[key] = row.number
            elif row.outcome != ALREADY:
                row.doubt("row-twice", self.map, row=first[key])

    def of_the_file(self, rows: list[Row]) -> list[Doubt]:
        found = []
        empty = [row.number for row in rows if row.outcome == EMPTY]
        if empty:
            found.append(Doubt("empty-rows", {"rows": empty[:20], "count": len(empty)}))
        if self.sheet.others:
            found.append(Doubt("other-sheets", {"sheets": list(self.sheet.others), "sheet": self.sheet.name}))
        known = {column.heading for column in self.map.columns}
        new = [heading for heading in self.headings if heading not in known]
        if new:
            found.append(Doubt("columns-new", {"columns": new}))
        custody = [self._name(at) for at, target in enumerate(self.targets) if target == "custody"]
        if custody:
            found.append(Doubt("columns-custody", {"columns": custody}))
        ignored = [column.heading for column in self.map.columns if column.to == "ignore"]
        if ignored:
            found.append(Doubt("columns-ignored", {"columns": ignored}))
        return found + self._sums(rows)

    def _sums(self, rows: list[Row]) -> list[Doubt]:
        """A row of totals is held against what stands above it: the pages, or how many rows there are."""
        found: list[Doubt] = []
        count = 0
        sums: dict[int, int] = defaultdict(int)
        for row in rows:
            if not any(doubt.reason == "total-row" for doubt in row.doubts):
                if row.outcome != EMPTY:
                    count += 1
                    for at, cell in enumerate(row.cells):
                        sums[at] += number(cell) or 0
                continue
            for at, cell in enumerate(row.cells):
                if isinstance(cell, int) and cell not in (sums[at], count):
                    facts = {"row": row.number, "column": self._name(at), "written": cell, "counted": sums[at]}
                    found.append(Doubt("totals-differ", facts | {"rows": count}))
        return found


def _groups(rows: list[Row], key: Any) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        value = key(row)
        if value:
            found[value].append(row)
    return {value: group for value, group in found.items() if len(group) > 1}
