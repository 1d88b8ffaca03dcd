# SPDX-License-Identifier: EUPL-1.2
"""The map of one old register: what its columns become, how its dates are written, what is done with doubtful rows.

A TOML file (`docs/formats/import-map.md`): guessed once from the headings, then the office's to correct.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

from precinto.documents.importing import columns
from precinto.documents.importing.cells import Order
from precinto.documents.importing.sheet import CannotImport, Sheet

Year = Literal["import", "document"]
Way = Literal["take", "quarantine"]

# Every doubt about a row, and what is done with it unless the map says otherwise. In the order in which they are told.
DOUBTS: dict[str, Way] = {
    "date-impossible": "take",
    "date-future": "quarantine",
    "date-two-digits": "take",
    "date-incomplete": "take",
    "date-serial": "take",
    "number-missing": "take",
    "number-repeated": "take",
    "number-known": "quarantine",
    "number-not-read": "quarantine",
    "value-became-date": "take",
    "title-missing": "take",
    "text-cut": "take",
    "note-too-long": "quarantine",
    "pages-missing": "take",
    "pages-zero": "take",
    "pages-not-read": "take",
    "pages-too-many": "quarantine",
    "pages-differ": "take",
    "copies-not-read": "quarantine",
    "file-shared": "take",
    "control-characters": "take",
    "formula-looking": "take",
    "level-unknown": "quarantine",
    "caveat-unknown": "quarantine",
    "cells-beyond": "take",
    "row-twice": "quarantine",
    "headings-again": "quarantine",
    "total-row": "quarantine",
    "said-lent": "quarantine",
    "said-gone": "quarantine",
    "said-deleted": "quarantine",
}
# These rows cannot be taken whatever a map says: what they lack has no place to go.
NEVER_TAKEN = frozenset(
    {"note-too-long", "number-not-read", "level-unknown", "caveat-unknown", "copies-not-read", "pages-too-many"}
)  # fmt: skip


@dataclass(frozen=True)
class Column:
    heading: str
    at: int  # 1 for the first
    to: str


@dataclass(frozen=True)
class Map:
    columns: tuple[Column, ...]
    sheet: str = ""
    heading_row: int = 1
    order: Order = "dmy"
    century: int = 1900
    series: str = "L"
    year: Year = "import"
    level: str = ""
    place: str = ""
    title: str = "[—]"
    copies: int = 1
    folios: int = 1
    scope: tuple[str, ...] = ()
    doubts: Mapping[str, Way] = field(default_factory=lambda: dict(DOUBTS))

    def positions(self, sheet: Sheet) -> list[str]:
        """The target of each column of a sheet, by its heading. Raises `CannotImport` when one is not there."""
        headings = sheet.headings
        targets = ["custody" if columns.meaning(heading) == "custody" else "note" for heading in headings]
        for column in self.columns:
            places = [i for i, heading in enumerate(headings) if heading == column.heading]
            if not places:
                raise CannotImport("import-map-no-column", facts={"heading": column.heading})
            targets[places[0] if len(places) == 1 or column.at - 1 not in places else column.at - 1] = column.to
        return targets

    def way(self, doubt: str) -> Way:
        return "quarantine" if doubt in NEVER_TAKEN else self.doubts.get(doubt, DOUBTS[doubt])


def guess(sheet: Sheet, *, level: str, place: str, title: str) -> Map:
    headings = sheet.headings
    targets = columns.guess(headings)
    dated = [i for i, target in enumerate(targets) if target in ("dated", "declassify_on")]
    cells = [row[i] for _n, row in sheet.body for i in dated if i < len(row)]
    return Map(
        columns=tuple(Column(h, i + 1, t) for i, (h, t) in enumerate(zip(headings, targets, strict=True))),
        sheet=sheet.name,
        heading_row=sheet.heading + 1,
        order=_order([cell for cell in cells if isinstance(cell, str)], headings),
        level=level,
        place=place,
        title=title,
    )


def _order(texts: list[str], headings: list[str]) -> Order:
    """Which part is the day: a first part above 12 says so for all, a second one that it is the month that comes first."""
    dmy = mdy = ymd = 0
    for text in texts:
        if match := re.match(r"\s*(\d{1,4})[/.\-](\d{1,2})[/.\-](\d{1,4})", text):
            first, second = int(match[1]), int(match[2])
            ymd += len(match[1]) == 4
            dmy += len(match[1]) < 3 and 12 < first < 32 and second < 13
            mdy += first < 13 and 12 < second < 32
    if ymd > dmy + mdy:
        return "ymd"
    if dmy != mdy:
        return "dmy" if dmy > mdy else "mdy"
    english = {"date", "document date", "doc date", "record number", "title"}
    return "mdy" if any(columns.folded(heading) in english for heading in headings) else "dmy"


HEAD = """\
# How this old register is read. Correct it, try again with --dry-run until the report is right, then run the import.
# A column becomes one of: {once};
# or, several together: {many}. What becomes "note" is written as "heading: value"; what becomes "ignore" is not taken.
# Under [doubts]: "take" takes the row and says so, "quarantine" leaves it out and lists it.
"""


def write(map_: Map) -> str:
    """The map as TOML. Reading it again gives the same map."""
    lines = [HEAD.format(once=", ".join(columns.ONCE), many=", ".join(columns.MANY)).rstrip(), ""]
    lines += ["[table]", f"sheet = {_quoted(map_.sheet)}", f"heading_row = {map_.heading_row}", ""]
    lines += [
        "[dates]",
        f'order = "{map_.order}"        # dmy, mdy, ymd',
        f"century = {map_.century}       # of years written with two digits",
        "",
    ]
    lines += ["[register]", f"series = {_quoted(map_.series)}", f'year = "{map_.year}"      # import, document']
    lines += ["", "[defaults]", f"level = {_quoted(map_.level)}", f"place = {_quoted(map_.place)}"]
    lines += [f"title = {_quoted(map_.title)}        # of a row that has none"]
    lines += [f"copies = {map_.copies}", f"folios = {map_.folios}        # of a row that says none"]
    lines += [f"scope = [{', '.join(_quoted(line) for line in map_.scope)}]"]
    for column in map_.columns:
        lines += ["", "[[columns]]", f"heading = {_quoted(column.heading)}", f"at = {column.at}"]
        lines += [f'to = "{column.to}"']
    lines += ["", "[doubts]", *(f'{name} = "{map_.way(name)}"' for name in DOUBTS)]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """A TOML basic string: JSON's escapes are TOML's, but for the delete character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


