# SPDX-License-Identifier: EUPL-1.2
"""An import has one step, and opens one kind of case with it. Whatever else an old register or its map asks for, it does not do."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.test import Client

import precinto
from precinto.custody.models import Thing
from precinto.documents.forms import Register
from precinto.documents.importing import columns, mapping, plan, run, verdict
from precinto.documents.importing.sheet import open_sheet
from precinto.documents.models import Document, Loan, Round
from precinto.documents.procedures import REGISTER
from precinto.ledger.models import Entry
from tests.doors.through import Import, last_entry, unchanged
from tests.world import PASSWORD, World

SOURCE = Path(precinto.__file__).parent
IMPORTING = [
    *(SOURCE / "documents" / "importing").glob("*.py"),
    SOURCE / "web" / "importing.py",
    SOURCE / "cli" / "importing.py",
]
DOORS = {"perform", "perform_all", "check", "judge", "Request", "record_attempt"}
WRITERS = {"journal", "move", "bring", "append"}


def names_taken(tree: ast.Module) -> Iterator[str]:
    """What a module has from elsewhere: names, and no whole module of ours through which it could reach more."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.Import):
            ours = {alias.name for alias in node.names if alias.name.startswith("precinto")}
            assert ours <= {"precinto.documents.importing.words"}, ours


def test_its_code_asks_for_no_other_step() -> None:
    """Every request of these modules is for `documents.register.register` and names no case; they have no other way to act."""
    assert len(IMPORTING) > 10
    assert (REGISTER.name, run.STEP, vars(run)["REGISTER"]) == ("documents.register", "register", REGISTER)
    asked = []
    for file in IMPORTING:
        tree = ast.parse(file.read_text("utf-8"))
        taken = set(names_taken(tree))
        assert not taken & WRITERS, file
        assert taken & DOORS <= ({"Request", "check", "perform_all"} if file.name == "run.py" else set()), file
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Request":
                asked.append([ast.unparse(argument) for argument in node.args[:3]])
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in DOORS:
                assert "Request(" in ast.unparse(node.args[0]), ast.unparse(node)
    assert asked == [["REGISTER", "STEP", "None"]] * 2


def test_a_row_has_no_fact_that_the_step_does_not_ask_for(tmp_path: Path) -> None:
    """Every target at once: what a row becomes are facts of a registration, and none of another step."""
    file = tmp_path / "viejo.csv"
    file.write_text(";".join(columns.TARGETS) + "\n" + ";".join("1" for _ in columns.TARGETS) + "\n", "utf-8")
    sheet = open_sheet(file, heading=1)
    map_ = mapping.Map(
        tuple(mapping.Column(name, at, name) for at, name in enumerate(columns.TARGETS, 1)), scope=("rosa",)
    )
    (row,) = plan.make(sheet, map_, verdict.Office(date(2026, 11, 24), {}, {})).rows
    assert row.facts
    assert set(row.facts) <= set(Register.base_fields)


# What an old register may say of hands and ends, in the ways in which it does.
SAYS = [
    ("Prestado a", "Rosa Lagos", "said-lent", "1.4"),
    ("Holder", "rosa", "said-lent", "1.4"),
    ("Entregado a", "P-00003", "said-lent", "1.4"),
    ("Fecha de préstamo", "3/2/1964", "said-lent", "1.4"),
    ("Situación", "PRESTADO (Logística)", "said-lent", "1.4"),
    ("Estado", "destruido", "said-gone", "1.6"),
    ("Acta de destrucción", "17/1964", "said-gone", "1.6"),
    ("Status", "Lost", "said-gone", "1.6"),
    ("Borrar", "sí", "said-deleted", "1.1"),
    ("Baja", "3/2/1964", "said-deleted", "1.1"),
]


@pytest.mark.database
@pytest.mark.parametrize(("heading", "value", "reason", "clause"), SAYS)
def test_a_row_that_says_where_the_paper_went_is_told_with_its_clause(
    world: World, importing: Import, heading: str, value: str, reason: str, clause: str
) -> None:
    """The import would count the paper into the safe: until the office says that it is there, the row waits."""
    with unchanged(world, attempts=0):
        rows = [["Nº registro", "Asunto", "Folios", heading], ["1", "Informe", "2", value]]
        importing.bring("carmen", rows, "", "--dry-run")
        said = importing.bring("carmen", rows, importing.map)
    (row,) = said.body["quarantined"]
    assert (row["reasons"], row["clause"]) == ([reason], clause)
    assert value in row["words"][0]
    assert clause in row["words"][0]
    assert [remark["reason"] for remark in said.body["file_remarks"]] == ["columns-custody"]


