# SPDX-License-Identifier: EUPL-1.2
"""`python -m bench` runs everything but what is long, each bench in a process of its own; `python -m bench NAME --json` one."""

from __future__ import annotations

import argparse
import importlib
import subprocess
import sys

BENCHES = {
    "act": ("bench.act", {"engine": "sqlite"}),
    "act-postgres": ("bench.act", {"engine": "postgres"}),
    "writers": ("bench.writers", {}),
    "writers-slow-disk": ("bench.writers", {"writers": 8, "flush": 4}),
    "offline": ("bench.offline", {}),
    "lists": ("bench.lists", {"engine": "sqlite"}),
    "lists-postgres": ("bench.lists", {"engine": "postgres"}),
    "custody": ("bench.custody", {"engine": "sqlite"}),
    "custody-postgres": ("bench.custody", {"engine": "postgres"}),
    "importing": ("bench.importing", {}),
    "pages": ("bench.pages", {}),
    "start": ("bench.start", {}),
    "counter": ("bench.counter", {}),
    "year": ("bench.year", {"engine": "sqlite"}),
    "year-postgres": ("bench.year", {"engine": "postgres"}),
}
# What takes hours at its full size: run only when it is named.
LONG = {"year", "year-postgres"}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("name", nargs="?", choices=BENCHES)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=NUMBER", help="a parameter of the bench")
    asked = parser.parse_args()
    if asked.name is None:
        return max(
            subprocess.call([sys.executable, "-m", "bench", name, *(["--json"] if asked.json else [])])
            for name in BENCHES
            if name not in LONG
        )
    from bench.report import show

    module, given = BENCHES[asked.name]
    given = dict(given) | {
        name: float(value) if "." in value else int(value) for name, value in (s.split("=") for s in asked.set)
    }
    rows = importlib.import_module(module).run(**given)
    show(asked.name, rows, as_json=asked.json)
    return 0 if all(row.met is not False for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
