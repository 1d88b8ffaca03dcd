# SPDX-License-Identifier: EUPL-1.2
"""An old register goes into the books: each document once, by an act, whatever interrupts it, by keyboard or page."""

from __future__ import annotations

import csv
import io
import os
import signal
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from precinto.custody.models import Place, Thing, ThingKind
from precinto.documents.importing import report, run
from precinto.documents.importing.sheet import open_sheet
from precinto.documents.importing.verdict import Plan
from precinto.documents.models import Document
from precinto.labels.scheme import shipped
from precinto.ledger.models import Entry
from precinto.ledger.verify import verify
from precinto.records.errors import NotYourRole
from tests import postgres
from tests.documents.spreadsheets import Rows, ods, xls
from tests.world import PASSWORD, World

DATA = Path(__file__).parent.parent / "data"
REAL = DATA / "nara-register-2021.xlsx"
SAMPLE = DATA / "nara-register-2021-sample.xlsx"


def reasons(found: Plan) -> list[tuple[str, list[str]]]:
    return [(row.outcome, [doubt.reason for doubt in row.doubts]) for row in found.rows]


# ---- into the books --------------------------------------------------------------------------------------------------


def prepared(world: World, path: Path, **changes: Any) -> Plan:
    sheet = open_sheet(path)
    map_ = replace(run.first_map(sheet, title="[sin asunto]"), **changes)
    return run.planned(sheet, map_, world.officer("carmen", door="import"))


TABLE: Rows = [
    ["Nº registro", "Asunto", "Fecha", "Folios"],
    ["1", "Plano de la acequia", "2021-03-04", 12.0],
    ["2", "Informe sobre la cámara", "2021-03-05", 3.0],
    ["3", "Señas: «ñandú» y €", "2021-03-08", 1.0],
]


def _xlsx(path: Path, rows: Rows) -> None:
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        for y, row in enumerate(rows):
            page.write_row(y, 0, row)


def test_each_sheet_of_a_file_is_a_table_of_its_own(world: World, tmp_path: Path) -> None:
    """A register is kept with a sheet for each year: the second is not taken for the first."""
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        for name in ("2020", "2021"):
            page = book.add_worksheet(name)
            for y, row in enumerate([TABLE[0], *([f"{name}/{row[0]}", *row[1:]] for row in TABLE[1:])]):
                page.write_row(y, 0, row)
    by = world.officer("carmen", door="import")
    for expected in ({"taken": 3, "already": 0}, {"taken": 0, "already": 3}):
        for name in ("2020", "2021"):
            sheet = open_sheet(tmp_path / "a.xlsx", name=name)
            found = run.planned(sheet, run.first_map(sheet, title="x"), by)
            run.run(found, by)
            assert {name: found.totals[name] for name in expected} == expected
    assert Document.objects.filter(series="L").count() == 6


def _csv(path: Path, rows: Rows) -> None:
    path.write_text("".join(";".join(str(cell) for cell in row) + "\n" for row in rows), "utf-8")


@pytest.mark.parametrize(("name", "write"), [("a.xlsx", _xlsx), ("a.xls", xls), ("a.ods", ods), ("a.csv", _csv)])
def test_the_same_table_in_any_file_is_the_same_register(
    world: World, tmp_path: Path, name: str, write: Callable[[Path, Rows], None]
) -> None:
    write(tmp_path / name, TABLE)
    found = prepared(world, tmp_path / name)
    run.run(found, world.officer("carmen", door="import"))
    assert found.totals["read"] == found.totals["taken"] + found.totals["remark"] == 3
    rows = Document.objects.filter(series="L").order_by("pk").values_list("title", "dated", "copies__thing__pieces")
    assert list(rows) == [(title, date.fromisoformat(str(day)), folios) for _n, title, day, folios in TABLE[1:]]


def test_a_term_that_is_over_is_taken_and_one_from_before_its_document_is_put_aside(
    world: World, tmp_path: Path
) -> None:
    """1.1: an old register has terms that ran out; none of them ran out before the document was written."""
    rows: Rows = [["Nº registro", "Asunto", "Fecha", "Desclasificación"], ["1", "Plano", "1990-03-04", "2000-12-31"],
            ["2", "Informe", "1990-03-04", "1980-12-31"]]  # fmt: skip
    _csv(tmp_path / "a.csv", rows)
    found = prepared(world, tmp_path / "a.csv")
    assert found.map.columns[3].to == "declassify_on"
    by = world.officer("carmen", door="import")
    run.rehearse(found, by)
    (doubt,) = [doubt for row in found.rows for doubt in row.doubts if doubt.reason == "refused"]
    assert doubt.clause == "1.1"
    run.run(found, by)
    assert [row.title for row in Document.objects.filter(series="L")] == ["Plano"]


