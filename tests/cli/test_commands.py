# SPDX-License-Identifier: EUPL-1.2
"""The commands: what they do, what they say, and the status that they end with."""

import json
import re
from pathlib import Path
from typing import Any

import pypdfium2  # type: ignore[import-untyped]
import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from precinto.access.models import Person
from precinto.custody.codes import pretty
from precinto.ledger import checkpoint
from precinto.ledger.models import Entry
from precinto.setup.starting import shipped
from precinto_verify.cli import main as verifier
from tests.doors.through import Cli, run, unchanged
from tests.world import TITLE, World

pytestmark = pytest.mark.database


def test_a_loan_from_the_first_word_to_the_last(world: World, cli: Cli) -> None:
    copy = world.copy(world.document())
    asked = cli.do("rosa", "documents.lend.request", copy=copy, reason="informe")
    assert asked.body["stage"] == "asked"
    for who, step, facts in (
        ("luis", "approve", []),
        ("carmen", "hand_over", ["--fact", "folios=12"]),
        ("carmen", "take_back", ["--fact", "folios=12", "--fact", f"place={world.safe}"]),
        ("carmen", "settle", []),
    ):
        number = str(asked.body["case"])
        # By its number or, for whoever may see the paper, by the code on it.
        said = cli.ask(
            "do",
            f"documents.lend.{step}",
            "--case",
            copy if step.endswith(("over", "back")) else number,
            *facts,
            *cli.signed(who),
        )
        assert said.status == 0, said.stderr
        world.sign("rosa")
    assert said.body["stage"] == "settled"


def test_a_table_shows_codes_as_the_label_does_and_the_json_as_they_are_scanned(world: World, cli: Cli) -> None:
    document = world.document()
    code = world.copy(document)
    world.loan(code)
    words = ["--as", "carmen", "--password-file", str(cli.password)]
    for what, shown in (("out", code), ("loans", code), ("documents", document.code)):
        told = run("list", what, *words, COLUMNS="400").stdout
        assert pretty(shown) in told, what
        assert shown not in told, what
        assert code in run("list", "out", *words, "--json").stdout


def test_a_fact_that_comes_again_is_a_list(world: World, cli: Cli) -> None:
    copy = world.copy(world.document())
    said = cli.do("carmen", "documents.circulate.open", copy=copy, readers=["rosa", "nuria"], due="+15")
    assert said.status == 0
    (row,) = cli.ask("list", "rounds", *cli.signed("carmen")).body["items"]
    assert [stop["reader"] for stop in row["stops"]] == ["Rosa Lagos", "Nuria Vidal"]


def test_the_same_key_does_it_once(world: World, cli: Cli) -> None:
    copy = world.copy(world.document())
    words = ["do", "documents.lend.request", "--fact", f"copy={copy}", "--fact", "reason=informe", "--intent", "k1"]
    first, again = (cli.ask(*words, *cli.signed("rosa")) for _ in range(2))
    assert (first.body["again"], again.body["again"]) == (False, True)
    assert first.body["act"] == again.body["act"]


def test_a_rehearsal_leaves_no_trace(world: World, cli: Cli) -> None:
    copy = world.copy(world.document())
    words = ["do", "documents.lend.request", "--fact", f"copy={copy}", "--fact", "reason=informe", "--dry-run"]
    with unchanged(world, attempts=0):
        assert cli.ask(*words, *cli.signed("rosa")).body == {"would": True}
        assert cli.ask(*words[:-1], "--case", "7", "--dry-run", *cli.signed("rosa")).status == 2


def test_a_refusal_says_clause_and_way_out_on_stderr(world: World, cli: Cli) -> None:
    loan = world.loan(world.copy(world.document()), stage="asked")
    ran = run(
        "do", "documents.lend.approve", "--case", str(loan.pk), "--as", "carmen", "--password-file", str(cli.password)
    )
    assert (ran.status, ran.stdout) == (2, "")
    assert "1.4" in ran.stderr
    assert len(ran.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    "words",
    [
        [], ["nothing"], ["do"], ["do", "documents"], ["do", "documents.lend.request", "--fact", "copy"], ["list", "x"],
        ["who-has"], ["who-has", "2026/1"], ["do", "documents.lend.request", "--as", "rosa"], ["verify", "--unknown"],
        ["ledger", "receipt", "not-an-act"], ["list", "loans", "--before", "0"],
    ],
)  # fmt: skip
def test_asked_wrongly(world: World, words: list[str]) -> None:
    ran = run(*words)
    assert ran.status == 2
    assert "Traceback" not in ran.stderr
    assert not re.search(r"\b[1-4]\.[1-7]\b", ran.stderr)


