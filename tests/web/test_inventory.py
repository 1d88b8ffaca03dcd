# SPDX-License-Identifier: EUPL-1.2
"""The page where things are counted, as plain forms: blind, resumable, for several clerks, and cheap whatever is counted."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from precinto.custody import codes
from precinto.custody.models import Place, PlaceKind
from precinto.documents.keeping.models import Inventory, Scan
from precinto.ledger.models import Entry
from precinto.procedures.refusals import sentences
from tests.web.conftest import Pages
from tests.world import World

pytestmark = pytest.mark.database
Open = Callable[[str], Pages]
STOP = 'id="halt-words"'
NOTHING = codes.make("C", series="Z", year=2026, number=99, copy=1)


@pytest.fixture
def copies(world: World) -> list[str]:
    document = world.document(copies=6)
    return [world.copy(document, n) for n in range(1, 7)]


@pytest.fixture
def inventory(world: World, copies: list[str]) -> Inventory:
    case = world.do("carmen", "documents.inventory.open", plan="partial", place=world.safe).case
    return Inventory.objects.get(pk=case.pk)


def read(page: Pages, inventory: Inventory, *texts: str, **more: object) -> str:
    sent = {"do": "read", "scan": "\n".join(texts)} | more
    answer = page.post(f"/inventario/{inventory.pk}/", sent)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_place_and_then_what_lies_in_it(world: World, pages: Open, inventory: Inventory, copies: list[str]) -> None:
    said = read(pages("carmen"), inventory, world.safe, *copies[:4])
    assert 'id="n-found">4<' in said
    assert STOP not in said
    assert Entry.objects.filter(procedure="documents.inventory", step="scan", kind="act").count() == 1


def test_things_before_a_place_stop_the_hand(pages: Open, inventory: Inventory, copies: list[str]) -> None:
    assert STOP in read(pages("carmen"), inventory, copies[0])
    assert Scan.objects.count() == 0


def test_it_is_blind_until_the_place_is_done(
    world: World, pages: Open, inventory: Inventory, copies: list[str]
) -> None:
    page = pages("carmen")
    said = read(page, inventory, world.safe, *copies[:4])
    assert codes.pretty(copies[5]) not in said
    assert 'id="n-missing">0<' in said
    assert "6" not in {number.strip() for number in said.split("<dd")}
    done = page.post(f"/inventario/{inventory.pk}/", {"do": "done", "place": world.safe}).content.decode()
    assert codes.pretty(copies[5]) in done
    assert 'id="n-missing">2<' in done


def test_what_does_not_belong_there_stops_the_hand_and_is_noted(world: World, pages: Open, copies: list[str]) -> None:
    place = world.do("jaime", "office.place.open", name="Armario 2", kind="safe", level="S").case
    case = world.do("carmen", "documents.inventory.open", plan="surprise").case
    inventory = Inventory.objects.get(pk=case.pk)
    second = Place.objects.get(pk=place.pk).code
    said = read(pages("carmen"), inventory, second, copies[0], NOTHING)
    assert STOP in said
    assert 'id="n-misplaced">1<' in said
    assert 'id="n-unknown">1<' in said
    assert Scan.objects.count() == 2


def test_read_again_it_is_said_calmly_and_counts_once(
    world: World, pages: Open, inventory: Inventory, copies: list[str]
) -> None:
    read(pages("carmen"), inventory, world.safe, copies[0])
    said = read(pages("pilar"), inventory, copies[0], place=world.safe)
    assert STOP not in said
    assert 'id="n-found">1<' in said
    assert 'id="n-again">1<' in said


def test_the_same_page_sent_twice_counts_once(
    world: World, pages: Open, inventory: Inventory, copies: list[str]
) -> None:
    for _ in range(2):
        read(pages("carmen"), inventory, world.safe, *copies[:2], intent="lo-mismo")
    assert Scan.objects.count() == 2
    assert Entry.objects.filter(procedure="documents.inventory", step="scan", kind="act").count() == 1


def test_a_place_may_be_done_twice_without_harm(world: World, pages: Open, inventory: Inventory) -> None:
    page = pages("carmen")
    page.post(f"/inventario/{inventory.pk}/", {"do": "done", "place": world.safe})
    again = page.post(f"/inventario/{inventory.pk}/", {"do": "done", "place": world.safe}).content.decode()
    assert STOP in again


@pytest.mark.parametrize("row", ["{}", '"{}";2026-01-02;12', "{},x", "1;{}"])
def test_a_file_of_a_batch_scanner(
    world: World, pages: Open, inventory: Inventory, copies: list[str], row: str
) -> None:
    lines = [world.safe, *copies]
    file = SimpleUploadedFile("lista.csv", "\r\n".join(row.format(line) for line in lines).encode("utf-8-sig"))
    said = read(pages("carmen"), inventory, list=file)
    assert 'id="n-found">6<' in said


def test_a_file_that_is_no_list(pages: Open, inventory: Inventory) -> None:
    said = read(pages("carmen"), inventory, list=SimpleUploadedFile("foto.png", b"\x89PNG\xff\xfe" * 20))
    assert STOP in said
    with translation.override("es"):
        assert sentences("damaged-file")[0] in said
    assert not Scan.objects.exists()


def test_what_was_not_read_well_does_not_stop_the_rest(
    world: World, pages: Open, inventory: Inventory, copies: list[str]
) -> None:
    said = read(pages("carmen"), inventory, world.safe, copies[0], copies[1][:-1] + "*", copies[2])
    assert STOP in said
    assert 'id="n-found">2<' in said


def test_a_clerk_who_may_not_see_a_document_does_not_learn_its_number(
    world: World, pages: Open, inventory: Inventory
) -> None:
    hidden = world.copy(world.document(level="S", scope="unit DIR"))
    read(pages("carmen"), inventory, world.safe, hidden)
    world.do("jaime", "personnel.clear.end", world_clearance("pilar"), reason="baja")
    world.clear("pilar", level="C")
    said = pages("pilar").get(f"/inventario/{inventory.pk}/").content.decode()
    assert codes.pretty(hidden) not in said
    assert hidden not in said


def world_clearance(login: str) -> int:
    from precinto.access.models import Clearance

    return int(Clearance.objects.filter(person__account__login=login).latest("pk").pk)


def test_who_is_for_it(world: World, pages: Open, inventory: Inventory) -> None:
    codes_of = {
        login: pages(login).get(f"/inventario/{inventory.pk}/").status_code
        for login in ("ines", "luis", "rosa", "olga")
    }
    assert codes_of == {"ines": 200, "luis": 200, "rosa": 404, "olga": 404}
    assert pages("rosa").get("/inventario/").status_code == 404
    assert "/inventario/" in pages("carmen").get("/").content.decode()
    assert "/inventario/" not in pages("rosa").get("/").content.decode()


def test_when_it_is_closed_the_page_leads_to_its_case(world: World, pages: Open, inventory: Inventory) -> None:
    page = pages("carmen")
    page.post(f"/inventario/{inventory.pk}/", {"do": "done", "place": world.safe})
    world.do("carmen", "documents.inventory.close", inventory.pk)
    answer = page.get(f"/inventario/{inventory.pk}/")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/caso/documents.inventory/{inventory.pk}/")
    assert page.get(answer.headers["Location"]).status_code == 200


def test_the_page_of_sessions(world: World, pages: Open, inventory: Inventory) -> None:
    said = pages("jaime").get("/inventario/").content.decode()
    assert f'href="/inventario/{inventory.pk}/"' in said
    assert "/acto/documents.inventory/plan/?plan=" in said
    world.do("jaime", "documents.inventory.plan", plan="january", year=2099)
    assert pages("jaime").get("/inventario/").status_code == 200


def test_the_budget_holds_whatever_is_counted(
    world: World, pages: Open, inventory: Inventory, copies: list[str]
) -> None:
    page = pages("carmen")
    read(page, inventory, world.safe, copies[0])

    def questions(address: str) -> int:
        page.get(address)
        with CaptureQueriesContext(connection) as asked:
            page.get(address)
        return len(asked)

    few = questions(f"/inventario/{inventory.pk}/")
    for _ in range(4):
        document = world.document(copies=40)
        read(page, inventory, *(world.copy(document, n) for n in range(1, 30)), place=world.safe)
    page.post(f"/inventario/{inventory.pk}/", {"do": "done", "place": world.safe})
    more = questions(f"/inventario/{inventory.pk}/")
    assert few <= 15
    assert more <= 15
    assert questions("/inventario/") <= 15
    counter = Place.objects.get(kind=PlaceKind.COUNTER)
    assert questions(f"/caso/office.place/{counter.pk}/") <= 15
    world.do("carmen", "documents.inventory.close", inventory.pk)
    assert questions(f"/caso/documents.inventory/{inventory.pk}/") <= 15
