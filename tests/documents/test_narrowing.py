# SPDX-License-Identifier: EUPL-1.2
"""How lists are narrowed, by every door alike: what is not understood is said, never ignored."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from precinto.access.models import Person
from precinto.documents.lists import books, narrowing, tables
from precinto.documents.lists.models import Export
from precinto.documents.models import Discrepancy
from precinto.procedures.model import REGISTRY
from precinto.records.clock import today
from precinto.records.errors import ConditionFailed, NotFound, NotYourRole
from tests.documents.test_exports import HIDDEN, table, taken
from tests.doors.through import Api, Cli
from tests.doors.through import api as api
from tests.doors.through import cli as cli
from tests.doors.through import door as door
from tests.house.files import ROOT
from tests.web.conftest import Pages
from tests.web.conftest import pages as pages
from tests.web.places import office_with_papers
from tests.world import TITLE, World

pytestmark = pytest.mark.database
Open = Callable[[str], Pages]


def rows(world: World, login: str, name: str, **narrowed: str) -> list[list[str]]:
    return table(taken(world, login, name, **narrowed))[3:]


# ---- by whom and when


def test_loans_of_one_person_and_of_one_unit(world: World) -> None:
    document = world.document(copies=3, scope="rosa\ndiego")
    world.loan(world.copy(document, 1), to="rosa")
    world.loan(world.copy(document, 2), to="diego")
    unit = Person.objects.get(account__login="diego").unit
    assert unit is not None
    assert len(rows(world, "carmen", "loans")) == 2
    for asked in ({"quien": "diego"}, {"quien": Person.objects.get(account__login="diego").code}):
        assert ["Diego" in " ".join(row) for row in rows(world, "carmen", "loans", **asked)] == [True]
        assert ["Diego" in " ".join(row) for row in rows(world, "carmen", "out", **asked)] == [True]
    inside = {row[0] for row in rows(world, "carmen", "out", unidad=unit.code)}
    assert world.copy(document, 2) in inside
    assert len(rows(world, "carmen", "out", unidad=unit.code, quien="rosa")) in (0, 1)


def test_the_register_between_two_days(world: World, pages: Open) -> None:
    world.document()
    day, later = today(), today() + timedelta(days=1)
    assert len(rows(world, "carmen", "documents", desde=day.isoformat(), hasta=day.isoformat())) == 1
    assert rows(world, "carmen", "documents", desde=later.isoformat()) == []
    carmen = pages("carmen")
    assert len(carmen.get(f"/registro/?hasta={day}").context["rows"]) == 1
    assert carmen.get(f"/registro/?desde={later}").context["rows"] == []


def test_what_falls_due_between_two_days(world: World) -> None:
    loan = world.loan(world.copy(world.document()))
    assert loan.due is not None
    day = loan.due.date()
    assert len(rows(world, "carmen", "out", desde=day.isoformat(), hasta=day.isoformat())) == 1
    assert rows(world, "carmen", "out", hasta=(day - timedelta(days=1)).isoformat()) == []
    assert TITLE in str(rows(world, "carmen", "calendar", desde=day.isoformat(), hasta=day.isoformat()))


@pytest.mark.parametrize(
    ("name", "asked", "why"),
    [
        ("documents", {"nivel": "X"}, "narrowed-by-unknown"),
        ("documents", {"desde": "ayer"}, "narrowed-by-unknown"),
        ("documents", {"quien": "rosa"}, "not-narrowed-by"),
        ("loans", {"fase": "nada"}, "narrowed-by-unknown"),
        ("loans", {"quien": "nadie"}, "narrowed-by-unknown"),
        ("loans", {"unidad": "NADA"}, "narrowed-by-unknown"),
        ("documents.extend", {"fase": "nada"}, "narrowed-by-unknown"),
        ("tasks", {"texto": "x"}, "not-narrowed-by"),
        ("things", {"lugar": "nada"}, "narrowed-by-unknown"),
    ],
)
def test_what_is_not_understood_is_said(world: World, name: str, asked: dict[str, str], why: str) -> None:
    with pytest.raises(ConditionFailed) as refused:
        taken(world, "carmen", name, **asked)
    assert refused.value.reason == why
    assert not Export.objects.exists()


def test_a_reader_learns_of_nobody_elses_account(world: World) -> None:
    """Somebody's account is unknown to them, as if there were none; their own is not."""
    told = []
    for who in ("diego", "nadie"):
        with pytest.raises(ConditionFailed) as refused:
            taken(world, "rosa", "loans", quien=who)
        told.append(refused.value.reason)
    assert told == ["narrowed-by-unknown"] * 2
    assert rows(world, "rosa", "loans", quien="rosa") == []


def test_every_door_says_it(world: World, pages: Open, api: Api, cli: Cli) -> None:
    assert pages("carmen").get("/prestamos/?quien=nadie").status_code == 409
    assert pages("carmen").get("/registro/?desde=ayer").status_code == 409
    answer = Client().post("/api/v1/lists/loans.csv?quien=nadie", headers=api.headers("carmen"))
    assert (answer.status_code, answer.json()["reason"]) == (409, "narrowed-by-unknown")
    assert cli.ask("list", "loans", "--narrow", "quien=nadie", *cli.signed("carmen")).status != 0
    assert cli.ask("list", "loans", "--narrow", "nada=1", *cli.signed("carmen")).status != 0