@pytest.mark.database
def test_a_row_that_says_it_came_back_is_taken(world: World, importing: Import) -> None:
    head = ["Nº registro", "Asunto", "Folios", "Prestado a", "Devuelto", "Estado"]
    rows = [
        ["1", "Informe", "2", "Rosa", "3/2/1964", "archivado"],
        ["2", "Nota", "2", "", "", "vigente"],
        ["3", "Carta", "2", "no", "", ""],
        ["4", "Plano", "2", "Rosa", "no", ""],
    ]
    said = importing.bring("carmen", [head, *rows], "", "--dry-run")
    assert (said.body["totals"]["taken"], [row["row"] for row in said.body["quarantined"]]) == (3, [5])


@pytest.mark.database
def test_whatever_it_says_it_is_registered_in_the_safe_and_nothing_else_is_done(
    world: World, importing: Import
) -> None:
    """An office whose map takes such rows all the same has them in the note, and not one act but the registrations."""
    head = ["Nº registro", "Asunto", "Folios", *[heading for heading, *_ in SAYS],
            "procedure", "step", "case", "stage", "copy", "borrower_id", "person", "number of loan"]  # fmt: skip
    row = ["1", "Informe", "2", *[value for _, value, *_ in SAYS],
           "documents.lend", "hand_over", "1", "annulled", "CE26-00001-001-X", "3", "rosa", "7"]  # fmt: skip
    importing.bring("carmen", [head, row], "", "--dry-run")
    map_ = importing.map
    for reason in ("lent", "gone", "deleted"):
        map_ = map_.replace(f'said-{reason} = "quarantine"', f'said-{reason} = "take"')
    before = last_entry()
    said = importing.bring("carmen", [head, row], map_)
    assert said.body["totals"]["remark"] == 1
    done = Entry.objects.filter(pk__gt=before).exclude(step="sign_in")
    assert [(one.kind, one.procedure, one.step) for one in done] == [("act", "documents.register", "register")]
    document = Document.objects.get()
    assert document.stage == "registered"
    assert all(f"{heading}: {value}" in document.note for heading, value in zip(head[3:], row[3:], strict=True))
    assert (Loan.objects.count(), Round.objects.count()) == (0, 0)
    assert [(thing.person, thing.place and thing.place.code) for thing in Thing.objects.all()] == [(None, world.safe)]


COLUMN = "[[columns]]\nheading = 'Asunto'\nat = 1\nto = 'title'\n"
HOSTILE = [
    COLUMN + "[procedure]\nname = 'documents.lend'",
    COLUMN + "[register]\nprocedure = 'documents.lend'",
    COLUMN + "[register]\nstep = 'hand_over'",
    COLUMN + "[register]\nseries = '../L'",
    COLUMN + "[defaults]\nvia = 'meeting'",
    COLUMN + "[defaults]\nborrower = 'rosa'",
    COLUMN + "[defaults]\nscope = 'rosa'",
    COLUMN + "[doubts]\nrefused = 'take'",
    COLUMN + "[doubts]\nnumber-leaves-gap = 'take'",
    COLUMN + "[[steps]]\nname = 'documents.lend.hand_over'",
    COLUMN + "[[columns]]\nheading = 'Folios'\nat = 2\nto = 'stage'",
    *(f"{COLUMN}[[columns]]\nheading = 'Folios'\nat = 2\nto = '{name}'"
      for name in ("borrower", "holder", "copy", "case", "person", "place", "scope", "delete", "approve", "documents.lend")),
    COLUMN + "[[columns]]\nheading = 'Folios'\nat = 2\nto = 'folios'\nstep = 'hand_over'",
]  # fmt: skip


@pytest.mark.database
@pytest.mark.parametrize("map_", HOSTILE)
def test_a_map_that_asks_for_more_is_refused_with_a_sentence(world: World, importing: Import, map_: str) -> None:
    with unchanged(world, attempts=0):
        said = importing.bring("carmen", [["Asunto", "Folios"], ["Informe", "2"]], map_)
    assert (said.status, said.reason) == (2, "import-map-bad")
    assert said.body["why"].startswith("El mapa no puede")
    assert said.body["way_out"]


@pytest.mark.database
def test_a_map_that_asks_for_more_is_refused_by_the_page(world: World, importing: Import) -> None:
    browser = Client(headers={"Accept-Language": "es"})
    browser.post("/entrar/", {"login": "carmen", "password": PASSWORD})
    importing.bring("carmen", [["Nº registro", "Asunto"], ["1", "Informe"]], "", "--dry-run")
    with (importing.folder / "viejo.csv").open("rb") as file:
        page = browser.post("/importar/", {"file": file}, follow=True)
    address = page.request["PATH_INFO"]
    kept = page.context["map"]
    with unchanged(world, attempts=0):
        for map_ in HOSTILE:
            answer = browser.post(address, {"map": map_})
            assert answer.status_code == 422
            assert "El mapa no puede" in answer.content.decode()
    assert browser.get(address).context["map"] == kept
