# SPDX-License-Identifier: EUPL-1.2
"""Stations and queues of the off-line counter on the page of their case."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from precinto.documents.offline import told
from precinto.documents.offline.models import Queue, Station
from precinto.procedures.model import Actor
from precinto.web import rooms
from precinto.web.rooms import Cell, Lines
from precinto.web.templatetags.precinto import when


def queues(case: Station, actor: Actor) -> list[Lines]:
    rows = [
        [Cell(one.pk, page_of(one)), Cell(f"{one.first}-{one.last}", mark="code"), Cell(stage_of(one))]
        for one in case.queues.order_by("-pk")[:50]
    ]
    return [
        Lines("queues", _("Queues brought from it"), (_("Queue"), _("Movements"), _("Stage")), rows, _("None yet."))
    ]


def stage_of(queue: Queue) -> str:
    from precinto.documents.offline.procedures import QUEUE

    return str(QUEUE.stages[queue.stage])


def page_of(queue: Queue) -> str:
    return f"/mostrador/colas/{queue.pk}/"


def movements(case: Queue, actor: Actor) -> list[Lines]:
    rows = [
        [
            Cell(row.movement.n, page_of(case), mark="number"),
            Cell(when(row.movement.at)),
            Cell(_("handed over") if row.movement.do == "out" else _("given back")),
            Cell(row.code, f"/quien/?q={row.movement.thing}" if row.seen else "", "code"),
            Cell(row.person),
            Cell(row.movement.get_state_display(), mark=row.mark),
            Cell(f"{row.why} {row.way_out}".strip()),
        ]
        for row in told.rows(case, actor)
    ]
    head = (_("No."), _("When"), _("Way"), _("Code"), _("With"), _("Outcome"), _("Why"))
    return [Lines("movements", _("Movements"), head, rows)]


rooms.show(
    Station,
    columns=[
        (gettext_lazy("Name"), "name"), (gettext_lazy("Name in its queues"), "code"),
        (gettext_lazy("Last movement brought"), "last"),
    ],
    lines=queues,
)  # fmt: skip
rooms.show(
    Queue,
    columns=[
        (gettext_lazy("Station"), lambda case: case.station.name), (gettext_lazy("First movement"), "first"),
        (gettext_lazy("Movements"), "count"), (gettext_lazy("Digest of the file"), "digest"),
    ],
    reads=("station",),
    lines=movements,
)  # fmt: skip