def test_the_wrong_password_is_on_record(world: World, cli: Cli) -> None:
    cli.password.write_text("otra cosa\n", "utf-8")
    with unchanged(world, attempts=1):
        said = cli.ask("list", "documents", *cli.signed("rosa"))
    assert (said.status, said.reason, said.clause) == (2, "wrong-password", "2.2")


def test_a_key_instead_of_a_password(world: World, cli: Cli) -> None:
    issued = cli.ask("token", "issue", "--name", "lector", "--until", "+5", *cli.signed("rosa")).body
    assert issued["token"].startswith("prc_")
    assert issued["token"] not in "".join(bytes(body).decode() for body in Entry.objects.values_list("body", flat=True))
    world.document()
    found = run("list", "documents", "--json", PRECINTO_TOKEN=issued["token"])
    assert json.loads(found.stdout)["items"][0]["title"] == TITLE
    assert run("list", "documents", "--as", "luis", PRECINTO_TOKEN=issued["token"]).status == 2
    assert run("list", "documents", "--token", "prc_wrong").status == 2


def test_a_first_password_opens_nothing_but_its_own_change(world: World, cli: Cli) -> None:
    person = world.do("jaime", "personnel.person.register", given_name="Eva", family_name="Sanz").case
    badge = Person.objects.get(pk=person.pk).code
    first = "barcazas lentas bajo niebla"
    world.do("jaime", "computers.account.open", person=badge, login="eva", password=first)
    cli.password.write_text(first, "utf-8")
    assert cli.ask("list", "tasks", *cli.signed("eva")).reason == "change-password-first"
    facts = {"old": first, "new": "grajos verdes sobre almenas"}
    assert cli.do("eva", "computers.account.change_password", world.account("eva").pk, **facts).status == 0


def test_lists_on_the_screen(world: World, cli: Cli) -> None:
    document = world.document()
    loan = world.loan(world.copy(document))
    for name in ("documents", "loans", "out", "overdue", "rounds", "persons", "tasks"):
        ran = run("list", name, "--as", "carmen", "--password-file", str(cli.password))
        assert (ran.status, ran.stderr) == (0, "")
    shown = run("who-has", document.code, "--as", "rosa", "--password-file", str(cli.password)).stdout
    assert pretty(world.copy(document)) in shown
    assert "Rosa" in shown
    case = run("case", "documents.lend", str(loan.pk), "--as", "carmen", "--password-file", str(cli.password))
    assert "take_back" in case.stdout


def test_steps_are_listed_by_what_a_post_allows(world: World, cli: Cli) -> None:
    every = {row["name"] for row in cli.ask("do", "--list", "--json").body["items"]}
    rosas = {row["name"] for row in cli.ask("do", "--list", *cli.signed("rosa")).body["items"]}
    assert "documents.lend.request" in rosas < every
    assert not {"documents.lend.approve", "personnel.found.found"} & rosas


def test_the_books_leave_the_house_and_are_checked_elsewhere(world: World, cli: Cli, tmp_path: Path) -> None:
    loan = world.loan(world.copy(world.document()))
    act = str(Entry.objects.get(procedure="documents.lend", case=loan.pk, step="hand_over").act)
    svg, proof, folder = tmp_path / "note.svg", tmp_path / "act.tlog-proof", tmp_path / "books"
    note = run("ledger", "checkpoint", "--qr", str(svg))
    assert note.stdout == checkpoint.current().note
    assert svg.read_bytes().startswith(b"<?xml")
    assert "█" in run("ledger", "checkpoint", "--qr", "-").stdout
    assert run("ledger", "receipt", act, "-o", str(proof)).status == 0
    assert run("ledger", "export", str(folder), "--json").status == 0
    assert verifier([str(folder), "--receipt", str(proof), "--checkpoint", note.stdout]) == 0
    again = run("ledger", "export", str(folder))
    assert "export-folder-used" not in again.stderr, "it has words"
    assert again.status == 2  # the folder is in use
    (tmp_path / "kept").write_text(note.stdout, "utf-8")
    kept = run("verify", "--checkpoint", str(tmp_path / "kept"), "--json")
    assert (kept.status, json.loads(kept.stdout)["sound"]) == (0, True)


