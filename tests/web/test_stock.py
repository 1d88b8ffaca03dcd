# SPDX-License-Identifier: EUPL-1.2
"""What lies in the safes, on a page: by place, kind and level, and never what is being counted."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from precinto.access.models import Clearance
from precinto.custody.models import Place, Thing
from precinto.documents.cases import actor_of
from precinto.documents.lists import stock
from precinto.documents.lists.narrowing import Narrowing
from tests.web.conftest import Pages
from tests.web.places import office_with_papers
from tests.world import TITLE, World

pytestmark = pytest.mark.database
Open = Callable[[str], Pages]
HIDDEN = "Traslado de la caja fuerte"


def codes(browser: Pages, address: str) -> list[str]:
    return [row.thing.code for row in browser.get(address).context["rows"]]


def second_safe(world: World) -> Place:
    world.do("jaime", "office.place.open", name="Armario 2", kind="safe", level="S")
    return Place.objects.get(name="Armario 2")


def test_every_thing_of_a_place_and_none_of_another(world: World, pages: Open) -> None:
    here = world.document(copies=2)
    other = second_safe(world)
    there = world.document(place=other.code, copies=1)
    carmen = pages("carmen")
    assert set(codes(carmen, "/efectos/")) == {world.copy(here, 1), world.copy(here, 2), world.copy(there)}
    assert codes(carmen, f"/efectos/?lugar={other.code}") == [world.copy(there)]
    assert codes(carmen, "/efectos/?clase=key") == []
    assert len(codes(carmen, "/efectos/?clase=copy&nivel=C")) == 3
    assert codes(carmen, "/efectos/?nivel=S") == []
    world.loan(world.copy(here, 1))
    assert world.copy(here, 1) not in codes(carmen, "/efectos/")


def test_out_of_scope_it_shows_by_its_code_or_not_at_all(world: World, pages: Open) -> None:
    hidden = world.document(scope="diego", title=HIDDEN)
    pilar = [row for row in pages("luis").get("/efectos/").context["rows"] if row.thing.code == world.copy(hidden)]
    assert [row.seen for row in pilar] == [False]
    said = pages("luis").get("/efectos/").content.decode()
    assert HIDDEN not in said
    assert world.copy(hidden) in said.replace(" ", "").replace("-", "")
    clearance = Clearance.objects.get(person__account__login="carmen")
    world.do("jaime", "personnel.clear.suspend", clearance.pk, reason="en revisión")
    assert codes(pages("carmen"), "/efectos/") == []
    assert pages("rosa").get("/efectos/").status_code == 403


def test_what_is_being_counted_is_left_out(world: World, pages: Open) -> None:
    world.document()
    safe = Place.objects.get(code=world.safe)
    case = world.do("carmen", "documents.inventory.open", plan="partial", place=world.safe).case
    assert case.stage == "counting"
    answer = pages("carmen").get("/efectos/")
    assert answer.context["counted"] == [safe]
    assert world.copy(world.document()) not in codes(pages("carmen"), f"/efectos/?lugar={world.safe}")


@pytest.mark.parametrize("asked", ["lugar=L99", "lugar=nada", "clase=nada", "nivel=X"])
def test_what_names_nothing_is_said(world: World, pages: Open, asked: str) -> None:
    world.document()
    answer = pages("carmen").get(f"/efectos/?{asked}")
    assert answer.status_code == 409
    assert asked.partition("=")[2] in answer.content.decode()


def test_page_after_page_nothing_is_missing(world: World) -> None:
    other = second_safe(world)
    for n in range(4):
        world.document(copies=2, place=other.code if n % 2 else world.safe)
    carmen = actor_of(world.officer("carmen"))
    wanted = stock.where(carmen, Narrowing({}, carmen, stock.NARROWED_BY))
    found: list[int] = []
    after: int | None = None
    while True:
        page = stock.page(carmen, wanted, after=after, size=3)
        found += [row.thing.pk for row in page.rows]
        after = page.after
        if after is None:
            break
    assert found == sorted(Thing.objects.filter(kind="copy").values_list("pk", flat=True))


@pytest.mark.parametrize(("asked", "index"), [({}, "thing_lies"), ({"clase": "copy"}, "thing_lies_kind")])
def test_each_place_is_walked_by_its_index(world: World, asked: dict[str, str], index: str) -> None:
    """Not a sort of all that a safe holds: the planner names the index and sorts no more than a page."""
    document = world.document(copies=8)
    carmen = actor_of(world.officer("carmen"))
    wanted = stock.where(carmen, Narrowing(asked, carmen, stock.NARROWED_BY))
    with CaptureQueriesContext(connection) as seen:
        assert len(stock.lying(wanted, after=1, size=5)) == min(5, document.total)
    sql = next(one["sql"] for one in seen if "LIMIT" in one["sql"])
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
            # Of a dozen rows every way costs the same: what is asked is that the index gives them in order, without a sort.
            cursor.execute("SET LOCAL enable_sort = off")
            cursor.execute(f"EXPLAIN {sql}")
        else:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        plan = "\n".join(str(row) for row in cursor.fetchall())
    if connection.vendor == "postgresql":
        # Where a safe holds all there is, the key itself may be walked as well: what counts is that only the page is sorted.
        assert plan.count("Sort  (") == 1, plan
        assert f"{index} " in plan or "custody_thing_pkey on custody_thing u0" in plan, plan
    else:
        assert f"{index} " in plan, plan


def test_the_pages_of_a_safe_and_of_the_figures_lead_there(world: World, pages: Open) -> None:
    office_with_papers(world)
    safe = Place.objects.get(code=world.safe)
    carmen = pages("carmen")
    for address in (f"/caso/office.place/{safe.pk}/", "/cuadros/"):
        assert f"/efectos/?lugar={safe.code}" in carmen.get(address).content.decode(), address
    assert TITLE in carmen.get(f"/efectos/?lugar={safe.code}").content.decode()
