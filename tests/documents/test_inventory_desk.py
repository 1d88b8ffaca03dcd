# SPDX-License-Identifier: EUPL-1.2
"""1.3: what the page of an inventory says of a reading. It notes what was read, and moves nothing."""

from __future__ import annotations

from typing import Any

import pytest

from precinto.custody import codes
from precinto.custody.models import Place, Thing
from precinto.documents.keeping.desk import Desk
from precinto.documents.keeping.models import Inventory, Scan
from precinto.documents.models import Document
from tests.world import World

pytestmark = pytest.mark.database
FIN = codes.make("Z", command="FIN")
DEV = codes.make("Z", command="DEV")
NOTHING = codes.make("C", series="Z", year=2026, number=99, copy=1)


class Count:
    """A safe with two copies of a document, and an inventory of it. Each reading is a request of its own."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.document: Document = world.document(copies=2)
        self.one, self.two = world.copy(self.document, 1), world.copy(self.document, 2)
        self.inventory = self.open(world.safe)
        self.place: Place | None = None
        self.turn = 0

    def open(self, place: str) -> Inventory:
        case = self.world.do("carmen", "documents.inventory.open", plan="partial", place=place).case
        return Inventory.objects.get(pk=case.pk)

    def elsewhere(self) -> None:
        """The clerk stands at another safe, which is counted by itself."""
        self.world.do("jaime", "office.place.open", name="Caja 2", kind="safe", level="S")
        other = Place.objects.filter(kind="safe").latest("pk")
        self.inventory = self.open(other.code)
        self.read(other.code)

    def read(self, *texts: str, who: str = "carmen", finish: bool = False) -> Desk:
        self.turn += 1
        desk = Desk(self.world.officer(who, door="page"), self.inventory, f"count-{self.turn}", place=self.place)
        desk.serve(texts, finish=finish)
        self.place = desk.place
        return desk


@pytest.fixture
def count(world: World) -> Count:
    return Count(world)


def said(desk: Desk) -> list[tuple[str, str]]:
    for notice in desk.notices:
        assert "%(" not in f"{notice.said.why} {notice.said.way_out}"
    return [(notice.tone, notice.said.reason) for notice in desk.notices]


def where() -> list[Any]:
    return list(Thing.objects.order_by("pk").values_list("pk", "place", "person", "seq"))


def test_a_place_first_then_what_lies_in_it(count: Count) -> None:
    assert said(count.read(count.one)) == [("stop", "place-first")]
    assert said(count.read(FIN)) == [("stop", "place-first")]
    assert not Scan.objects.exists()
    desk = count.read(count.world.safe)
    assert said(desk) == [("ok", "place-chosen")]
    assert Place.objects.get(code=count.world.safe).name in desk.notices[0].said.why


def test_a_place_is_done(count: Count) -> None:
    assert said(count.read(count.world.safe, count.one, count.two, FIN)) == [
        ("ok", "place-chosen"),
        ("ok", "place-done"),
    ]
    assert count.place is None


def test_a_place_is_done_and_something_is_missing(count: Count) -> None:
    count.read(count.world.safe, count.one)
    desk = count.read(finish=True)
    assert said(desk) == [("attention", "place-done-missing")]
    assert "1" in desk.notices[0].said.why


def test_read_twice_it_counts_once(count: Count) -> None:
    count.read(count.world.safe, count.one, count.two)
    desk = count.read(count.one, who="pilar")
    assert said(desk) == [("attention", "read-already")]
    assert "Carmen Solís" in desk.notices[0].said.why
    assert said(count.read(count.one, count.two)) == [("attention", "read-already-many")]
    assert Scan.objects.count() == 2


def test_what_is_not_in_the_books_stops_the_hand(count: Count) -> None:
    desk = count.read(count.world.safe, NOTHING)
    assert said(desk)[1:] == [("stop", "read-unknown")]
    assert codes.pretty(NOTHING) in desk.notices[1].said.why


def test_what_belongs_elsewhere_stops_the_hand_and_stays_in_the_books_where_it_was(count: Count) -> None:
    count.elsewhere()
    before = where()
    desk = count.read(count.one)
    assert said(desk) == [("stop", "read-misplaced")]
    assert Place.objects.get(code=count.world.safe).name in desk.notices[0].said.why
    assert where() == before


def test_of_what_the_clerk_may_not_see_it_is_not_said_where_it_belongs(count: Count) -> None:
    """1.2: a document under a caveat for which Pilar is not cleared."""
    world = count.world
    world.do("jaime", "personnel.clear.grant", person="carmen", level="S", since="hoy", until="+300", granted_by="ONS",
             caveats=["cripto"])  # fmt: skip
    hidden = world.copy(world.document(caveats=["cripto"]))
    count.elsewhere()
    desk = count.read(hidden, who="pilar")
    assert said(desk) == [("stop", "read-elsewhere")]
    assert Place.objects.get(code=world.safe).name not in desk.notices[0].said.why


@pytest.mark.parametrize(
    ("text", "tone", "reason"),
    [
        ("Rosa Lagos", "stop", "not-counted"),
        (codes.make("P", number=1), "stop", "not-counted"),
        ("CE26000420011", "stop", "mistyped"),
        (DEV, "attention", "not-a-counter-command"),
        ("", "", ""),
    ],
)
def test_what_is_no_thing_and_no_place(count: Count, text: str, tone: str, reason: str) -> None:
    count.read(count.world.safe)
    before = count.world.dump()
    assert said(count.read(text)) == ([(tone, reason)] if reason else [])
    assert count.world.dump() == before


def test_a_place_of_another_inventory_is_not_counted_here(count: Count) -> None:
    count.world.do("jaime", "office.place.open", name="Caja 2", kind="safe", level="S")
    desk = count.read(Place.objects.filter(kind="safe").latest("pk").code)
    assert said(desk) == [("stop", "not-of-this-inventory")]
    assert "Caja 2" in desk.notices[0].said.why
