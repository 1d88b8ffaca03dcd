# SPDX-License-Identifier: EUPL-1.2
"""What the steps of an evacuation change: all at one stroke, then counted by two and put back."""

from __future__ import annotations

from precinto.custody import codes, move
from precinto.custody.models import Place, PlaceKind
from precinto.documents import losing
from precinto.documents.destroying.acts import numbered
from precinto.documents.destroying.evacuation_rules import evacuated_places
from precinto.documents.destroying.models import (
    Carried,
    Emptied,
    Evacuation,
)
from precinto.documents.destroying.queries import (
    AT_ONCE,
    to_carry,
)
from precinto.procedures import series
from precinto.procedures.facts import Facts
from precinto.procedures.model import Actor
from precinto.records import journal

# Rooms that keep a case for a kind of thing say here what becomes of it when the thing is destroyed.


def open_evacuation(actor: Actor, facts: Facts) -> Evacuation:
    return Evacuation(
        name="",
        target=facts.target,
        reason=facts.reason,
        occurred_at=facts.occurred_at or actor.at,
        carried_at=actor.at,
    )


def evacuate(case: Evacuation, actor: Actor, facts: Facts) -> None:
    """Its refuge is a place in transit within the one that was named: what is in it can be handed to nobody."""
    name = numbered("evacuation", actor)
    refuge = journal.add(
        Place(
            code=codes.make("L", number=series.take("place")), name=f"{facts.target.name} · {name}"[:200],
            kind=PlaceKind.TRANSIT, within=facts.target, rank=facts.target.rank, stage="in_use",
        )
    )  # fmt: skip
    journal.change(case, name=name, refuge=refuge)
    journal.add_all([Emptied(evacuation=case, place=place) for place in evacuated_places(facts)])
    carry(case, actor, facts)


def carry(case: Evacuation, actor: Actor, facts: Facts) -> None:
    """So many as one act holds; whoever goes on carries the rest. What is higher than the place is named as an exception."""
    things = list(to_carry(case).select_related("place").select_for_update(of=("self",))[:AT_ONCE])
    # Another body has no level of ours: what is there is judged by its receipt.
    most = None if case.target.kind == PlaceKind.BODY else case.target.rank
    refuge = Place.objects.get(evacuation=case)
    for thing in things:
        move.move(thing, to=refuge, pieces=thing.pieces)
    rows = [Carried(evacuation=case, thing=thing, above=most is not None and thing.rank > most) for thing in things]
    journal.add_all(rows)


def _carried(case: Evacuation) -> dict[int, Carried]:
    return {row.thing_id: row for row in Carried.objects.filter(evacuation=case)}


def count_carried(case: Evacuation, actor: Actor, facts: Facts) -> None:
    """Of what has gone since two counted it, the second count stands no more."""
    rows = _carried(case)
    for thing, number in facts.counts:
        journal.change(rows[thing.pk], counted=number, recounted=None)


def recount_carried(case: Evacuation, actor: Actor, facts: Facts) -> None:
    """Two say the same: that is what there is. Folios that the register knows otherwise are a discrepancy; none at all, a loss."""
    rows = _carried(case)
    for thing, number in facts.counts:
        journal.change(rows[thing.pk], recounted=number)
        if number == 0:
            losing.lose(thing, actor, case.reason)
        elif number != thing.pieces:
            losing.differs(thing, actor, found=number, account=case.reason)


def miss_carried(case: Evacuation, actor: Actor, facts: Facts) -> None:
    rows = _carried(case)
    for thing in facts.things:
        journal.change(rows[thing.pk], counted=0, recounted=0)
        losing.lose(thing, actor, facts.reason)


def put_back(case: Evacuation, actor: Actor, facts: Facts) -> None:
    rows = _carried(case)
    for thing in facts.things:
        move.move(thing, to=facts.place, pieces=rows[thing.pk].recounted or thing.pieces)


def in_order(case: Evacuation, actor: Actor, facts: Facts) -> None:
    journal.change(case, due=None)


def close_refuge(case: Evacuation, actor: Actor, facts: Facts) -> None:
    if case.refuge is not None:
        journal.change(case.refuge, stage="closed")
