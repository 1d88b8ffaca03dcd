# SPDX-License-Identifier: EUPL-1.2
"""Rows of a bench, the machine they were measured on, and how they are shown."""

from __future__ import annotations

import json
import os
import platform
import sqlite3
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Row:
    """One figure. `target` is what it must reach, `met` whether it did; both empty for figures told for comparison."""

    what: str
    figure: str
    against: str = ""
    target: str = ""
    met: bool | None = None


def machine() -> dict[str, str]:
    model = next(
        (
            line.split(":", 1)[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        platform.processor(),
    )
    return {
        "processor": model,
        "cores": str(os.cpu_count()),
        "load": " ".join(f"{load:.1f}" for load in os.getloadavg()),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "system": platform.platform(),
    }


def show(name: str, rows: Sequence[Row], *, as_json: bool) -> None:
    if as_json:
        print(
            json.dumps({"bench": name, "machine": machine(), "rows": [asdict(row) for row in rows]}, ensure_ascii=False)
        )
        return
    table = Table(title=name)
    for column in ("what", "figure", "against", "target", ""):
        table.add_column(column)
    for row in rows:
        table.add_row(row.what, row.figure, row.against, row.target, {None: "", True: "yes", False: "NO"}[row.met])
    Console(width=150).print(table)


def quantile(values: Iterable[float], q: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(q * len(ordered)))]


def ms(seconds: float) -> str:
    return f"{seconds * 1000:.2f} ms"


def spread(values: Sequence[float]) -> str:
    return f"p50 {ms(statistics.median(values))}, p95 {ms(quantile(values, 0.95))}"


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
