# SPDX-License-Identifier: EUPL-1.2
"""Receipts on the page of their case: what passed, and the drawing of whoever signed by hand."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from precinto.custody.models import Movement
from precinto.documents.models import Copy
from precinto.documents.queries import visible
from precinto.documents.receipts.models import Receipt
from precinto.procedures.model import Actor
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
    return [Lines("what-passed", _("What passed"), (_("Code"), _("Way"), _("Folios"), _("When")), rows)]


def papers(case: Receipt, actor: Actor) -> list[Paper]:
    acts = " ".join(str(act) for act in case.lines.order_by("pk").values_list("act", flat=True))
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
