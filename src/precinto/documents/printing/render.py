# SPDX-License-Identifier: EUPL-1.2
"""From a form's data to its PDF: PDF/A-2a and PDF/UA-1, with the fonts that the typesetter carries, the same bytes every time.

What was written by people goes to the templates as data and is never read as markup. The templates read nothing but
themselves: no file outside their folder, no package, no font of the system.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

TEMPLATES = Path(__file__).parent / "typst"
STANDARDS: list[Any] = ["a-2a", "ua-1"]
UNBROKEN = 12  # characters; a word of twice as many may be broken after so many, or it would run off the paper
# What the text font has for certain: Latin, Greek, Cyrillic, the usual signs.
_PLAIN = re.compile("[^\n\u0020-\u007e\u00a0-\u017f\u0391-\u03a1\u03a3-\u03c9\u0410-\u044f‐-”†‡•…‰‹›€№−\u200b]")


def pdf(template: str, data: dict[str, Any], at: datetime) -> bytes:
    """The PDF of a form. `at` is the time of the act, which is the date of the file."""
    # Loaded when the first form is printed: most processes never print.
    import typst

    try:
        return _compile(template, _each_text(data, breakable), at)
    except typst.TypstError as error:
        if "could not be displayed" not in error.message:
            raise
        # A sign for which no font has a picture is written as its number: nothing disappears from the paper.
        return _compile(template, _each_text(data, lambda text: breakable(plain(text))), at)


def pages(template: str, data: dict[str, Any]) -> int:
    """On how many pages a form would stand."""
    import typst

    found = typst.query(
        TEMPLATES / f"{template}.typ",
        "<pages>",
        field="value",
        one=True,
        root=TEMPLATES,
        package_path=TEMPLATES,
        package_cache_path=TEMPLATES,
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(_each_text(data, breakable), ensure_ascii=False, sort_keys=True)},
    )
    return int(json.loads(found))


def _compile(template: str, data: dict[str, Any], at: datetime) -> bytes:
    import typst

    return typst.compile(
        TEMPLATES / f"{template}.typ",
        root=TEMPLATES,
        package_path=TEMPLATES,
        package_cache_path=TEMPLATES,
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False, sort_keys=True)},
        pdf_standards=STANDARDS,
        timestamp=int(at.timestamp()),
    )


def _each_text(value: Any, change: Callable[[str], str]) -> Any:
    """What is made here stays as it is; every other text is changed."""
    if isinstance(value, Picture | Exact):
        return str(value)
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: _each_text(item, change) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_each_text(item, change) for item in value]
    return value


def breakable(text: str) -> str:
    """Text without control characters, in which no word is too long to be broken."""
    clean = "".join(c for c in text if c == "\n" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
    return re.sub(rf"\S{{{UNBROKEN}}}(?=\S{{{UNBROKEN}}})", "\\g<0>\u200b", clean)


def plain(text: str) -> str:
    return _PLAIN.sub(lambda sign: f"[U+{ord(sign.group()):04X}]", unicodedata.normalize("NFC", text))


class Picture(str):
    """An SVG made here."""


class Exact(str):
    """A hash, a key, a note: what is copied off the PDF must be it, to the letter. The template breaks it."""


def _bars(rows: list[str], quiet: int, height: int = 1) -> Picture:
    """Dark modules as one path: `1` is dark. No text, no style, nothing from outside."""
    parts = [
        f"M{run.start() + quiet} {y * height + (quiet if len(rows) > 1 else 0)}h{len(run.group())}v{height}h-{len(run.group())}z"
        for y, row in enumerate(rows)
        for run in re.finditer("1+", row)
    ]
    across = len(rows[0]) + 2 * quiet
    down = len(rows) * height + (2 * quiet if len(rows) > 1 else 0)
    return Picture(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {across} {down}" shape-rendering="crispEdges">'
        f'<path d="{"".join(parts)}"/></svg>'
    )


def strokes(drawing: str) -> Picture:
    """A signature drawn at the counter: `M x y L x y …`, already judged to be nothing else (`documents.receipts`)."""
    points = [int(n) for n in re.findall("[0-9]+", drawing)]
    across, down = max(points[0::2], default=1) + 4, max(points[1::2], default=1) + 4
    path = re.sub("[^ML0-9 ]", "", drawing)
    return Picture(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {across} {down}"><path d="{path}" fill="none" '
        'stroke="#141414" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"/></svg>'
    )


def qr(text: str, error: str = "m") -> Picture:
    import segno

    code = segno.make(text, error=error, micro=False, boost_error=False)
    return _bars(["".join("1" if module else "0" for module in row) for row in code.matrix], quiet=4)


def code128(text: str) -> Picture:
    import barcode

    return _bars([barcode.Code128(text).build()[0]], quiet=10, height=40)