_SHAPE: dict[str, dict[str, tuple[str, type]]] = {
    "table": {"sheet": ("sheet", str), "heading_row": ("heading_row", int)},
    "dates": {"order": ("order", str), "century": ("century", int)},
    "register": {"series": ("series", str), "year": ("year", str)},
    "defaults": {
        "level": ("level", str),
        "place": ("place", str),
        "title": ("title", str),
        "copies": ("copies", int),
        "folios": ("folios", int),
        "scope": ("scope", list),
    },
}


def read(text: str) -> Map:
    """Raises `CannotImport` with the name that cannot be taken."""
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CannotImport("import-map-not-toml", facts={"error": str(error)}) from error
    values: dict[str, Any] = {}
    for section, names in _SHAPE.items():
        given = found.pop(section, {})
        for name, (key, kind) in names.items():
            if name in given:
                value = given.pop(name)
                if type(value) is not kind:
                    raise _bad(f"{section}.{name}", value)
                values[key] = value
        if given:
            raise _bad(f"{section}.{next(iter(given))}", "")
    values["columns"] = _columns(found.pop("columns", []))
    values["doubts"] = DOUBTS | _doubts(found.pop("doubts", {}))
    if found:
        raise _bad(next(iter(found)), "")
    values["scope"] = tuple(str(line) for line in values.get("scope", ()))
    made = Map(**values)
    _possible(made)
    return made


def _possible(made: Map) -> None:
    for name, value, allowed in (
        ("dates.order", made.order, get_args(Order)),
        ("register.year", made.year, get_args(Year)),
    ):
        if value not in allowed:
            raise _bad(name, value)
    if not re.fullmatch("[A-Z]", made.series):
        raise _bad("register.series", made.series)
    for name, number, low, high in (
        ("table.heading_row", made.heading_row, 1, 200_000),
        ("dates.century", made.century, 1500, 2100),
        ("defaults.copies", made.copies, 1, 999),
        ("defaults.folios", made.folios, 1, 100_000),
    ):
        if not low <= number <= high:
            raise _bad(name, number)


def _columns(given: Any) -> tuple[Column, ...]:
    if not isinstance(given, list) or not given:
        raise _bad("columns", "")
    found: list[Column] = []
    for item in given:
        if not isinstance(item, dict) or set(item) != {"heading", "at", "to"}:
            raise _bad("columns", item)
        column = Column(str(item["heading"]), item["at"] if isinstance(item["at"], int) else 0, str(item["to"]))
        if column.to not in columns.TARGETS:
            raise _bad(f"columns: {column.heading}", column.to)
        if column.to in columns.ONCE and column.to in {other.to for other in found}:
            raise _bad(f"columns: {column.heading}", column.to)
        found.append(column)
    return tuple(found)


def _doubts(given: Any) -> dict[str, Way]:
    if not isinstance(given, dict):
        raise _bad("doubts", given)
    for name, way in given.items():
        if name not in DOUBTS or way not in get_args(Way):
            raise _bad(f"doubts.{name}", way)
    return given


def _bad(name: str, value: object) -> CannotImport:
    return CannotImport("import-map-bad", facts={"name": name, "value": str(value)})


def read_file(path: Path) -> Map:
    try:
        return read(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise CannotImport("import-map-not-toml", facts={"error": str(error)}) from error
