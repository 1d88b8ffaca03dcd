# SPDX-License-Identifier: EUPL-1.2
"""The 18:00 list on paper: as it stood when it was drawn up."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from precinto.access.decide import Subject
from precinto.custody import codes
from precinto.documents.lists import evening
from precinto.documents.lists.models import Evening
from precinto.documents.printing import blocks, past, sheets
from precinto.documents.printing.sheets import Found, Paper, moment

PARTS = (
    ("late", gettext_lazy("Late")),
    ("ahead", gettext_lazy("Due until the end of the next working day")),
    ("begun", gettext_lazy("Begun, and due later")),
    ("out", gettext_lazy("Also out of the safes")),
)


def find_evening(target: str, who: Subject) -> Found | None:
    row = Evening.objects.filter(pk=int(target)).first() if target.isdigit() and len(target) < 16 else None
    if row is None:
        return None
    return Found(str(row.pk), row, [entry.act for entry in past.acts("documents.evening", row.pk)])


def evening_list(found: Found, paper: Paper) -> dict[str, Any]:
    row: Evening = found.row
    drawn = past.acts("documents.evening", row.pk)[0]
    people = past.Then(drawn).names([drawn.person, drawn.giver])
    most = evening.cut_at(row)
    parts: list[blocks.Block | None] = [
        blocks.facts(
            [
                (_("Drawn up"), moment(drawn.at)),
                (_("By"), sheets.who_did(drawn, people, paper.lang)),
                (_("Out of the safes"), evening.counted(row, row.out)),
                (_("Late"), evening.counted(row, row.late)),
                (_("Due until the end of the next working day"), evening.counted(row, row.ahead)),
            ]
        )
    ]
    if most:
        parts.append(blocks.sentence(evening.cut_words(most), strong=True))
    for name, title in PARTS:
        lines = evening.lines_of(row, name)
        parts.append(blocks.heading(title))
        if not lines:
            parts.append(blocks.sentence(_("None.")))
            continue
        cells = [(_pretty(x.code), x.what, x.who, x.unit, x.stage, moment(x.due)) for x in lines]
        head = (_("Code"), _("What"), _("With"), _("Unit"), _("Stage"), _("Due"))
        parts.append(blocks.table(head, cells, widths=(4, 4, 3, 3, 4, 3)))
    parts.append(blocks.signatures((_("Drawn up by"), people.get(drawn.person, "")), (_("Seen by the leader"), "")))
    return blocks.body(*parts)


def _pretty(code: str) -> str:
    return codes.pretty(code) if codes.parse(code) else code


sheets.register(
    sheets.Form(
        "evening", "1.4", find_evening, evening_list, title=gettext_lazy("18:00 list: what is out, late or due")
    )
)