def test_the_whole_of_the_real_register_goes_into_the_books(world: World) -> None:
    found = prepared(world, REAL)
    run.run(found, world.officer("carmen", door="import"))
    assert found.totals == {"read": 1491, "taken": 727, "remark": 764, "quarantined": 0, "empty": 0, "already": 0}
    assert Document.objects.filter(series="L").count() == 1491
    assert Thing.objects.filter(kind=ThingKind.COPY).count() == 1491
    assert Entry.objects.filter(kind="act", procedure="documents.register").count() == 1491
    assert verify().sound


@pytest.mark.database
def test_a_slice_of_the_real_register_goes_into_the_books(world: World) -> None:
    by = world.officer("carmen", door="import")
    before = world.entries()
    rehearsed = prepared(world, SAMPLE)
    run.rehearse(rehearsed, by)
    assert (world.entries(), Document.objects.count()) == (before, 0)
    found = prepared(world, SAMPLE)
    run.run(found, by, group=20)
    assert found.totals == rehearsed.totals
    assert found.totals["read"] == found.totals["taken"] + found.totals["remark"] == 64
    assert Document.objects.filter(series="L", year=by_year()).count() == 64
    assert sorted(Document.objects.values_list("number", flat=True)) == list(range(1, 65))
    first = Document.objects.get(number=1)
    assert (first.old_number, first.reference, first.originator) == ("104-10001-10008", "201-289248", "CIA")
    assert first.dated == date(1964, 3, 26)
    assert "From: WIGREN, LEE H., C/SR/CI/R, CIA" in first.note
    entry = Entry.objects.filter(procedure="documents.register").order_by("pk")[0]
    assert b'"door":"import"' in bytes(entry.body)


def by_year() -> int:
    return int(Document.objects.order_by("pk").values_list("year", flat=True)[0])


@pytest.mark.database
def test_the_same_file_again_adds_nothing_whoever_brings_it(world: World) -> None:
    run.run(prepared(world, SAMPLE), world.officer("carmen", door="import"))
    before, entries = world.dump(), world.entries()
    for login in ("carmen", "pilar"):
        again = prepared(world, SAMPLE)
        run.run(again, world.officer(login, door="import"))
        assert again.totals == {"read": 64, "taken": 0, "remark": 0, "quarantined": 0, "empty": 0, "already": 64}
    assert (world.dump(), world.entries()) == (before, entries)


@pytest.mark.database
def test_an_old_number_that_is_in_the_register_is_told(world: World, tmp_path: Path) -> None:
    world.document(old_number="1/64")
    file = tmp_path / "viejo.csv"
    file.write_text("Nº registro;Asunto;Folios\n1/64;Informe;2\n2/64;Nota;2\n", "utf-8")
    found = prepared(world, file)
    assert reasons(found) == [("quarantined", ["number-known"]), ("taken", [])]


@pytest.mark.database
def test_a_number_of_our_own_must_be_the_next(world: World, tmp_path: Path) -> None:
    """1.1: what would leave a gap or repeats a number ends in quarantine with its clause, and the rest goes on."""
    file = tmp_path / "viejo.csv"
    numbers = [1, 2, 2, 3, 7, 4]
    file.write_text("Núm;Asunto;Folios\n" + "".join(f"{n};Informe {i};2\n" for i, n in enumerate(numbers)), "cp1252")
    by = world.officer("carmen", door="import")
    for taking in (run.rehearse, run.run):
        sheet = open_sheet(file)
        guessed = run.first_map(sheet, title="x")
        own = tuple(replace(c, to="number") if c.to == "old_number" else c for c in guessed.columns)
        found = run.planned(sheet, replace(guessed, columns=own), by)
        taking(found, by)
        outcomes = [(row.outcome, [d.clause for d in row.doubts]) for row in found.rows]
        kept: tuple[str, list[str]] = ("taken", [])
        refused: tuple[str, list[str]] = ("quarantined", ["1.1"])
        assert outcomes == [kept, kept, refused, kept, refused, kept]
        assert "1.1" in found.rows[2].doubts[0].words()
    assert sorted(Document.objects.values_list("number", flat=True)) == [1, 2, 3, 4]
    assert Entry.objects.filter(kind="attempt", clause="1.1").count() == 2


@pytest.mark.database
def test_who_is_no_clerk_imports_nothing(world: World) -> None:
    with pytest.raises(NotYourRole):
        run.run(prepared(world, SAMPLE), world.officer("rosa", door="import"))
    assert Document.objects.count() == 0


