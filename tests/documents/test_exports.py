# SPDX-License-Identifier: EUPL-1.2
"""Lists that leave: the same to the byte by every door, under the level of what they show, and on record."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from python_calamine import CalamineWorkbook

from precinto.documents.cases import actor_of
from precinto.documents.lists import books, exports
from precinto.documents.lists.models import Export, Filter
from precinto.ledger.models import Entry
from precinto.procedures.model import REGISTRY
from precinto.records.errors import ConditionFailed, NotFound, NotYourRole
from tests.doors.through import Api, Cli
from tests.doors.through import api as api
from tests.doors.through import cli as cli
from tests.doors.through import door as door
from tests.web.conftest import Pages
from tests.web.conftest import pages as pages
from tests.web.places import office_with_papers
from tests.world import TITLE, World

pytestmark = pytest.mark.database
Open = Callable[[str], Pages]
HIDDEN = "Traslado de la caja fuerte"
HOSTILE = ["=1+1", "+1", "-1", "@A1", "\t=1", "\r=1", '=HYPERLINK("x")', "＝1"]


def taken(world: World, login: str, name: str, format: str = "csv", **narrowed: str) -> bytes:
    intent = f"taken-{Entry.objects.count()}"
    return exports.take(name, narrowed, format, by=world.officer(login), intent=intent).file.read()


def table(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))


@pytest.mark.parametrize("format", ["csv", "xlsx"])
@pytest.mark.parametrize("name", [*books.NAMES, "documents.extend", "personnel.clear", "computers.account"])
def test_every_list_leaves_with_an_act_that_says_so(world: World, name: str, format: str) -> None:
    office_with_papers(world)
    taken_out = exports.take(name, {}, format, by=world.officer("jaime"), intent="one")
    data = taken_out.file.read()
    row = Export.objects.get()
    assert (row.name, row.format, row.digest, row.rows) == (
        name,
        format,
        hashlib.sha256(data).hexdigest(),
        taken_out.rows,
    )
    entry = Entry.objects.get(pk=taken_out.act.entry)
    assert (entry.procedure, entry.step, entry.person) == ("documents.export", "take", world.officer("jaime").key)


def test_a_csv_opens_in_a_spreadsheet_of_here(world: World) -> None:
    world.document(originator="ONS; Sección «Ñ»")
    with translation.override("es"):
        data = taken(world, "carmen", "documents")
    assert data.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in data
    marking, about, heads, row = table(data)
    assert marking == ["CONFIDENCIAL"]
    assert "Líneas: 1" in about[0]
    assert heads[:3] == ["Número", "Código", "Grado"]
    assert row[3:5] == [TITLE, "ONS; Sección «Ñ»"]
    with translation.override("en"):
        assert b"Number,Code,Level" in taken(world, "carmen", "documents")


def test_the_highest_level_of_what_it_shows_stands_on_top(world: World) -> None:
    assert table(taken(world, "carmen", "documents"))[0] != ["SECRETO"]
    world.document(level="C")
    world.document(level="S", scope="diego")
    assert table(taken(world, "carmen", "documents"))[0] == ["SECRETO"]
    assert table(taken(world, "rosa", "documents"))[0] == ["CONFIDENCIAL"]
    assert "SECRETO" not in taken(world, "rosa", "loans").decode()


@pytest.mark.parametrize("words", HOSTILE)
def test_no_cell_is_a_formula(world: World, words: str) -> None:
    world.document(title=f"x{words}", originator=words)
    for row in table(taken(world, "carmen", "documents"))[3:]:
        assert not any(cell.startswith(exports.FORMULAS) for cell in row)
    book = CalamineWorkbook.from_filelike(io.BytesIO(taken(world, "carmen", "documents", "xlsx")))
    cells = book.get_sheet_by_index(0).to_python()[3]
    assert str(cells[4]).lstrip("'").strip() == words.strip()
    assert exports.guarded(words) == f"'{words}"
    assert exports.guarded("1-1") == "1-1"


def test_a_list_holds_what_this_person_sees_and_nothing_else(world: World) -> None:
    office_with_papers(world)
    hidden = world.document(scope="diego", title=HIDDEN)
    world.loan(world.copy(hidden), to="diego")
    for login, sees in (("carmen", True), ("diego", True), ("rosa", False), ("luis", False), ("vera", False)):
        for name in ("documents", "loans", "out", "evening", "tasks", "documents.lend"):
            said = taken(world, login, name).decode()
            assert HIDDEN not in said or sees, (login, name)
        assert (HIDDEN in taken(world, login, "documents").decode()) is sees, login
        codes = taken(world, login, "out").decode()
        assert (world.copy(hidden) in codes) is (login in ("carmen", "diego", "luis")), login


def test_a_list_is_narrowed_as_its_page_is(world: World) -> None:
    world.document(level="S")
    world.document(title="Otra cosa")
    assert len(table(taken(world, "carmen", "documents", nivel="S"))) == 4
    assert len(table(taken(world, "carmen", "documents", texto="cisternas"))) == 4
    document = world.document(copies=3)
    world.loan(world.copy(document, 1))
    world.loan(world.copy(document, 2), stage="asked")
    assert [row[1] for row in table(taken(world, "carmen", "loans", fase="lent"))[3:]] == ["Prestado"]
    assert len(table(taken(world, "carmen", "loans", fase="asked,lent"))[3:]) == 2


def test_what_a_list_was_narrowed_by_may_be_secret_and_is_sealed(world: World) -> None:
    taken(world, "carmen", "documents", texto="cisternas")
    body = bytes(Entry.objects.order_by("-pk").first().body)  # type: ignore[union-attr]
    assert b"cisternas" not in body
    assert Export.objects.get().narrowed == "texto=cisternas"


def test_a_list_longer_than_a_page_is_whole(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    office_with_papers(world, many=3)
    whole = {name: table(taken(world, "jaime", name))[3:] for name in books.NAMES if name not in ("acts", "attempts")}
    monkeypatch.setattr(books, "PAGE", 2)
    assert {name: table(taken(world, "jaime", name))[3:] for name in whole} == whole
    acts = table(taken(world, "jaime", "acts"))[3:]
    assert len(acts) == Entry.objects.filter(kind="act").count() - 1


def test_who_may_not_see_a_list_takes_nothing_and_it_is_on_record(world: World) -> None:
    before = world.dump()
    attempts = Entry.objects.filter(kind="attempt").count()
    for name, why in (
        ("persons", NotYourRole),
        ("attempts", NotYourRole),
        ("nada", NotFound),
        ("personnel.found", NotFound),
    ):
        with pytest.raises(why) as refused:
            taken(world, "rosa", name)
        assert refused.value.reason == ("not-your-role" if why is NotYourRole else "no-such-list")
    assert world.dump() == before
    assert Entry.objects.filter(kind="attempt").count() == attempts + 4


def test_the_book_of_a_reader_holds_their_own_acts(world: World) -> None:
    world.loan(world.copy(world.document()))
    names = {row[6] for row in table(taken(world, "rosa", "acts"))[3:]}
    assert names == {"Rosa Lagos"}
    assert len({row[6] for row in table(taken(world, "ines", "acts"))[3:]}) > 3


def test_the_same_key_never_stands_for_another_file(world: World) -> None:
    first = exports.take("loans", {}, "csv", by=world.officer("carmen"), intent="k")
    again = exports.take("loans", {}, "csv", by=world.officer("carmen"), intent="k")
    assert (again.act.again, again.file.read()) == (True, first.file.read())
    world.loan(world.copy(world.document()))
    with pytest.raises(ConditionFailed):
        exports.take("loans", {}, "csv", by=world.officer("carmen"), intent="k")


def test_what_is_too_long_for_a_sheet_is_taken_as_csv(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.document()
    monkeypatch.setattr(exports, "MOST_OF_A_SHEET", 0)
    before = world.dump()
    with pytest.raises(ConditionFailed) as refused:
        taken(world, "carmen", "documents", "xlsx")
    assert (refused.value.reason, refused.value.facts) == ("too-long-for-a-sheet", {"rows": 1, "most": 0})
    assert Entry.objects.latest("pk").refusal == "too-long-for-a-sheet"
    assert world.dump() == before
    assert table(taken(world, "carmen", "documents"))[3:]


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_three_doors_give_the_same_bytes(
    world: World, pages: Open, api: Api, cli: Cli, tmp_path: Any, format: str
) -> None:
    office_with_papers(world, many=2)
    with translation.override("es"):
        page = pages("carmen").post(f"/exportar/loans.{format}", {"fase": "asked,lent"})
    assert page.status_code == 200
    by_page = b"".join(page.streaming_content)  # type: ignore[attr-defined]
    answer = Client().post(f"/api/v1/lists/loans.{format}?fase=asked,lent", headers=api.headers("carmen"))
    by_api = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    file = tmp_path / "list"
    said = cli.ask("list", "loans", "--narrow", "fase=asked,lent", f"--{format}", str(file), *cli.signed("carmen"))
    assert said.status == 0, said.stderr
    assert by_page == by_api == file.read_bytes()
    assert Export.objects.count() == 3


# ---- on the pages


def test_every_list_has_its_foot_and_the_file_comes(world: World, pages: Open) -> None:
    office_with_papers(world)
    jaime = pages("jaime")
    for address in ("/", "/registro/", "/prestamos/", "/circulacion/", "/vencidos/", "/personas/", "/hoy/", "/libro/",
                    "/libro/intentos/", "/casos/documents.extend/"):  # fmt: skip
        assert "/exportar/" in jaime.get(address).content.decode(), address
    answer = jaime.post("/exportar/documents.csv", {"nivel": "C"})
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="precinto-documents-')
    assert answer.headers["Cache-Control"] == "no-store"
    assert jaime.get("/exportar/documents.csv").status_code == 405
    assert jaime.post("/exportar/documents.pdf").status_code == 404
    assert jaime.post("/exportar/nada.csv").status_code == 404


def test_a_kept_list_stands_on_my_tasks_with_what_it_holds(world: World, pages: Open) -> None:
    document = world.document(copies=60)
    hidden = world.document(copies=3, scope="diego")
    for n in range(1, 4):
        world.loan(world.copy(document, n), stage="asked")
        world.loan(world.copy(hidden, n), to="diego", stage="asked")
    rosa, carmen, luis = pages("rosa"), pages("carmen"), pages("luis")
    for browser in (rosa, carmen, luis):
        sent = {"name": "Pedidos", "address": "/prestamos/?fase=pedidos", "pinned": "on", "_intent": "keep-1"}
        assert browser.post("/filtros/", sent).status_code == 303
    counts = {browser: browser.get("/").context["pinned"][0].count for browser in (rosa, carmen, luis)}
    assert counts == {rosa: "3", carmen: "6", luis: "6"}
    for n in range(4, 60):
        world.loan(world.copy(document, n), stage="asked")
    assert rosa.get("/").context["pinned"][0].count == "50+"
    (kept,) = Filter.objects.filter(person__account__login="rosa")
    assert (
        rosa.post(f"/caso/documents.filter/{kept.pk}/unpin/", {"_intent": "u", "next": "/filtros/"}).status_code == 303
    )
    assert rosa.get("/").context["pinned"] == []
    assert rosa.post(f"/caso/documents.filter/{kept.pk}/drop/", {"_intent": "d"}).status_code == 303
    assert rosa.get("/filtros/").context["kept"] == []


@pytest.mark.parametrize(
    "address", ["https://x/", "//x/", "/libro/romper/", "/salir/", "/registro/#x", "/registro/?a b", ""]
)
def test_only_the_address_of_a_list_is_kept(world: World, pages: Open, address: str) -> None:
    answer = pages("rosa").post("/filtros/", {"name": "x", "address": address, "_intent": "k"})
    assert answer.status_code in (400, 422)
    assert not Filter.objects.exists()


def test_a_kept_list_is_nobody_elses(world: World, pages: Open) -> None:
    kept = world.do("rosa", "documents.filter.keep", name="Míos", address="/prestamos/", pinned=True).case
    assert pages("diego").get(f"/caso/documents.filter/{kept.pk}/").status_code == 404
    assert pages("diego").post(f"/caso/documents.filter/{kept.pk}/drop/", {"_intent": "k"}).status_code == 404


def test_five_on_my_tasks_and_no_sixth(world: World) -> None:
    for n in range(5):
        world.do("rosa", "documents.filter.keep", name=str(n), address="/prestamos/", pinned=True)
    with pytest.raises(ConditionFailed, match="too-many-pinned"):
        world.do("rosa", "documents.filter.keep", name="6", address="/prestamos/", pinned=True)
    spare = world.do("rosa", "documents.filter.keep", name="6", address="/prestamos/").case
    with pytest.raises(ConditionFailed, match="too-many-pinned"):
        world.do("rosa", "documents.filter.pin", spare)
    with pytest.raises(ConditionFailed, match="not-pinned"):
        world.do("rosa", "documents.filter.unpin", spare)


def test_there_is_a_book_for_every_procedure(world: World) -> None:
    actor = actor_of(world.officer("jaime"))
    for name in REGISTRY:
        if name != "personnel.found":
            assert list(books.first(books.book(name, actor).rows, 5)) is not None
