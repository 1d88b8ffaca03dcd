# SPDX-License-Identifier: EUPL-1.2
"""Receipts on the page of their case: what passed, and the drawing of whoever signed by hand."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from precinto.custody.models import Movement
from precinto.documents import undoing
from precinto.documents.models import Copy
from precinto.documents.queries import visible
from precinto.documents.receipts.forms import MARKS
from precinto.documents.receipts.models import Direction, Receipt
from precinto.documents.regrading.models import Mark
from precinto.documents.regrading.queries import NAME as REGRADING
from precinto.ledger.models import Entry
from precinto.procedures.model import Actor
from precinto.web.offers import HIDDEN
from precinto.web.papers import Paper
from precinto.web.rooms import Cell, Lines, show
from precinto.web.templatetags.precinto import pretty, when


def lines(case: Receipt, actor: Actor) -> list[Lines]:
    acts = case.lines.values_list("act", flat=True)
    moves = list(Movement.objects.filter(act__in=list(acts)).select_related("thing", "to_person").order_by("pk"))
    copies = Copy.objects.filter(thing__in=[m.thing_id for m in moves]).select_related("document")
    known = copies.prefetch_related("document__scope").in_bulk(field_name="thing_id")
    rows = []
    for move in moves:
        copy = known.get(move.thing_id)
        seen = copy is None or case.person_id == actor.key or visible(copy.document, actor.subject)
        rows.append(
            [
                Cell(pretty(move.thing.code), f"/quien/?q={move.thing.code}" if seen else "", "code"),
                Cell(_("handed over") if move.to_person_id else _("given back")),
                Cell(move.pieces, mark="number"),
                Cell(when(move.at)),
            ]
        )
    entries = Entry.objects.filter(act__in=list(acts), kind="act", procedure=REGRADING)
    marks = Mark.objects.filter(
        line__regrading__in=entries.values("case"), holder=case.person, at__in=entries.values("at")
    )
    for mark in (
        marks.select_related("copy__thing", "copy__document").prefetch_related("copy__document__scope").order_by("pk")
    ):
        thing = mark.copy.thing
        seen = case.person_id == actor.key or visible(mark.copy.document, actor.subject)
        rows.append(
            [
                Cell(pretty(thing.code), f"/quien/?q={thing.code}" if seen else "", "code"),
                Cell(_("marked anew")),
                Cell(thing.pieces, mark="number"),
                Cell(when(mark.at)),
            ]
        )
    return [Lines("what-passed", _("What passed"), (_("Code"), _("Way"), _("Folios"), _("When")), rows)]


def papers(case: Receipt, actor: Actor) -> list[Paper]:
    named = list(case.lines.order_by("pk").values_list("act", flat=True))
    if case.direction == Direction.MARKED:
        of = Entry.objects.filter(act__in=named, kind="act").values_list("case", flat=True).first()
        return [Paper(MARKS, str(of), _("Print the receipt of new marks"))]
    acts = " ".join(str(act) for act in named)
    return [Paper("receipt", acts, _("Print the receipt"))]


show(
    Receipt,
    columns=[
        (_("Person"), "person"), (_("Way"), "get_direction_display"), (_("Things"), "count"),
        (_("To be signed by"), "due"), (_("Signed"), "signed_at"), (_("How"), "get_how_display"),
        (_("Printed receipt"), lambda case: pretty(case.paper) if case.paper else ""), (_("What was said"), "reason"),
    ],
    reads=("person",),
    lines=lines,
    papers=papers,
)  # fmt: skip


# What can be undone is offered while it can.
for _name in undoing.STEPS:
    HIDDEN[_name, undoing.STEP] = undoing.is_past
