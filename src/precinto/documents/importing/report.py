# SPDX-License-Identifier: EUPL-1.2
"""What came of an import: the summary for the screen, and the lists for whoever mends the old register."""

from __future__ import annotations

import csv
import io
import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from precinto.documents.importing.cells import shown
from precinto.documents.importing.verdict import QUARANTINED, REMARK, Plan, Row
from precinto.ledger.models import Leaf

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula: with an apostrophe before it where it might be one."""
    return f"'{text}" if text.lstrip(" ").startswith(STARTS_A_FORMULA) or text.startswith(STARTS_A_FORMULA) else text


def summary(plan: Plan) -> dict[str, Any]:
    """Totals, reasons, ledger positions: the same for page, command line and JSON."""
    found: dict[str, Any] = {
        "file": plan.sheet.file,
        "digest": plan.sheet.digest,
        "sheet": plan.sheet.name,
        "totals": plan.totals,
        "reasons": plan.reasons,
        "file_remarks": [{"reason": d.reason, "words": d.words()} for d in plan.doubts],
        "map": {column.heading: column.to for column in plan.map.columns},
    }
    entries = [row.entry for row in plan.rows if row.entry is not None]
    if entries:
        ends = Leaf.objects.filter(entry__in=(min(entries), max(entries))).order_by("index")
        places = list(ends.values_list("index", flat=True))
        # On PostgreSQL the sequencer gives the places a moment later: then only the acts are counted.
        found["ledger"] = {"first": places[0], "last": places[-1]} if places else {}
        found["acts"] = len(entries)
    return found


def listed(plan: Plan, outcome: str) -> list[dict[str, Any]]:
    """The rows of one outcome, each with its reasons in words."""
    return [
        {
            "row": row.number,
            "reasons": [d.reason for d in row.doubts],
            "clause": _clause(row),
            "words": [d.words() for d in row.doubts],
        }
        for row in plan.rows
        if row.outcome == outcome
    ]


def _clause(row: Row) -> str:
    return next((doubt.clause for doubt in row.doubts if doubt.clause), "")


def write_lists(plan: Plan, *, rehearsed: bool) -> list[Path]:
    """The quarantine list as CSV, and with the remarks as a spreadsheet, in HOME/out. Only the owner may read them."""
    folder: Path = settings.HOME.path / "out"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"import-{plan.sheet.key[:12]}{'-dry-run' if rehearsed else ''}"
    head = [_("Row"), _("Reason"), _("Clause"), _("Explanation"), *plan.sheet.headings]
    lists = {_("Quarantine"): _table(plan, QUARANTINED), _("Remarks"): _table(plan, REMARK)}
    made = [folder / f"{name}-quarantine.csv", folder / f"{name}.xlsx"]
    _put(made[0], _csv([head, *lists[_("Quarantine")]]))
    _put(made[1], _xlsx(head, lists))
    return made


def _table(plan: Plan, outcome: str) -> list[list[str]]:
    return [
        [
            str(row.number),
            " ".join(doubt.reason for doubt in row.doubts),
            _clause(row),
            "\n".join(doubt.words() for doubt in row.doubts),
            *[str(cell) if isinstance(cell, str) else shown(cell) for cell in row.cells],
        ]
        for row in plan.rows
        if row.outcome == outcome
    ]


def _csv(rows: list[list[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";").writerows([[harmless(cell) for cell in row] for row in rows])
    return out.getvalue().encode("utf-8-sig", errors="replace")


def _xlsx(head: list[str], lists: dict[str, list[list[str]]]) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        for title, rows in lists.items():
            page = book.add_worksheet(title)
            page.freeze_panes(1, 1)
            page.set_column(1, 1, 24, wrapped)
            page.set_column(3, 3, 70, wrapped)
            for y, row in enumerate([head, *rows]):
                for x, cell in enumerate(row):
                    page.write_string(y, x, harmless(cell)[:32_767], bold if y == 0 else None)
    return out.getvalue()


def _put(file: Path, data: bytes) -> None:
    """Whole or not at all, and readable by its owner alone."""
    temporary = file.with_name(f".{file.name}")
    temporary.unlink(missing_ok=True)
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    os.replace(temporary, file)