@pytest.mark.database
def test_a_level_that_the_clerk_or_the_safe_does_not_reach_is_refused_row_by_row(world: World, tmp_path: Path) -> None:
    low = world.do("jaime", "office.place.open", name="Armario", kind="safe", level="DL").case
    file = tmp_path / "viejo.csv"
    file.write_text("Nº registro;Asunto;Clasificación;Folios\n1;a;SECRETO;2\n2;b;DIFUSIÓN LIMITADA;2\n", "utf-8")
    found = prepared(world, file, place=Place.objects.get(pk=low.pk).code)
    run.run(found, world.officer("carmen", door="import"))
    assert [row.outcome for row in found.rows] == ["quarantined", "taken"]
    assert found.rows[0].doubts[0].clause == "1.3"


@pytest.mark.database
def test_papers_of_an_ally_go_in_under_their_own_scheme(world: World, tmp_path: Path) -> None:
    world.do("jaime", "office.scheme.load", text=shipped()["otan"].decode())
    world.do(
        "jaime", "personnel.clear.grant", person="carmen", level="otan/NS", since="hoy", until="+300", granted_by="ONS"
    )
    file = tmp_path / "viejo.csv"
    file.write_text(
        "Nº registro;Asunto;Clasificación;Folios\n1;a;NATO SECRET;2\n2;b;CONFIDENCIAL;2\n3;c;COSMIC;2\n", "utf-8"
    )
    found = prepared(world, file)
    run.run(found, world.officer("carmen", door="import"))
    assert [row.outcome for row in found.rows] == ["taken", "taken", "quarantined"]
    assert list(Document.objects.order_by("pk").values_list("scheme", "level")) == [("otan", "NS"), ("es", "C")]


@pytest.mark.database
def test_the_lists_hold_every_row_that_is_not_plainly_taken(world: World, tmp_path: Path) -> None:
    file = tmp_path / "viejo.csv"
    file.write_text('Nº registro;Asunto;Clasificación;Folios\n=1+1;"@SUM(A1)";ALTO;2\n2;b;;0\n', "utf-8")
    found = prepared(world, file)
    made = report.write_lists(found, rehearsed=True)
    rows = list(csv.reader(io.StringIO(made[0].read_text("utf-8-sig")), delimiter=";"))
    assert rows[1][0] == "2"
    assert "level-unknown" in rows[1][1]
    assert rows[1][4:6] == ["'=1+1", "'@SUM(A1)"]
    assert [oct(path.stat().st_mode)[-3:] for path in made] == ["600", "600"]
    assert open_sheet(made[1], name="", heading=1).format == "xlsx/ods"
    with zipfile.ZipFile(made[1]) as book:
        assert not any(b"<f>" in book.read(name) for name in book.namelist())
    assert report.summary(found)["totals"]["read"] == 2


KILLED = """
import os, signal, sys
import django
django.setup()
from pathlib import Path
from collections.abc import Callable
from dataclasses import replace
from django.core.management import call_command
from django.db import connection
from django.test.utils import override_settings
from precinto.documents.importing import run, sheet
from precinto.documents.models import Document
from tests import world
with override_settings(PASSWORD_HASHERS=["tests.world.QuickHasher"]):
    kill = sys.argv[2] == "kill"
    if kill:
        call_command("migrate", verbosity=0)
        office = world.found()
    else:
        office = world.World()
    by = office.officer("carmen", door="import")
    table = sheet.open_sheet(Path(sys.argv[1]))
    found = run.planned(table, run.first_map(table, title="x"), by)
    def step(done, total):
        if kill and done >= 30:
            os.kill(os.getpid(), signal.SIGKILL)
    run.run(found, by, step, group=10)
    numbers = sorted(Document.objects.values_list("number", flat=True))
    print(connection.vendor, found.totals["already"], found.totals["taken"] + found.totals["remark"], numbers == list(range(1, 65)))
"""


@pytest.fixture
def own_database(tmp_path: Path) -> Iterator[str]:
    """The address of an empty database for another process: a file, or one more on the tests' own server."""
    if not postgres.wanted():
        yield f"sqlite:///{tmp_path}/office.sqlite3"
        return
    import psycopg

    server, name = os.environ["PRECINTO_DATABASE"], f"killed-{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as database:
        database.execute(f'CREATE DATABASE "{name}"'.encode())
        yield server.replace("/precinto?", f"/{name}?")
        database.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


