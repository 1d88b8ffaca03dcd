# SPDX-License-Identifier: EUPL-1.2
"""A bag is a thing with an inside: what is packed into it goes where it goes, and nothing slips out of it into hands."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import IntegrityError, transaction

from precinto.access.models import Person
from precinto.custody import codes, move
from precinto.custody.models import Place, PlaceKind, Thing, ThingKind
from precinto.ledger.append import new_act
from precinto.ledger.seal import Sealer
from precinto.records import gate, journal
from precinto.records.clock import now
from precinto.records.errors import ConditionFailed
from tests.world import World

pytestmark = pytest.mark.database


def packed(*, lower: int = 0) -> tuple[Thing, Place]:
    safe = Place.objects.get(kind=PlaceKind.SAFE)
    rank = paper().rank - lower
    bag = Thing(code=codes.make("T", number=9), kind=ThingKind.WASTE, rank=rank)
    move.bring([bag], into=safe)
    return bag, move.pack(bag, name="saca 9", code=codes.make("L", number=909))


def paper() -> Thing:
    return Thing.objects.get(copy__number=1)


@pytest.fixture
def acting(world: World) -> Iterator[None]:
    """In the middle of an act, which is undone."""
    world.document()
    with gate.whole(), journal.writing(new_act(), now(), Sealer().commit):
        yield
        transaction.set_rollback(True)


def test_what_is_in_a_bag_is_nowhere_else(acting: None) -> None:
    thing = paper()
    _bag, inside = packed()
    move.move(thing, to=inside, pieces=12)
    assert (thing.place, thing.person, thing.in_the_safe) == (inside, None, False)
    with pytest.raises(ConditionFailed) as refused:
        move.move(thing, to=Person.objects.get(account__login="rosa"), pieces=12)
    assert refused.value.reason == "not-in-the-safe"


def test_a_bag_is_as_high_as_what_it_may_hold(acting: None) -> None:
    thing = paper()
    _bag, inside = packed(lower=1)
    with pytest.raises(ConditionFailed) as refused:
        move.move(thing, to=inside, pieces=12)
    assert refused.value.reason == "place-too-low"


def test_a_bag_is_not_packed_into_a_bag(acting: None) -> None:
    bag, inside = packed()
    with pytest.raises(ConditionFailed) as refused:
        move.move(bag, to=inside, pieces=1)
    assert refused.value.reason == "bag-in-a-bag"


def test_a_full_bag_is_not_packed_into_another_and_an_empty_one_is_a_thing_like_any_other(acting: None) -> None:
    thing = paper()
    full, inside = packed()
    move.move(thing, to=inside, pieces=12)
    outer = Thing(code=codes.make("T", number=10), kind=ThingKind.WASTE, rank=thing.rank)
    move.bring([outer], into=Place.objects.get(kind=PlaceKind.SAFE))
    there = move.pack(outer, name="saca 10", code=codes.make("L", number=910))
    with pytest.raises(ConditionFailed) as refused:
        move.move(full, to=there, pieces=1)
    assert refused.value.reason == "bag-in-a-bag"
    move.move(thing, to=Place.objects.get(kind=PlaceKind.SAFE), pieces=12)
    move.move(full, to=there, pieces=1)
    assert full.lies_in(outer.pk)


def test_what_is_missing_moves_only_as_found(acting: None) -> None:
    """4.8: no act treats as here what nobody has."""
    thing, safe = paper(), Place.objects.get(kind=PlaceKind.SAFE)
    move.move(thing, to=Place.objects.get(kind=PlaceKind.MISSING), pieces=12)
    for kind in (PlaceKind.SAFE, PlaceKind.TRANSIT, PlaceKind.DESTROYED):
        with pytest.raises(ConditionFailed) as refused:
            move.move(thing, to=Place.objects.filter(kind=kind)[0], pieces=12)
        assert refused.value.reason == "missing-until-found"
    move.move(thing, to=safe, pieces=12, found=True)
    assert thing.in_the_safe


def test_a_room_holds_no_papers(acting: None) -> None:
    room = journal.add(Place(code="L9", name="Sala", kind=PlaceKind.ROOM, rank=9, stage="in_use"))
    with pytest.raises(ConditionFailed) as refused:
        move.move(paper(), to=room, pieces=12)
    assert refused.value.reason == "place-holds-nothing"


def test_an_inside_without_its_bag_is_refused_by_the_database(acting: None) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        journal.add(Place(code="L8", name="nada", kind=PlaceKind.BAG, rank=3, stage="in_use"))
