# SPDX-License-Identifier: EUPL-1.2
"""Exports, evenings and kept lists on the page of any case."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from precinto.documents.columns import most
from precinto.documents.lists import evening
from precinto.documents.lists.models import Evening, Export, Filter
from precinto.documents.lists.printing import PARTS
from precinto.procedures.model import Actor
from precinto.web import papers, rooms
from precinto.web.rooms import Cell, Lines
from precinto.web.templatetags.precinto import due, pretty

rooms.show(
    Export,
    columns=[
        (gettext_lazy("List"), "name"), (gettext_lazy("Format"), "format"), (gettext_lazy("Lines"), "rows"),
        (gettext_lazy("Marking"), "marking"), (gettext_lazy("Narrowed by"), "narrowed"),
        (gettext_lazy("Digest of the file"), "digest"),
    ],
)  # fmt: skip
rooms.show(
    Filter,
    columns=[
        (gettext_lazy("Name"), "name"), (gettext_lazy("Person"), "person"), (gettext_lazy("Address of the list"), "address"),
        (gettext_lazy("On my tasks"), "pinned"),
    ],
    reads=("person",),
)  # fmt: skip


def lines(case: Any, actor: Actor) -> list[Lines]:
    head = (_("Code"), _("What"), _("With"), _("Unit"), _("Stage"), _("Due"))
    found = []
    cut = evening.cut_at(case)
    for name, title in PARTS:
        kept = evening.lines_of(case, name)
        rows = [
            (Cell(pretty(x.code), mark="code"), Cell(x.what), Cell(x.who), Cell(x.unit), Cell(x.stage), Cell(due(x.due) if x.due else ""))
            for x in kept[: most()]
        ]  # fmt: skip
        heading = str(title)
        if len(rows) < len(kept) or (cut and len(kept) >= cut):
            every = evening.counted(case, len(kept))
            heading = _("%(part)s: the first %(n)s of %(all)s") % {"part": title, "n": len(rows), "all": every}
        found.append(Lines(name, heading, head, rows, _("None.")))
    return found


def offered(case: Any, actor: Actor) -> list[papers.Paper]:
    return [papers.Paper("evening", str(case.pk), _("Print the list"))]


rooms.show(
    Evening,
    columns=[
        (gettext_lazy("Day"), "day"), (gettext_lazy("Out of the safes"), "out"), (gettext_lazy("Late"), "late"),
        (gettext_lazy("Due until the end of the next working day"), "ahead"),
    ],
    lines=lines,
    papers=offered,
)  # fmt: skip