def test_what_is_broken_is_named(world: World) -> None:
    """Somebody with the database in hand gets past its guard; the books know it."""
    document = world.document()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER precinto_update_documents_document")
        else:
            cursor.execute("SELECT set_config('precinto.act', 'made up', true)")
        cursor.execute("UPDATE documents_document SET title = 'otra cosa'")
    ran = run("verify")
    assert ran.status == 1
    assert f"documents.document/{document.pk}" in ran.stdout
    assert run("doctor").status == (1 if connection.vendor == "sqlite" else 0)


def test_the_doctor(world: World) -> None:
    ran = run("doctor", "--json")
    assert (ran.status, json.loads(ran.stdout)["good"]) == (0, True)


def test_a_form_is_printed_into_a_file_that_nobody_else_reads(world: World, cli: Cli, tmp_path: Path) -> None:
    """1.1: the book of a year, which is long, is printed from the keyboard too."""
    book = world.do("carmen", "documents.book.open", None, series="E", year=2025).case
    world.do("jaime", "documents.book.confirm_opening", book.pk)
    world.document(year=2025)
    file = tmp_path / "libro.pdf"
    said = cli.ask("print", "book", "E 2025", str(file), *cli.signed("carmen"))
    assert said.status == 0, said.stderr
    assert said.body["bytes"] == len(file.read_bytes())
    assert file.read_bytes().startswith(b"%PDF")
    assert file.stat().st_mode & 0o077 == 0
    assert Entry.objects.latest("pk").step == "print"
    # The same paper once more is a duplicate, under the number that it has.
    again = cli.ask("print", "book", "E 2025", str(file), *cli.signed("carmen"))
    assert again.body["number"] == said.body["number"]
    assert Entry.objects.latest("pk").step == "print_again"


def test_a_form_is_printed_in_the_language_and_on_the_paper_that_one_says(
    world: World, cli: Cli, tmp_path: Path
) -> None:
    """As on the page: the receipt on the roll, labels from the first one that is left, another language."""
    document = world.document()
    loan = world.loan(world.copy(document))
    act = str(Entry.objects.get(procedure="documents.lend", case=loan.pk, step="hand_over", kind="act").act)
    file = tmp_path / "papel.pdf"

    def page(*words: str) -> Any:
        said = cli.ask("print", *words, *cli.signed("carmen"))
        assert said.status == 0, said.stderr
        return pypdfium2.PdfDocument(file.read_bytes())[0]

    def across(found: Any) -> int:
        width: float = found.get_width()
        return round(width / 72 * 25.4)

    assert across(page("receipt", act, str(file))) == 210
    roll = page("receipt", act, str(file), "--paper", "roll", "--lang", "en")
    assert across(roll) == 80
    assert "Hand-over receipt" in roll.get_textpage().get_text_range()
    assert across(page("receipt", act, str(file), "--paper", "a5")) == 148
    assert across(page("label", document.code, str(file))) == 70
    assert across(page("label", document.code, str(file), "--start", "23")) == 210


@pytest.mark.parametrize("odd", [("--lang", "fr"), ("--paper", "a3"), ("--start", "25"), ("--start", "-1")])
def test_a_slip_of_the_pen_spends_no_number(world: World, cli: Cli, tmp_path: Path, odd: tuple[str, str]) -> None:
    file = tmp_path / "papel.pdf"
    code = world.document().code
    with unchanged(world, attempts=0):
        said = cli.ask("print", "entry", code, str(file), *odd, *cli.signed("carmen"))
    assert said.status == 2
    assert odd[0] in said.stderr
    assert not file.exists()


def test_a_form_of_what_is_not_there_is_no_file(world: World, cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "libro.pdf"
    said = cli.ask("print", "book", "E 1999", str(file), *cli.signed("carmen"))
    assert said.status != 0
    assert not file.exists()


def test_tables_of_an_older_version_are_read_by_nobody(world: World, cli: Cli) -> None:
    """A column that is not there yet would be told as one that somebody put false: the books are called broken for nothing."""
    app, name = max(shipped())
    MigrationRecorder(connection).record_unapplied(app, name)
    for words in (["verify"], ["list", "documents", *cli.signed("carmen")]):
        said = cli.ask(*words)
        assert said.status == 3
        assert "versión anterior" in said.stderr
    MigrationRecorder(connection).record_applied(app, name)
    assert cli.ask("verify").status == 0
