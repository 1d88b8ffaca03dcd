# SPDX-License-Identifier: EUPL-1.2
"""Runs of reserved sheets, and what was entered from paper, on the page of their case."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from precinto.documents.paper import queries
from precinto.documents.paper.models import Deferred, Run
from precinto.procedures.model import REGISTRY, Actor
from precinto.web.rooms import Cell, Lines, show
from precinto.web.templatetags.precinto import due, level, pretty


def sheets(case: Run, actor: Actor) -> list[Lines]:
    rows = [
        [
            Cell(case.number(row.number), mark="code"),
            Cell(_("spoiled") if row.act is None else _("used"), mark="warn" if row.act is None else "good"),
            Cell(row.spoiled),
        ]
        for row in case.used.order_by("number")
    ]
    head = [_("Sheet"), _("What became of it"), _("Reason")]
    return [Lines("lines", _("Sheets that are not blank any more"), head, rows, _("All are still blank."))]


def step_of(case: Deferred) -> str:
    procedure = REGISTRY[case.procedure]
    return f"{procedure.title}: {procedure.steps[case.step].title}"


def of_what(case: Deferred, actor: Actor) -> list[Lines]:
    address = f"/caso/{case.procedure}/{case.case}/"
    rows = [[Cell(step_of(case), address), Cell(pretty(case.copy.thing.code), mark="code")]]
    return [Lines("lines", _("What was entered"), [_("Step"), _("Code")], rows)]


show(
    Run,
    columns=[
        (gettext_lazy("Sheets"), "name"),
        (gettext_lazy("What they are for"), "get_use_display"),
        (gettext_lazy("Who has them"), "holder"),
        (gettext_lazy("Still blank"), lambda case: len(queries.blank(case))),
    ],
    reads=("holder",),
    lines=sheets,
)
show(
    Deferred,
    columns=[
        (gettext_lazy("Copy"), lambda case: pretty(case.copy.thing.code)),
        (gettext_lazy("Level"), lambda case: level(case.copy.document.scheme, case.copy.document.level)),
        (gettext_lazy("What was entered"), step_of),
        (gettext_lazy("When it was written on paper"), "occurred_at"),
        (gettext_lazy("When it was entered"), "entered_at"),
        (gettext_lazy("Number of the paper sheet"), "sheet"),
        (gettext_lazy("Entered by"), "entered_by"),
        (gettext_lazy("Due"), lambda case: due(case.due) if case.due else ""),
        (gettext_lazy("What the paper says"), "difference"),
        (gettext_lazy("Conclusion"), "conclusion"),
    ],
    reads=("copy__document", "copy__thing", "entered_by"),
    lines=of_what,
)
