# SPDX-License-Identifier: EUPL-1.2
"""`precinto who-has`, `list` and `case`: what the person signed in may see."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Sequence
from gettext import gettext
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from precinto.cli.ending import Asked
from precinto.cli.office import officer, opened
from precinto.cli.printing import answer, table

if TYPE_CHECKING:
    from precinto.documents.shown import Eyes

PAGED = frozenset({"documents", "loans", "out", "overdue", "rounds", "persons", "tasks"})
FIRST = 50  # rows of a list that is only looked at


def eyes(login: str | None, password_file: Path | None, token: str | None) -> Eyes:
    opened()
    from precinto.cli import words  # noqa: F401  what this door refuses has its words there
    from precinto.documents.shown import Eyes

    return Eyes.of(officer(login, password_file, token))


def who_has(text: str, login: str | None, password_file: Path | None, token: str | None) -> None:
    answer(
        eyes(login, password_file, token).who_has(text),
        ("code", gettext("Copy")),
        ("holder", gettext("Who has it")),
        ("since", gettext("Since")),
        ("due", gettext("Due")),
        ("title", gettext("Subject")),
    )


def listed(what: str, before: int | None, login: str | None, password_file: Path | None, token: str | None) -> None:
    seen = eyes(login, password_file, token)
    number, title, stage = ("case", gettext("Case")), ("title", gettext("Subject")), ("stage_name", gettext("Stage"))
    code, due, holder = ("code", gettext("Code")), ("due", gettext("Due")), ("holder", gettext("Who has it"))
    copy = ("copy", gettext("Copy"))
    if what == "documents":
        level = ("level_name", gettext("Level"))
        answer(seen.documents(before=before), ("number", gettext("Number")), code, level, title)
    elif what == "loans":
        answer(seen.loans(before=before), number, stage, copy, ("borrower", gettext("Borrower")), due, title)
    elif what == "rounds":
        answer(seen.rounds(before=before), number, stage, copy, holder, due, title)
    elif what in ("out", "overdue"):
        answer(seen.out(late=what == "overdue", after=before), code, holder, due, title)
    elif what == "persons":
        named = ("name", gettext("Name")), ("login", gettext("Account")), ("unit", gettext("Unit"))
        answer(seen.persons(before=before), code, *named)
    elif what == "tasks":
        answer(seen.tasks(), ("procedure", gettext("Procedure")), number, stage, ("steps", gettext("Steps")))


def cases_of(
    what: str,
    narrow: Sequence[str],
    before: int | None,
    login: str | None,
    password_file: Path | None,
    token: str | None,
) -> None:
    """The newest cases of a procedure, in the shape of the API."""
    seen = eyes(login, password_file, token)
    asked = narrowed(narrow)
    from precinto.documents.cases import named
    from precinto.documents.lists.narrowing import Narrowing

    Narrowing(asked, seen.actor, ("fase",))
    number, stage, title = ("case", gettext("Case")), ("stage_name", gettext("Stage")), ("title", gettext("Subject"))
    found = seen.cases(named(what), stage=asked.get("fase", ""), before=before)
    answer(found, number, stage, ("document", gettext("Document")), title, ("due", gettext("Due")))


def looked_at(
    what: str, narrow: Sequence[str], login: str | None, password_file: Path | None, token: str | None
) -> None:
    """The first rows of any list, under its own headings."""
    seen = eyes(login, password_file, token)
    from precinto.documents.lists import books

    book = books.book(what, seen.actor, narrowed(narrow))
    rows = [dict(zip(book.heads, cells, strict=True)) for cells in books.first(book.rows, FIRST)]
    answer({"items": rows}, *((head, head) for head in book.heads))


def taken(
    what: str,
    narrow: Sequence[str],
    file: Path,
    format: str,
    login: str | None,
    password_file: Path | None,
    token: str | None,
) -> None:
    """The whole list into a file, and the act that says that it left."""
    seen = eyes(login, password_file, token)
    from precinto.documents.lists import exports
    from precinto.ledger.append import new_act

    found = exports.take(what, narrowed(narrow), format, by=seen.actor.officer, intent=str(new_act()))
    with found.file as rows:
        if str(file) == "-":
            shutil.copyfileobj(rows, sys.stdout.buffer)
        else:
            with file.open("wb") as out:
                shutil.copyfileobj(rows, out)
    told = {"file": str(file), "rows": found.rows, "act": str(found.act.uuid)}
    words = gettext("%(rows)s lines in %(file)s. Act %(act)s.") % told
    print(
        json.dumps(told, ensure_ascii=False) if Asked.as_json else words, file=sys.stderr if str(file) == "-" else None
    )


def narrowed(narrow: Sequence[str]) -> dict[str, str]:
    from precinto.documents.lists.narrowing import NAMES

    found = {}
    for one in narrow:
        name, equals, value = one.partition("=")
        if not equals or name not in NAMES:
            words = gettext("write it as fase=lent or nivel=S; the names are: %(names)s") % {"names": ", ".join(NAMES)}
            raise typer.BadParameter(words, param_hint="--narrow")
        found[name] = value
    return found


def case(procedure: str, text: str, login: str | None, password_file: Path | None, token: str | None) -> None:
    seen = eyes(login, password_file, token)
    from precinto.documents.cases import find, look, named

    wanted = named(procedure)
    found = seen.case(wanted, look(wanted, find(wanted, text, seen.actor), seen.actor))
    if Asked.as_json:
        print(json.dumps(found, ensure_ascii=False))
        return
    print(f"{found['procedure']} {found['case']}: {found['stage_name']}")
    columns = [("position", gettext("Entry")), ("at", gettext("When")), ("title", gettext("Step"))]
    table(found["acts"], [*columns, ("by", gettext("Who")), ("act", gettext("Act"))])
    print(gettext("Open to you now:"))
    table(found["open_steps"], [("step", gettext("Step")), ("title", gettext("What it does"))])
