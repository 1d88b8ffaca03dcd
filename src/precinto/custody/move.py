# SPDX-License-Identifier: EUPL-1.2
"""Bringing a thing into being, and moving it: the only two ways in which anything changes hands."""

from __future__ import annotations

from datetime import datetime

from precinto.access.models import Person
from precinto.custody.models import HOLDS, Movement, Place, PlaceKind, Thing
from precinto.records import journal
from precinto.records.errors import ConditionFailed


def lock(keys: list[int]) -> list[Thing]:
    """The things with these keys, locked until the act ends, always in the same order."""
    return list(Thing.objects.select_for_update().filter(pk__in=keys).order_by("pk"))


def pack(bag: Thing, *, name: str, code: str) -> Place:
    """The inside of a bag or envelope that has just been brought into being: a place as high as the bag itself."""
    inside: Place = journal.add(
        Place(code=code, name=name, kind=PlaceKind.BAG, rank=bag.rank, container=bag, stage="in_use")
    )
    return inside


def bring(things: list[Thing], *, into: Place) -> list[Thing]:
    """New things, each with the first link of its chain. Raises `ConditionFailed` when the place may not hold them."""
    act = journal.current()
    for thing in things:
        if into.kind in HOLDS and thing.rank > into.rank:
            raise ConditionFailed("place-too-low", clause="1.3", facts={"place": into.name})
        thing.place, thing.person, thing.seq, thing.since = into, None, 1, act.at
    journal.add_all(things)
    journal.add_all([Movement(thing=t, seq=1, to_place=into, pieces=t.pieces, at=act.at, act=act.act) for t in things])
    return things


def move(
    thing: Thing, *, to: Person | Place, pieces: int, due: datetime | None = None, found: bool = False
) -> Movement:
    """Put a locked thing into a pair of hands or a place. Raises `ConditionFailed` where a law of custody forbids it.

    `found`: the act says that it turned up, or what became of it. Without, what is missing stays where nobody has it (4.8).
    """
    act = journal.current()
    if isinstance(to, Person):
        if thing.person_id is not None:
            # 1.2: no passing on sideways.
            raise ConditionFailed("no-passing-on", clause="1.2", facts={"code": thing.code})
        if not thing.in_the_safe:
            raise ConditionFailed("not-in-the-safe", clause="1.3", facts={"code": thing.code})
        # 4.1: under a lock, so that nobody leaves while something is on its way into their hands.
        if Person.objects.select_for_update().get(pk=to.pk).stage != "active":
            raise ConditionFailed("has-left", clause="4.1", facts={"name": to.name})
    elif to.kind in HOLDS and thing.rank > to.rank:
        raise ConditionFailed("place-too-low", clause="1.3", facts={"place": to.name})
    elif to.kind in (PlaceKind.BUILDING, PlaceKind.ROOM):
        raise ConditionFailed("place-holds-nothing", clause="1.3", facts={"place": to.name})
    elif to.kind == PlaceKind.BAG:
        # 1.6, 4.6: what is packed lies in the office until it is packed, and a bag with something in it goes into no other.
        if not thing.in_the_safe:
            raise ConditionFailed("not-in-the-safe", clause="1.3", facts={"code": thing.code})
        if thing.full or to.container_id == thing.pk:
            raise ConditionFailed("bag-in-a-bag", clause="1.3", facts={"code": thing.code})
    if thing.place is not None and thing.place.kind == PlaceKind.DESTROYED:
        raise ConditionFailed("destroyed-is-destroyed", clause="1.6", facts={"code": thing.code})
    if thing.place is not None and thing.place.kind == PlaceKind.MISSING and not found:
        raise ConditionFailed("missing-until-found", clause="4.8", facts={"code": thing.code})
    link = Movement(
        thing=thing,
        seq=thing.seq + 1,
        from_person_id=thing.person_id,
        from_place_id=thing.place_id,
        to_person=to if isinstance(to, Person) else None,
        to_place=to if isinstance(to, Place) else None,
        pieces=pieces,
        at=act.at,
        act=act.act,
    )
    journal.add(link)
    journal.change(
        thing,
        person=link.to_person,
        place=link.to_place,
        seq=link.seq,
        since=act.at,
        # What is in the office has no term: what is in somebody's hands has one, and what is missing (4.8).
        due=due if isinstance(to, Person) or to.kind == PlaceKind.MISSING else None,
    )
    return link