def test_the_page_of_loans_of_one_person(world: World, pages: Open) -> None:
    document = world.document(copies=2, scope="rosa\ndiego")
    world.loan(world.copy(document, 1), to="rosa")
    world.loan(world.copy(document, 2), to="diego")
    carmen = pages("carmen")
    sent = {"name": "De Diego", "address": "/prestamos/?fase=vivos&quien=diego", "pinned": "on", "_intent": "k"}
    assert [row[0].borrower.account.login for row in carmen.get("/prestamos/?quien=diego").context["rows"]] == ["diego"]
    assert carmen.post("/filtros/", sent).status_code == 303
    assert carmen.get("/").context["pinned"][0].count == "1"


# ---- tables that only a page had


def test_the_tables_of_the_pages_leave(world: World, pages: Open) -> None:
    places = office_with_papers(world)
    luis = rows(world, "luis", "approvals")
    found = Discrepancy.objects.get().pk
    assert {(row[0], row[1]) for row in luis} == {
        ("Préstamo", str(places["asked"])),
        ("Ampliación del alcance de lectura", str(places["extension"])),
        ("Discrepancias", str(found)),
    }
    assert rows(world, "rosa", "approvals") == []
    world.do("rosa", "documents.filter.keep", name="Míos", address="/prestamos/")
    assert rows(world, "rosa", "kept")[0][:2] == ["Míos", "/prestamos/"]
    assert rows(world, "carmen", "kept") == []
    assert rows(world, "carmen", "figures-safes")
    with pytest.raises(NotYourRole):
        taken(world, "rosa", "figures-safes")
    with pytest.raises(NotYourRole):
        taken(world, "rosa", "things")


def test_the_lines_of_a_case_leave_under_their_level(world: World) -> None:
    seen = world.document(copies=1)
    bag = world.do("carmen", "documents.destroy.propose", things=world.copy(seen), reason="sin vigencia").case
    name = f"documents.destroy:{bag.pk}:lines"
    data = table(taken(world, "carmen", name))
    assert data[0] == ["CONFIDENCIAL"]
    assert len(data) == 4
    for wrong in (
        f"documents.destroy:{bag.pk}:nada",
        "documents.destroy:x:lines",
        "nada:1:lines",
        "documents.destroy:1",
    ):
        with pytest.raises(NotFound):
            taken(world, "carmen", wrong)
    with pytest.raises(NotFound):
        taken(world, "rosa", name)


def test_lines_of_what_is_out_of_scope_hold_no_title(world: World) -> None:
    hidden = world.document(copies=1, scope="diego", title=HIDDEN)
    batch = world.do("carmen", "documents.destroy.propose", things=world.copy(hidden), reason="sin vigencia").case
    assert HIDDEN not in taken(world, "luis", f"documents.destroy:{batch.pk}:lines").decode()


# ---- the cases of any procedure


@pytest.mark.parametrize("login", ["carmen", "luis", "rosa", "ines"])
def test_cases_are_those_of_the_page(world: World, pages: Open, api: Api, cli: Cli, login: str) -> None:
    office_with_papers(world, many=2)
    for name in ("documents.extend", "documents.lend", "personnel.clear", "office.place"):
        page = [row.of.case.pk for row in pages(login).get(f"/casos/{name}/").context["rows"]]
        answer = Client().get(f"/api/v1/cases/{name}", headers=api.headers(login))
        assert answer.status_code == 200, answer.content
        assert [row["case"] for row in answer.json()["items"]] == page, name
        said = cli.ask("list", name, "--json", *cli.signed(login))
        assert said.body == answer.json(), name


def test_cases_by_stage_and_page_by_page(world: World, api: Api) -> None:
    office_with_papers(world, many=2)
    headers = api.headers("carmen")

    def get(question: str) -> Any:
        return Client().get(f"/api/v1/cases/documents.lend?{question}", headers=headers)

    asked = get("stage=asked").json()["items"]
    assert {row["stage"] for row in asked} == {"asked"}
    found, before = [], ""
    while True:
        page = get(f"size=3{before}").json()
        found += [row["case"] for row in page["items"]]
        if page["next"] is None:
            break
        before = f"&before={page['next']}"
    assert len(found) == len(set(found)) == 10
    assert get("stage=nada").status_code == 409
    assert Client().get("/api/v1/cases/nada.nada", headers=headers).status_code == 404
    assert Client().get("/api/v1/cases/personnel.found", headers=headers).status_code == 404


def test_a_list_of_cases_asks_no_more_for_more_rows(world: World, api: Api) -> None:
    headers = api.headers("carmen")
    counts = []
    for _ in range(2):
        office_with_papers(world)
        Client().get("/api/v1/cases/documents.extend", headers=headers)
        with CaptureQueriesContext(connection) as seen:
            Client().get("/api/v1/cases/documents.extend", headers=headers)
        counts.append(len(seen))
    assert counts[1] <= counts[0] + 1


def test_every_name_is_written_down(world: World) -> None:
    """`docs/formats/lists.md` knows every list, and every name by which one is narrowed."""
    page = (ROOT / "docs/formats/lists.md").read_text("utf-8")
    assert [name for name in (*books.NAMES, *narrowing.NAMES) if f"`{name}`" not in page] == []
    assert set(tables.NEVER) <= set(REGISTRY)
