# SPDX-License-Identifier: EUPL-1.2
"""Thirteen thousand rows of an old register, checked and registered: the real one repeated, with numbers of its own."""

from __future__ import annotations

import csv
import time
from dataclasses import replace
from pathlib import Path

from bench.report import Row
from bench.world import office

REGISTER = Path(__file__).resolve().parent.parent / "tests" / "data" / "nara-register-2021.xlsx"


def run(rows: int = 13_000) -> list[Row]:
    with office("sqlite") as home:
        from django.conf import settings
        from python_calamine import CalamineWorkbook

        from precinto.documents.importing import mapping, report
        from precinto.documents.importing import run as taking
        from precinto.documents.importing.sheet import open_sheet
        from precinto.ledger.models import Entry

        settings.PASSWORD_HASHERS = ["tests.world.QuickHasher"]
        from tests import world as cast

        office_ = cast.found()
        carmen = replace(office_.officer("carmen"), door="import")
        table = CalamineWorkbook.from_path(str(REGISTER)).get_sheet_by_index(0).to_python()
        file = home / "register.csv"
        with file.open("w", newline="", encoding="utf-8") as out:
            writer = csv.writer(out)
            writer.writerow(table[0])
            for n in range(rows):
                row = list(table[1 + n % (len(table) - 1)])
                row[0] = f"{row[0]}-{n // (len(table) - 1)}"
                writer.writerow(row)
        before = Entry.objects.count()
        start = time.perf_counter()
        sheet = open_sheet(file)
        map_ = mapping.read(mapping.write(taking.first_map(sheet, title="[sin asunto]")))
        plan = taking.planned(sheet, map_, carmen)
        taking.run(plan, carmen, lambda *_: None)
        seconds = time.perf_counter() - start
        told = report.summary(plan)
        registered = Entry.objects.count() - before
    limit = 60 * rows / 13_000
    return [
        Row(
            f"{rows:,} rows read, checked, registered",
            f"{seconds:.1f} s, {rows / seconds:.0f} rows/s",
            "",
            f"<= {limit:.0f} s",
            seconds <= limit,
        ),
        Row("acts in the ledger", str(registered)),
        Row("totals", ", ".join(f"{name} {value}" for name, value in told.items() if type(value) is int)),
    ]
