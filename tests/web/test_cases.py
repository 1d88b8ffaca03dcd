# SPDX-License-Identifier: EUPL-1.2
"""The list of any procedure's cases: decided row by row, paged by key, at the same cost however long it is."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from precinto.documents import listing, queries
from precinto.documents.cases import actor_of, may_see
from precinto.documents.procedures import CIRCULATE, LEND
from precinto.procedures.model import REGISTRY
from precinto.web.case import ordinary_stages
from tests.web.conftest import Pages
from tests.web.places import office_with_papers
from tests.world import World

pytestmark = pytest.mark.database
Open = Callable[[str], Pages]
LOGINS = ("carmen", "luis", "rosa", "jaime", "ines", "olga", "diego", "nuria")


def listed(browser: Pages, address: str) -> list[Any]:
    return [row.of.case for row in browser.get(address).context["rows"]]


@pytest.mark.parametrize("login", LOGINS)
def test_the_list_shows_what_the_rule_lets_this_person_see_and_nothing_else(world: World, login: str) -> None:
    office_with_papers(world, many=2)
    hidden = world.document(scope="diego")
    world.do("diego", "documents.lend.request", copy=world.copy(hidden), reason="informe")
    actor = actor_of(world.officer(login))
    for procedure in REGISTRY.values():
        if procedure.name in ("personnel.found", "documents.register"):
            continue
        every = [case for case in procedure.case._base_manager.order_by("-pk") if may_see(procedure, case, actor)]
        shown = [row.case for row in listing.page(procedure, actor, size=500).rows]
        assert [case.pk for case in shown] == [case.pk for case in every], procedure.name


def test_a_reader_sees_their_own_loans_only(world: World, pages: Open) -> None:
    document = world.document(copies=3)
    mine = world.loan(world.copy(document, 1))
    hers = world.loan(world.copy(document, 2), to="vera")
    assert listed(pages("rosa"), "/casos/documents.lend/") == [mine]
    assert listed(pages("carmen"), "/casos/documents.lend/") == [hers, mine]


def test_by_stage_and_the_open_ones(world: World, pages: Open) -> None:
    document = world.document(copies=3)
    lent, asked = world.loan(world.copy(document, 1)), world.loan(world.copy(document, 2), stage="asked")
    gone = world.loan(world.copy(document, 3), stage="asked")
    world.do("rosa", "documents.lend.withdraw", gone)
    carmen = pages("carmen")
    assert listed(carmen, "/casos/documents.lend/?fase=lent") == [lent]
    assert listed(carmen, "/casos/documents.lend/?fase=abiertas") == [asked, lent]
    assert listed(carmen, "/casos/documents.lend/?fase=withdrawn") == [gone]
    assert len(listed(carmen, "/casos/documents.lend/?fase=nada")) == 3


def test_pages_follow_one_another_and_miss_nothing(world: World) -> None:
    document, hidden = world.document(copies=4), world.document(copies=4, scope="diego")
    for n in range(1, 5):
        world.loan(world.copy(document, n), stage="asked")
        world.loan(world.copy(hidden, n), to="diego", stage="asked")
    actor = actor_of(world.officer("vera"))  # a drafter holds no post that acts in loans
    assert listing.page(LEND, actor).rows == []
    for login, many in (("rosa", 4), ("diego", 4), ("luis", 8), ("carmen", 8)):
        actor, before, found = actor_of(world.officer(login)), None, []
        while True:
            page = listing.page(LEND, actor, before=before, size=2)
            assert len(page.rows) <= 2
            found += [row.case.pk for row in page.rows]
            before = page.older
            if before is None:
                break
        assert len(found) == many, login
        assert found == sorted(set(found), reverse=True), login


def test_who_decides_without_reading_sees_no_title(world: World, pages: Open) -> None:
    document = world.document(scope="rosa", title="Traslado de la caja fuerte")
    world.loan(world.copy(document), stage="asked")
    assert "Traslado de la caja" not in pages("luis").get("/casos/documents.lend/").content.decode()
    assert "Traslado de la caja" in pages("carmen").get("/casos/documents.lend/").content.decode()


def test_a_reader_of_a_round_finds_it(world: World) -> None:
    document = world.document()
    opened = world.do("carmen", "documents.circulate.open", copy=world.copy(document), readers="rosa\nnuria", due="+5")
    for login, found in (("rosa", [opened.case]), ("diego", [])):
        assert [r.case for r in listing.page(CIRCULATE, actor_of(world.officer(login))).rows] == found


def test_more_rows_ask_no_more_questions(world: World, pages: Open) -> None:
    names = [name for name in REGISTRY if name not in ("personnel.found", "documents.register")]

    def asked() -> dict[tuple[str, str], int]:
        found = {}
        for login in ("carmen", "luis", "rosa"):
            browser = pages(login)
            browser.get("/")
            for name in names:
                with CaptureQueriesContext(connection) as questions:
                    browser.get(f"/casos/{name}/")
                found[login, name] = len(questions)
        return found

    office_with_papers(world)
    few = asked()
    office_with_papers(world, many=3)
    many = asked()
    assert {key: n for key, n in many.items() if n > min(few[key] + 1, 15)} == {}


def test_all_procedures_and_what_this_person_may_open(world: World, pages: Open) -> None:
    page = pages("carmen").get("/tramites/")
    offered = {
        row.procedure.name: [step.name for step in row.opens]
        for _chapter, clauses in page.context["chapters"]
        for _clause, rows in clauses
        for row in rows
    }
    assert offered["documents.circulate"] == ["open"]
    assert offered["documents.register"] == ["register", "register_deferred"]
    assert offered["office.place"] == []
    assert "personnel.found" not in offered
    assert set(offered) == set(REGISTRY) - {"personnel.found"}


def test_an_unknown_procedure_is_not_found(world: World, pages: Open) -> None:
    assert pages("carmen").get("/casos/documents.nothing/").status_code == 404
    assert pages("carmen").get("/casos/personnel.found/").status_code == 404
    assert pages("carmen").get("/casos/documents.register/").headers["Location"] == "/registro/"


def test_what_one_may_open_stands_first_under_its_clause(world: World, pages: Open) -> None:
    for login in ("carmen", "rosa", "luis"):
        for _chapter, clauses in pages(login).get("/tramites/").context["chapters"]:
            for clause, rows in clauses:
                opens = [bool(row.opens) for row in rows]
                assert opens == sorted(opens, reverse=True), (login, clause.id)
    first = pages("carmen").get("/tramites/").context["chapters"][0][1][0][1][0]
    assert first.procedure.name == "documents.register"


def test_the_line_of_stages_shows_the_ordinary_way_and_no_way_back_from_a_loss() -> None:
    assert ordinary_stages(REGISTRY["documents.lend"]) == {"asked", "approved", "lent", "returned", "settled"}
    batch = ordinary_stages(REGISTRY["documents.destroy"])
    assert {"proposed", "sealed", "destroyed", "closed"} <= batch
    assert not {"withdrawn", "lost", "declined"} & batch
    assert "regularised" in ordinary_stages(REGISTRY["documents.emergency"])


def test_a_clause_is_shown_as_the_office_reads_it(world: World, pages: Callable[[str], Pages]) -> None:
    address = reverse("clause", args=["1.2"])
    assert "reading/propose" in pages("jaime").get(address).content.decode()
    assert "reading/propose" not in pages("rosa").get(address).content.decode()
    why, reading = "así lo manda la norma de la casa", "Tampoco dentro de una misma unidad."
    proposed = world.do("jaime", "office.reading.propose", clause="1.2", reading=reading, reason=why)
    assert "Tampoco dentro" not in pages("rosa").get(address).content.decode()
    world.do("luis", "office.reading.adopt", proposed.case)
    page = pages("rosa").get(address).content.decode()
    assert reading in page
    assert why in page
    assert "La lectura que viene con el programa" in page


def test_what_is_to_be_forgotten_is_asked_for_from_its_page(world: World, pages: Callable[[str], Pages]) -> None:
    document = world.document(originator="EMAD")
    address = f"/registro/{document.pk}/"
    page = pages("carmen").get(address).content.decode()
    assert "forgettable" not in page
    link = f"/acto/office.redact/ask/?target=documents.document/{document.pk}/title"
    assert link in page
    assert "/classified_title" not in page
    assert f'value="documents.document/{document.pk}/title"' in pages("carmen").get(link).content.decode()
    assert "office.redact" not in pages("rosa").get(address).content.decode()
    asked = world.do("carmen", "office.redact.ask", target=f"documents.document/{document.pk}/title", reason="secreto")
    world.do("jaime", "office.redact.forget", asked.case)
    assert link not in pages("carmen").get(address).content.decode()


def test_a_search_that_has_not_looked_everywhere_says_so(
    world: World, pages: Callable[[str], Pages], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "LOOKED_THROUGH", 2)
    monkeypatch.setattr(queries, "LOOKS", 2)
    world.document(title="Aljibe")
    for n in range(5):
        world.document(title=f"Otro {n}")
    carmen = pages("carmen")
    page = carmen.get("/registro/?texto=aljibe").content.decode()
    assert "Nada de lo que usted puede ver" not in page
    assert "Nada responde a eso entre lo más reciente" in page
    older = re.search(r'href="(\?antes=\d+[^"]*)"', page)
    assert older is not None
    assert "Aljibe" in carmen.get("/registro/" + html.unescape(older[1])).content.decode()
    monkeypatch.setattr(queries, "LOOKS", 3)
    assert ">Aljibe<" in carmen.get("/registro/?texto=aljibe").content.decode()
