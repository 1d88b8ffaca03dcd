# SPDX-License-Identifier: EUPL-1.2
"""The regime of minimum staff on the page of its case: what was excused under it, counted by clause and one by one."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from precinto.documents.lists.books import steps_named
from precinto.procedures import excuses
from precinto.procedures.model import REGISTRY, Actor
from precinto.procedures.models import MinimumStaff
from precinto.web.rooms import Cell, Lines, show
from precinto.web.templatetags.precinto import when

NEWEST = 200  # lines of a page: the list of exceptions has all of them


def lines(case: MinimumStaff, actor: Actor) -> list[Lines]:
    counted = [
        [Cell(clause, f"/clausulas/{clause}/"), Cell(many, mark="number"), Cell(people, mark="number")]
        for clause, many, people in excuses.count(case)
    ]
    rows = []
    for one in case.exceptions.select_related("person").order_by("-pk")[:NEWEST]:
        procedure = REGISTRY[one.procedure]
        rows.append(
            [
                Cell(when(one.at)),
                Cell(one.clause),
                Cell(procedure.steps[one.step].title, f"/caso/{one.procedure}/{one.case}/"),
                Cell(one.person.name),
                Cell(steps_named(procedure, one.steps)),
                Cell(one.reason),
            ]
        )
    none = _("Nobody has been excused under this regime.")
    return [
        Lines("by-clause", _("Exceptions by clause"), (_("Clause"), _("Exceptions"), _("Persons")), counted, none),
        Lines(
            "exceptions",
            _("Exceptions"),
            (_("When"), _("Clause"), _("Step"), _("Who"), _("Had done before"), _("Reason")),
            rows,
            none,
        ),
    ]


show(
    MinimumStaff,
    columns=[
        (_("From"), "since"), (_("Until"), "until"), (_("To be reviewed by"), "due"), (_("Reason"), "reason"),
        (_("Last review"), "review"), (_("New last day, to be confirmed"), "extended"),
    ],
    lines=lines,
)  # fmt: skip
