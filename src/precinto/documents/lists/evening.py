# SPDX-License-Identifier: EUPL-1.2
"""The 18:00 list: everything that is out of the safes, what is late, and what the next working day brings."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from precinto.documents.lists import agenda
from precinto.documents.lists.agenda import Item
from precinto.documents.lists.models import Evening
from precinto.procedures.model import Actor
from precinto.records.clock import stamp, unstamp

IN_HANDS = ("thing", "away")
WHOLE = 5000  # lines of one kind that are kept, printed and mailed: more is said to be more


@dataclass(frozen=True)
class Split:
    """One evening: what is late, what is due until the end of the next working day, duties begun, and what else is out."""

    late: list[Item]
    ahead: list[Item]
    begun: list[Item]
    out: list[Item]
    cut: bool

    @property
    def count_out(self) -> int:
        return sum(item.kind in IN_HANDS for part in (self.late, self.ahead, self.out) for item in part)


def split(actor: Actor, *, most: int = agenda.MOST) -> Split:
    end = agenda.horizon(actor)
    found = agenda.look(actor, before=end, most=most)
    late = [item for item in found.items if item.due is not None and item.due < actor.at]
    ahead = [item for item in found.items if item.due is not None and actor.at <= item.due < end]
    rest = [item for item in found.items if item.due is None or item.due >= end]
    begun = [item for item in rest if item.kind == "duty"]
    return Split(late, ahead, begun, [item for item in rest if item.kind != "duty"], found.cut)


# ---- as it is kept and printed


def of_now(actor: Actor) -> Evening:
    now = split(actor, most=WHOLE)
    parts = {"late": now.late, "ahead": now.ahead, "begun": now.begun, "out": now.out}
    lines = {name: [_line(item) for item in items] for name, items in parts.items()}
    text = json.dumps(lines | {"cut": now.cut, "most": WHOLE}, ensure_ascii=False, separators=(",", ":"))
    return Evening(day=actor.day, out=now.count_out, late=len(now.late), ahead=len(now.ahead), lines=text)


def _line(item: Item) -> list[Any]:
    """What, code, who, unit, stage, due. No title, no level."""
    return [item.what, item.code, item.who, item.unit, item.stage, stamp(item.due) if item.due else None]


@dataclass(frozen=True)
class Line:
    what: str
    code: str
    who: str
    unit: str
    stage: str
    due: Any


def lines_of(row: Evening, part: str) -> Sequence[Line]:
    """What a kept evening held. A list that was forgotten since holds nothing."""
    return [
        Line(what, code, who, unit, stage, unstamp(due) if due else None)
        for what, code, who, unit, stage, due in _kept(row).get(part, [])
    ]


def cut_at(row: Evening) -> int:
    """After how many lines of a kind it was cut; 0 where it is whole."""
    kept = _kept(row)
    return int(kept.get("most", agenda.MOST)) if kept.get("cut") else 0


def counted(row: Evening, number: int) -> str:
    """A number of this list, as it is said: of one that was cut it is at least so many."""
    return _("%(n)s or more") % {"n": number} if cut_at(row) else str(number)


def cut_words(most: int) -> str:
    return _(
        "This list is not whole: it has the first %(n)s lines of a kind, and there are more. The export of the 18:00 list has them all."
    ) % {"n": most}


def _kept(row: Evening) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(row.lines)
    except ValueError:
        return {}
    return found