@pytest.mark.database
def test_an_import_that_is_killed_goes_on_where_it_stood(tmp_path: Path, own_database: str) -> None:
    from precinto.config.home import Home

    url = own_database
    Home(tmp_path).make(language="es", time_zone="Europe/Madrid", database=url)
    root = str(Path(__file__).parent.parent.parent)
    environment = {
        **os.environ,
        "PRECINTO_HOME": str(tmp_path),
        "PRECINTO_DATABASE": url,
        "DJANGO_SETTINGS_MODULE": "precinto.config.settings",
        "PYTHONPATH": root,
    }
    done = [
        subprocess.run(
            [sys.executable, "-c", KILLED, str(SAMPLE), how],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        for how in ("kill", "go")
    ]
    assert done[0].returncode == -signal.SIGKILL, done[0].stderr
    vendor = "postgresql" if postgres.wanted() else "sqlite"
    assert done[1].stdout.split() == [vendor, "30", "34", "True"], done[1].stderr


# ---- the pages -------------------------------------------------------------------------------------------------------


def visitor(login: str) -> Client:
    client = Client()
    client.post("/entrar/", {"login": login, "password": PASSWORD})
    return client


def brought(client: Client, path: Path, name: str) -> Any:
    return client.post("/importar/", {"file": SimpleUploadedFile(name, path.read_bytes())}, follow=True)


@pytest.mark.database
def test_a_clerk_brings_a_file_sees_what_becomes_of_it_and_takes_it(world: World) -> None:
    clerk = visitor("carmen")
    page = brought(clerk, SAMPLE, "viejo registro.xlsx")
    assert page.status_code == 200
    address = page.request["PATH_INFO"]
    assert page.context["totals"]["read"] == 64
    assert Document.objects.count() == 0
    assert "date-impossible" in page.content.decode()
    page = clerk.post(address + "tomar/", follow=True)
    assert (page.context["left"], page.context["totals"]["already"]) == (0, 64)
    assert Document.objects.count() == 64
    sheet = clerk.get(address + "listas/")
    assert b"".join(sheet)[:2] == b"PK"
    assert clerk.post(address + "dejar/", follow=True).status_code == 200
    assert clerk.get(address).status_code == 404


@pytest.mark.database
def test_what_the_register_refuses_is_not_tried_again_by_the_page(world: World, tmp_path: Path) -> None:
    file = tmp_path / "viejo.csv"
    file.write_text("Nº registro;Asunto;Folios\n1;a;2\n9;b;2\n", "utf-8")
    clerk = visitor("carmen")
    page = brought(clerk, file, "name")
    address = page.request["PATH_INFO"]
    text = page.context["map"].replace('to = "old_number"', 'to = "number"')
    assert clerk.post(address, {"map": text}).status_code == 302
    for _again in range(2):
        page = clerk.post(address + "tomar/", follow=True)
        assert (page.context["totals"]["already"], page.context["totals"]["quarantined"]) == (1, 1)
    assert Entry.objects.filter(kind="attempt", clause="1.1").count() == 1
    page = clerk.post(address, {"map": "nonsense ="})
    assert page.status_code == 422
    assert 'role="alert"' in page.content.decode()


@pytest.mark.database
def test_what_a_clerk_has_brought_is_theirs(world: World, tmp_path: Path) -> None:
    """Its rows may be above the level of another clerk, who brings the file for themselves or does not see it."""
    file = tmp_path / "viejo.csv"
    file.write_text("Nº registro;Asunto;Clasificación\n1;Cisternas;ALTO\n", "utf-8")
    carmen, pilar = visitor("carmen"), visitor("pilar")
    address = brought(carmen, file, "reservado de carmen.csv").request["PATH_INFO"]
    assert "reservado de carmen.csv" in carmen.get("/importar/").content.decode()
    assert "reservado de carmen.csv" not in pilar.get("/importar/").content.decode()
    for path in ("", "listas/"):
        assert (carmen.get(address + path).status_code, pilar.get(address + path).status_code) == (200, 404)
    for path in ("", "tomar/", "dejar/"):
        assert pilar.post(address + path, {"map": ""}).status_code == 404
    assert brought(pilar, file, "mio.csv").request["PATH_INFO"] == address
    assert pilar.post(address + "dejar/").status_code == 302
    assert carmen.get(address).status_code == 200


@pytest.mark.database
def test_the_pages_are_the_clerks_and_tell_what_cannot_be_read(world: World, tmp_path: Path) -> None:
    assert visitor("rosa").get("/importar/").status_code == 403
    assert visitor("carmen").get(f"/importar/{'0' * 64}/").status_code == 404
    file = tmp_path / "photo.xlsx"
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    page = brought(visitor("carmen"), file, "../../photo.xlsx")
    assert page.status_code == 422
    assert "photo.xlsx" in page.content.decode()
