# SPDX-License-Identifier: EUPL-1.2
"""The reading process: a spreadsheet of unknown origin in, rows of plain values out, as JSON on standard output.

Run as `python reader.py FILE`, apart from the program. It bounds its own memory and time before it opens the file,
because a small file can ask for a large table: whatever it meets, only this process ends. Imports no Django.
"""

from __future__ import annotations

import csv
import io
import json
import re
import resource
import sys
import zipfile
from collections import Counter
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

FILE_LIMIT = 64 * 2**20
UNPACKED_LIMIT = 512 * 2**20
RATIO_LIMIT = 250  # a spreadsheet packs 5 to 30 times; a bomb a thousand
MEMORY_LIMIT = 2 * 2**30
SECONDS = 120
ROWS, COLUMNS, CELL = 200_000, 512, 32_767
DELIMITERS = ",;\t|"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class Unreadable(Exception):
    """`args` are a message id and its facts."""

    def __init__(self, reason: str, **facts: Any) -> None:
        super().__init__(reason, facts)
        self.reason, self.facts = reason, facts


def read(path: Path) -> dict[str, Any]:
    """`{"format", "sheets": [{"name", "rows"}]}`. Raises `Unreadable`."""
    size = path.stat().st_size
    if size == 0:
        raise Unreadable("import-empty-file")
    if size > FILE_LIMIT:
        raise Unreadable("import-file-too-large", limit=FILE_LIMIT // 2**20)
    data = path.read_bytes()
    if data[:4] == b"PK\x03\x04":
        _bounded(data)
        return _workbook(data, "xlsx/ods")
    if data[:8] == OLE:
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Unreadable("import-password")
        return _workbook(data, "xls")
    return _text(data)


def _bounded(data: bytes) -> None:
    """A packed spreadsheet says how large its parts are; what a part says is enforced when it is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            total = 0
            for part in packed.infolist():
                if part.flag_bits & 1:
                    raise Unreadable("import-password")
                with packed.open(part) as stream:
                    while piece := stream.read(2**20):
                        total += len(piece)
                        if total > UNPACKED_LIMIT or total > len(data) * RATIO_LIMIT + 2**20:
                            raise Unreadable("import-bomb")
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, ValueError, RuntimeError) as error:
        raise Unreadable("import-damaged") from error


def _workbook(data: bytes, kind: str) -> dict[str, Any]:
    import python_calamine as calamine

    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = []
        for meta in book.sheets_metadata:
            if meta.typ != calamine.SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_name(meta.name)
            _small_enough(sheet.total_height, sheet.total_width)
            rows = sheet.to_python(skip_empty_area=False)
            sheets.append({"name": meta.name, "rows": [_trimmed([_plain(v) for v in row]) for row in rows]})
    except calamine.PasswordError as error:
        raise Unreadable("import-password") from error
    except (calamine.CalamineError, ValueError, OSError) as error:
        raise Unreadable("import-damaged" if kind != "xls" else "import-not-a-table") from error
    return {"format": kind, "sheets": sheets}


def _small_enough(rows: int, columns: int) -> None:
    if columns > COLUMNS:
        raise Unreadable("import-too-wide", columns=columns, limit=COLUMNS)
    if rows > ROWS:
        raise Unreadable("import-too-long", rows=rows, limit=ROWS)


def _plain(value: Any) -> Any:
    """Text, numbers, and dates as `{"d": "1964-03-26"}`, so that a date is still known from a text that looks like one."""
    if isinstance(value, str | bool | int) or value is None:
        return value if value is not None else ""
    if isinstance(value, datetime):
        return {"d": value.isoformat(sep=" ") if value.time() != time(0) else value.date().isoformat()}
    if isinstance(value, date):
        return {"d": value.isoformat()}
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 2**53 else str(value)
    if isinstance(value, time | timedelta):
        return str(value)
    return str(value)


def _trimmed(row: list[Any]) -> list[Any]:
    while row and row[-1] == "":
        row.pop()
    return row


def _text(data: bytes) -> dict[str, Any]:
    text = _decoded(data)
    odd = sum(1 for c in text[:20_000] if ord(c) < 32 and c not in "\t\r\n\f")
    if data[:5] == b"%PDF-" or "\0" in text[:20_000] or odd > len(text[:20_000]) / 20:
        raise Unreadable("import-not-a-table")
    delimiter = _delimiter(text)
    csv.field_size_limit(2**20)
    rows: list[list[Any]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=False)
    start = 1
    try:
        for row in reader:
            _small_enough(len(rows), len(row))
            rows.append(_trimmed(list(row)))
            start, last = reader.line_num + 1, start
    except csv.Error as error:
        raise Unreadable("import-csv-broken", line=start) from error
    if rows and _open_quote(text, delimiter):
        raise Unreadable("import-quote-open", line=last)
    return {"format": "csv", "sheets": [{"name": "", "rows": rows}]}


def _open_quote(text: str, delimiter: str) -> bool:
    """Whether a quotation mark opened a cell that never ends: all that follows would be one cell."""
    try:
        for _row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            pass
    except csv.Error as error:
        return "unexpected end" in str(error)
    return False


def _decoded(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def _delimiter(text: str) -> str:
    """The mark that divides most lines into the same number of cells, more cells before fewer."""
    sample = "\n".join(text[:200_000].splitlines()[:200])
    best = (0.0, ",")
    for mark in DELIMITERS:
        try:
            widths = Counter(len(row) for row in csv.reader(io.StringIO(sample), delimiter=mark) if row)
        except csv.Error:
            continue
        if not widths:
            continue
        width, times = max(widths.items(), key=lambda item: (item[1], item[0]))
        if width > 1:
            best = max(best, (times / sum(widths.values()) + min(width, 50) / 100, mark))
    return best[1]


def main() -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        found = read(Path(sys.argv[1]))
    except Unreadable as error:
        found = {"refused": error.reason, "facts": error.facts}
    except (MemoryError, RecursionError, OverflowError):
        found = {"refused": "import-too-large-inside", "facts": {}}
    # A lone half of a surrogate pair can stand in a damaged sheet; JSON would carry it on.
    text = re.sub("[\ud800-\udfff]", "�", json.dumps(found, ensure_ascii=False))
    sys.stdout.buffer.write(text.encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
