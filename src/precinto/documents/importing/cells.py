# SPDX-License-Identifier: EUPL-1.2
"""One value of an old register at a time: as text, as a number, as a date with the doubt about it."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from typing import Any, Literal

Cell = str | int | bool | date | datetime
Order = Literal["dmy", "mdy", "ymd"]
FORMULA = re.compile(r"[=@]|[+-](?=\s*[A-Za-z(@=+\-\"'])")


def blank(cell: Cell) -> bool:
    return isinstance(cell, str) and not cell.strip()


def shown(cell: Cell) -> str:
    """A cell as it is written in a note: dates as ISO 8601, line ends kept as blanks."""
    if isinstance(cell, date | datetime):
        return cell.isoformat()
    return " ".join(str(cell).split())


def clean(text: str) -> str:
    """Without what cannot be seen, and in the composed spelling of Unicode."""
    if text.isascii() and text.isprintable():
        return text
    text = unicodedata.normalize("NFC", text)
    return "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cf", "Cs")).strip()


def number(cell: Cell) -> int | None:
    """A whole number, or None where it is not one."""
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int):
        return cell
    if isinstance(cell, str):
        text = cell.strip()
        if re.fullmatch(r"-?\d{1,9}(?:[.,]0+)?", text):
            return int(re.split(r"[.,]", text)[0])
    return None


_THREE = re.compile(r"(\d{1,4})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{1,4})(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?")
_PART = re.compile(r"(?:(\d{1,2})\s*[/.\-]\s*)?(\d{4})|(\d{4})-(\d{1,2})")


def day(cell: Any, order: Order, century: int, today: date) -> tuple[date | None, str]:
    """A cell as a date, and the doubt about it: `(None, "")` for an empty one."""
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        return (cell, "date-future") if cell > today else (cell, "")
    if isinstance(cell, bool):
        return None, "date-impossible"
    if isinstance(cell, int):
        return _of_count(cell, today)
    text = cell.strip()
    if not text:
        return None, ""
    if match := _THREE.fullmatch(text):
        return _of_parts(match, order, century, today)
    if text.isdecimal() and len(text) < 9:
        return _of_count(int(text), today)
    if (match := _PART.fullmatch(text)) and int(match[1] or match[4] or 1) in range(13):
        return None, "date-incomplete"
    return None, "date-impossible"


def _of_count(number: int, today: date) -> tuple[date | None, str]:
    """A year alone, or the days since 30 December 1899 as which a spreadsheet keeps a date."""
    if 1000 <= number <= today.year:
        return None, "date-incomplete"
    if 10_000 <= number <= 80_000:
        found = date.fromordinal(date(1899, 12, 30).toordinal() + number)
        return (found, "date-serial") if found <= today else (found, "date-future")
    return None, "date-impossible"


def _of_parts(match: re.Match[str], order: Order, century: int, today: date) -> tuple[date | None, str]:
    first, second, third = match[1], match[2], match[3]
    if len(first) == 4:
        order = "ymd"
    elif len(third) == 4 and order == "ymd":
        order = "dmy"
    parts = dict(zip(order, (first, second, third), strict=True))
    y, m, d = int(parts["y"]), int(parts["m"]), int(parts["d"])
    if y > 0 and d == 0 and 0 <= m <= 12 and len(parts["y"]) == 4:
        return None, "date-incomplete"
    short = len(parts["y"]) < 3
    try:
        found = date(century + y if short else y, m, d)
    except ValueError:
        return None, "date-impossible"
    if found.year < 1000:
        return None, "date-impossible"
    if found > today:
        return found, "date-future"
    return found, "date-two-digits" if short else ""
