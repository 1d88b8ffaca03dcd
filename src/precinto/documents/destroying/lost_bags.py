# SPDX-License-Identifier: EUPL-1.2
"""What becomes of a bag that is lost: each thing in it is missing with it (4.8), until it is found or concluded without it."""

from __future__ import annotations

from datetime import datetime

from precinto.custody.models import PlaceKind, Thing
from precinto.documents import losing
from precinto.documents.destroying.acts import release, strike_out
from precinto.documents.destroying.models import Batch, WasteBag
from precinto.documents.destroying.queries import copy_of, live_lines
from precinto.procedures.facts import Facts
from precinto.procedures.model import Actor
from precinto.records import journal

# ---- the bag of a batch


def lose_bag(case: Batch, actor: Actor, facts: Facts) -> None:
    """What lay in it is missing with it, each copy with its discrepancy. What an emergency had burnt, or taken out of it, leaves the
    list: of that nothing is lost."""
    inside = 0
    for line in live_lines(case):
        if line.thing.lies_in(case.bag_id):
            losing.lose(line.thing, actor, facts.reason)
            inside += 1
        else:
            strike_out(case, line, why=facts.reason)
    bag = Thing.objects.select_related("place").get(batches=case)
    if bag.pieces != inside:
        journal.change(bag, pieces=inside)
    if not losing.is_missing(bag):
        losing.go_missing(bag, actor)
    release(case, actor, facts)
    journal.change(case, due=presumed_on(case))


def presumed_on(case: Batch) -> datetime | None:
    """When the first of what is missing is presumed leaked."""
    return min((thing.due for thing in losing.missing_of(case) if thing.due is not None), default=None)


def give_up_bag(case: Batch, actor: Actor, facts: Facts) -> None:
    """No term runs any more of what has no case of its own; a copy is concluded in its discrepancy."""
    for thing in losing.missing_of(case):
        if copy_of(thing) is None and thing.due is not None:
            journal.change(thing, due=None)
    journal.change(case, due=None)


# ---- a waste bag


def lose_waste(case: WasteBag, actor: Actor, facts: Facts) -> None:
    """An inventory may have declared it missing before: then its term runs since then."""
    thing = Thing.objects.select_related("place", "person").get(waste=case)
    due = thing.due if losing.is_missing(thing) else losing.go_missing(thing, actor)
    journal.change(case, due=due)


def give_up_waste(case: WasteBag, actor: Actor, facts: Facts) -> None:
    losing.no_longer_sought(case, actor, facts)
    journal.change(case, due=None)


# ---- found, by whichever case tells of it


def found_bag(found: losing.Found) -> None:
    """A waste bag that was missing, by itself or with the bag of its batch, is open again: nobody knows what was done with it, and it is
    counted and sealed anew."""
    link = found.thing.movements.filter(act=journal.current().act, from_place__kind=PlaceKind.MISSING)
    rows = WasteBag.objects.filter(thing=found.thing).exclude(stage__in=("open", "destroyed"))
    for bag in rows if link.exists() else ():
        off = found.actor.profile.is_off("waste-bag")
        journal.change(found.same(bag), stage="open", due=None if off else found.actor.due("waste-bag"))
    for batch in Batch.objects.filter(stage="lost").order_by("pk"):
        if found.thing.pk in batch.things():
            journal.change(found.same(batch), due=presumed_on(batch))
