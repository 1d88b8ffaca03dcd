# SPDX-License-Identifier: EUPL-1.2
"""Answers on the screen: JSON for programs, tables for people."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from gettext import gettext
from typing import Any

from precinto.cli.ending import Asked
from precinto.custody import codes

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")


def answer(found: Mapping[str, Any], *columns: tuple[str, str]) -> None:
    """A list with `items` as a table of the columns (name of the value, heading), or the whole of it as JSON."""
    if Asked.as_json:
        print(json.dumps(found, ensure_ascii=False, default=str))
        return
    items = found["items"]
    table(items, columns)
    if found.get("next"):
        print(gettext("There is more: --before %(key)s") % {"key": found["next"]})


def table(rows: Sequence[Mapping[str, Any]], columns: Sequence[tuple[str, str]]) -> None:
    if not rows:
        print(gettext("Nothing."))
        return
    from rich.box import SIMPLE
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    drawn = Table(box=SIMPLE, pad_edge=False)
    for name, heading in columns:
        # A code cut short, or broken over two lines, is no code: the other columns give way.
        whole = any(code_of(row.get(name)) is not None for row in rows)
        drawn.add_column(heading, overflow="fold", no_wrap=whole)
    for row in rows:
        drawn.add_row(*(Text(plain(row.get(name))) for name, _heading in columns))
    Console(highlight=False).print(drawn)


def plain(value: Any) -> str:
    if value is None:
        return "—"
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, list):
        return ", ".join(map(plain, value))
    if isinstance(value, str) and (at := TIME.fullmatch(value)):
        # As on the office's wall, to the minute. The books' own form is in the JSON.
        from django.utils import timezone

        from precinto.records.clock import unstamp

        return timezone.localtime(unstamp(at[0])).strftime("%Y-%m-%d %H:%M")
    # In groups, as on the label and on the pages. The code as it is scanned stands in the JSON.
    known = code_of(value)
    return str(value) if known is None else codes.pretty(known)


def code_of(value: Any) -> codes.Code | None:
    """The code that a value is, to the letter."""
    known = codes.parse(value) if isinstance(value, str) else None
    return known if known is not None and known.text == value else None


def progress(label: str) -> Any:
    """A bar on stderr for long work, where somebody looks; `advance(done, total)` moves it."""
    from rich.console import Console
    from rich.progress import Progress

    return Bar(Progress(console=Console(stderr=True), transient=True, disable=Asked.as_json), label)


class Bar:
    def __init__(self, shown: Any, label: str) -> None:
        self.shown, self.label = shown, label

    def __enter__(self) -> Any:
        self.shown.__enter__()
        task = self.shown.add_task(self.label, total=None)
        return lambda done, total: self.shown.update(task, completed=done, total=total)

    def __exit__(self, *error: Any) -> None:
        self.shown.__exit__(*error)
