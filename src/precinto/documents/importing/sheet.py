# SPDX-License-Identifier: EUPL-1.2
"""A table as it was found, and the file that it came from."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import precinto.documents.importing.words  # noqa: F401  what an import says is known from here on
from precinto.documents.importing import columns
from precinto.documents.importing.cells import Cell, blank
from precinto.records.errors import Refused

READER = Path(__file__).with_name("reader.py")
PATIENCE = 180  # seconds; the reading process has its own limit of processor time


class CannotImport(Refused):
    """The file or its map cannot be used: the words say which and why."""

    status = 422


@dataclass(frozen=True)
class Sheet:
    """`rows[0]` is row 1 of the spreadsheet. `heading` is the index of the row of headings."""

    file: str
    digest: str
    format: str
    name: str
    rows: list[list[Cell]]
    heading: int
    others: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Names the table: the digest of its file, and where that holds several tables, its name as well."""
        return hashlib.sha256(f"{self.digest}:{self.name}".encode()).hexdigest() if self.others else self.digest

    @property
    def headings(self) -> list[str]:
        row = self.rows[self.heading]
        return [_words(cell) for cell in row]

    @property
    def body(self) -> list[tuple[int, list[Cell]]]:
        """The rows below the headings with their numbers in the spreadsheet; what is empty at the end is not there."""
        last = max((i for i, row in enumerate(self.rows) if any(not blank(c) for c in row)), default=0)
        return [(i + 1, self.rows[i]) for i in range(self.heading + 1, last + 1)]


def _words(cell: Cell) -> str:
    return " ".join(str(cell).split())


def open_sheet(path: Path, *, name: str = "", heading: int | None = None) -> Sheet:
    """The table of a file: the sheet named, or that whose headings say most. Raises `CannotImport`."""
    if not path.is_file():
        raise CannotImport("import-no-file", facts={"file": path.name})
    found = _read(path)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    sheets = {sheet["name"]: [[_cell(v) for v in row] for row in sheet["rows"]] for sheet in found["sheets"]}
    sheets = {title: rows for title, rows in sheets.items() if any(rows)}
    if not sheets:
        raise CannotImport("import-no-rows", facts={"file": path.name})
    if name and name not in sheets:
        raise CannotImport("import-no-sheet", facts={"sheet": name, "sheets": list(sheets)})
    chosen = name or max(sheets, key=lambda title: columns.heading_row(sheets[title])[1])
    rows = sheets[chosen]
    at, score = columns.heading_row(rows)
    if heading is not None:
        at = heading - 1
        if not 0 <= at < len(rows):
            raise CannotImport("import-no-headings", facts={"file": path.name})
    elif score <= 0:
        raise CannotImport("import-no-headings", facts={"file": path.name})
    others = tuple(title for title in sheets if title != chosen)
    return Sheet(path.name, digest, found["format"], chosen, rows, at, others)


def _read(path: Path) -> dict[str, Any]:
    command = [sys.executable, "-I", str(READER), str(path.absolute())]
    try:
        done = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired as error:
        raise CannotImport("import-too-large-inside", facts={"file": path.name}) from error
    if done.returncode != 0:  # below 0: it met the bounds of its memory or time; above: the file broke its parser
        reason = "import-too-large-inside" if done.returncode < 0 else "import-damaged"
        raise CannotImport(reason, facts={"file": path.name})
    found: dict[str, Any] = json.loads(done.stdout)
    if "refused" in found:
        raise CannotImport(found["refused"], facts={"file": path.name, **found["facts"]})
    return found


def _cell(value: Any) -> Cell:
    if isinstance(value, dict):
        text = str(value["d"])
        return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
    return value  # type: ignore[no-any-return]  # the reading process gives text, numbers and dates only
