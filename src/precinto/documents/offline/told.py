# SPDX-License-Identifier: EUPL-1.2
"""A queue as it is told, on a page or on the command line: each movement, what became of it, and why not."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from precinto.access.models import Person
from precinto.custody.models import Place, Thing
from precinto.documents.offline.models import Movement, Queue
from precinto.documents.offline.replay import pretty
from precinto.documents.queries import visible
from precinto.documents.receipts.models import Receipted
from precinto.ledger.models import Leaf
from precinto.procedures.model import Actor
from precinto.procedures.refusals import sentences


@dataclass(frozen=True)
class Row:
    """One movement. `seen` where its thing is of no document out of scope: only then is it said who has it or why not."""

    movement: Movement
    code: str
    seen: bool
    person: str
    clerk: str
    place: str
    why: str
    way_out: str
    position: int | None
    receipt: Any

    @property
    def conflict(self) -> bool:
        return self.movement.state == Movement.State.CONFLICT

    @property
    def mark(self) -> str:
        return {"done": "good", "conflict": "stop", "waiting": "warn"}.get(self.movement.state, "")

    def as_dict(self) -> dict[str, Any]:
        of = self.movement
        return {
            "n": of.n, "at": of.at.isoformat(), "do": of.do, "thing": of.thing, "person": of.person, "folios": of.folios,
            "clerk": of.clerk, "state": of.state, "act": str(of.act) if of.act else None, "refusal": of.refusal,
            "why": f"{self.why} {self.way_out}".strip(),
        }  # fmt: skip


def rows(queue: Queue, actor: Actor) -> list[Row]:
    """A fixed number of questions, however many movements."""
    movements = list(queue.movements.order_by("n"))
    badges = {badge for one in movements for badge in (one.person, one.clerk) if badge}
    names = dict(_names(badges))
    places = dict(Place.objects.filter(code__in={one.place for one in movements}).values_list("code", "name"))
    seen = _seen({one.thing for one in movements}, actor)
    acts = [one.act for one in movements if one.act is not None]
    positions = dict(Leaf.objects.filter(entry__act__in=acts).values_list("entry__act", "index"))
    receipts = {one.act: one.receipt for one in Receipted.objects.filter(act__in=acts).select_related("receipt")}
    return [
        Row(
            movement=one,
            code=pretty(one.thing),
            seen=seen.get(one.thing, True),
            person=names.get(one.person, pretty(one.person)),
            clerk=names.get(one.clerk, pretty(one.clerk)),
            place=places.get(one.place, pretty(one.place)),
            **dict(zip(("why", "way_out"), _words(one, seen=seen.get(one.thing, True)), strict=True)),
            position=positions.get(one.act) if one.act else None,
            receipt=receipts.get(one.act) if one.act else None,
        )
        for one in movements
    ]


def _names(badges: Iterable[str]) -> list[tuple[str, str]]:
    return [(person.code, person.name) for person in Person.objects.filter(code__in=set(badges))]


def _seen(things: set[str], actor: Actor) -> dict[str, bool]:
    found = Thing.objects.filter(code__in=things).select_related("copy__document")
    return {
        thing.code: not hasattr(thing, "copy") or visible(thing.copy.document, actor.subject)
        for thing in found.prefetch_related("copy__document__scope")
    }


def _words(movement: Movement, *, seen: bool) -> tuple[str, str]:
    """The refusal as it was said. 1.2: of a document out of scope it is said as of one that does not exist."""
    if movement.state == Movement.State.ASIDE:
        return movement.reason, ""
    if movement.state != Movement.State.CONFLICT:
        return "", ""
    if not seen:
        return sentences("not-found")
    facts = json.loads(movement.said) if movement.said else {}
    if "errors" in facts:
        return str(facts["errors"]), sentences(movement.refusal)[1]
    return sentences(movement.refusal, facts)
