# SPDX-License-Identifier: EUPL-1.2
"""`precinto register import`: an old register into series L. First the map, then the dry run, then the import."""

from __future__ import annotations

import json
from dataclasses import replace
from gettext import gettext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from precinto.cli.ending import Asked
from precinto.cli.office import officer, opened
from precinto.cli.printing import progress, table

if TYPE_CHECKING:
    from precinto.documents.importing.verdict import Plan


def run(
    file: Path,
    *,
    map_file: Path | None,
    dry_run: bool,
    login: str | None,
    password_file: Path | None,
    token: str | None = None,
) -> None:
    """Without a map yet, it is written and nothing else happens but the dry run: the office reads it first."""
    opened()
    from django.utils.translation import gettext as _

    from precinto.documents.importing import mapping, report
    from precinto.documents.importing import run as taking
    from precinto.documents.importing.sheet import open_sheet
    from precinto.records.files import write_whole

    by = replace(officer(login, password_file, token), door="import")
    map_file = map_file or file.with_name(f"{file.name}.map.toml")
    new = not map_file.exists()
    if new:
        sheet = open_sheet(file)
        write_whole(
            map_file, mapping.write(taking.first_map(sheet, title=_("[no title in the old register]"))).encode()
        )
        map_ = mapping.read_file(map_file)
    else:
        map_ = mapping.read_file(map_file)
        sheet = open_sheet(file, name=map_.sheet, heading=map_.heading_row)
    plan = taking.planned(sheet, map_, by)
    rehearsed = dry_run or new
    if rehearsed:
        with progress(gettext("Trying every row; nothing is written")) as advance:
            taking.rehearse(plan, by, advance)
    else:
        with progress(gettext("Registering")) as advance:
            taking.run(plan, by, advance)
    found: dict[str, Any] = report.summary(plan) | {
        "dry_run": rehearsed,
        "map_file": str(map_file),
        "map_is_new": new,
        "lists": [str(path) for path in report.write_lists(plan, rehearsed=rehearsed)],
    }
    if Asked.as_json:
        found["quarantined"] = report.listed(plan, "quarantined")
        found["remarks"] = report.listed(plan, "remark")
        print(json.dumps(found, ensure_ascii=False))
        return
    _told(plan, found)


def _told(plan: Plan, found: dict[str, Any]) -> None:
    if found["map_is_new"]:
        print(gettext("The map was written: %(file)s. Read it and correct it.") % {"file": found["map_file"]})
    table(
        [{"heading": heading, "to": to} for heading, to in found["map"].items()],
        [("heading", gettext("Column")), ("to", gettext("Becomes"))],
    )
    names = {
        "read": gettext("rows read"),
        "taken": gettext("taken"),
        "remark": gettext("taken with a remark"),
        "quarantined": gettext("in quarantine"),
        "empty": gettext("empty"),
        "already": gettext("in the register already"),
    }
    table(
        [{"what": names[name], "rows": count} for name, count in found["totals"].items()],
        [("what", gettext("Outcome")), ("rows", gettext("Rows"))],
    )
    for remark in found["file_remarks"]:
        print(remark["words"])
    examples = {d.reason: (row.number, d.words()) for row in reversed(plan.rows) for d in row.doubts}
    if examples:
        rows = [
            {"reason": reason, "rows": count, "first": examples[reason][0], "words": examples[reason][1]}
            for reason, count in found["reasons"].items()
        ]
        headings = gettext("Reason"), gettext("Rows"), gettext("First"), gettext("In words")
        table(rows, list(zip(("reason", "rows", "first", "words"), headings, strict=True)))
    if found.get("ledger"):
        print(gettext("Entries %(first)d to %(last)d of the ledger.") % found["ledger"])
    if found["dry_run"]:
        print(gettext("This was a dry run: nothing was written."))
    print(gettext("Every row that is in quarantine or has a remark: %(files)s") % {"files": ", ".join(found["lists"])})
