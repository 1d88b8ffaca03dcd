# SPDX-License-Identifier: EUPL-1.2
"""The commands and their options. What each does stands in its own module, read only when the command is given."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from gettext import gettext
from pathlib import Path
from typing import Annotated, Any

import typer

from precinto.cli import texts
from precinto.cli.options import As, Before, Json, PasswordFile, Token

app = typer.Typer(
    help=gettext("The confidentiality office. Everything that a page does, from the keyboard."),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
ledger = typer.Typer(no_args_is_help=True, help=gettext("The books: export, checkpoint, receipts."))
token = typer.Typer(no_args_is_help=True, help=gettext("Keys of the API."))
register = typer.Typer(no_args_is_help=True, help=gettext("The register as a whole."))
bundle = typer.Typer(
    no_args_is_help=True, help=gettext("Bundles: what goes to other offices in a file, and comes from them.")
)
queue = typer.Typer(no_args_is_help=True, help=gettext("Queues of the off-line counter."))
app.add_typer(ledger, name="ledger")
app.add_typer(token, name="token")
app.add_typer(register, name="register")
app.add_typer(bundle, name="bundle")
app.add_typer(queue, name="queue")


def command(arguments: Sequence[str]) -> Any:
    """The commands, with those of set-up read only when they are given: they bring the server and the wizard with them."""
    told = {
        "setup": gettext("Make an installation, without asking anything."),
        "serve": gettext("Open the office: the pages and the API."),
    }
    app.registered_commands = [known for known in app.registered_commands if known.name not in told]
    for name, words in told.items():
        real = _real(name) if name in arguments else _not_read
        app.command(name=name, help=words)(real)
    made = typer.main.get_command(app)
    texts.speak(made)
    return made


def _real(name: str) -> Callable[..., None]:
    if name == "setup":
        from precinto.cli.setup import setup

        return setup
    from precinto.cli.serve import serve

    return serve


def _not_read() -> None:
    """Stands for a command in the list of commands."""


@app.callback()
def precinto(
    home: Annotated[
        Path | None,
        typer.Option("--home", metavar=gettext("FOLDER"), help=gettext("The installation. Else PRECINTO_HOME.")),
    ] = None,
) -> None:
    # Read by the settings, which are read when the first command needs them.
    if home is not None:
        os.environ["PRECINTO_HOME"] = str(home.absolute())


@app.command(name="do", help=gettext("Take a step, named as procedure.step: documents.lend.request."))
def do(
    step: Annotated[str | None, typer.Argument(help=gettext("The step."))] = None,
    fact: Annotated[
        list[str] | None,
        typer.Option(
            "--fact", "-f", help=gettext("name=value. Again for a list. name@=FILE reads the value from a file.")
        ),
    ] = None,
    case: Annotated[str | None, typer.Option("--case", help=gettext("Number of the case, or a code."))] = None,
    as_: As = None,
    password_file: PasswordFile = None,
    token: Token = None,
    intent: Annotated[
        str | None, typer.Option("--intent", help=gettext("Your own key: the same key never does it twice."))
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=gettext("Only say whether it could be done."))] = False,
    list_: Annotated[bool, typer.Option("--list", help=gettext("List the steps and their facts."))] = False,
    json: Json = False,
) -> None:
    from precinto.cli import steps

    if list_:
        steps.steps(as_, password_file, token)
    elif step is None or "." not in step:
        raise typer.BadParameter(gettext("name a step, such as documents.lend.request; --list shows them"))
    else:
        steps.do(
            step,
            fact or [],
            case=case,
            login=as_,
            password_file=password_file,
            token=token,
            intent=intent,
            dry_run=dry_run,
        )


@app.command(name="print", help=gettext("Print a form into a file, as PDF: a register book, a receipt, a list."))
def print_(
    form: Annotated[str, typer.Argument(help=gettext("The form: book, entry, arrival-receipt, meeting."))],
    target: Annotated[str, typer.Argument(help=gettext("Of what: a code, a number, or the name of a case."))],
    file: Annotated[Path, typer.Argument(help=gettext("Where the PDF is written."))],
    lang: Annotated[str, typer.Option("--lang", help=gettext("es or en. Else the office's language."))] = "",
    paper: Annotated[
        str,
        typer.Option(
            "--paper", help=gettext("a4, a5 or roll (of 80 mm): a receipt is printed on the paper that there is.")
        ),
    ] = "",
    start: Annotated[
        int, typer.Option("--start", help=gettext("The label of the sheet to begin at, 1 to 24. Else single labels."))
    ] = 0,
    as_: As = None,
    password_file: PasswordFile = None,
    token: Token = None,
    json: Json = False,
) -> None:
    from precinto.cli import papers

    papers.run(form, target, file, as_, password_file, token, lang=lang, paper=paper, start=start)


@app.command(name="who-has", help=gettext("Who has a copy, or each copy of a document."))
def who_has(
    code: Annotated[str, typer.Argument(help=gettext("Code or number."))],
    as_: As = None,
    password_file: PasswordFile = None,
    token: Token = None,
    json: Json = False,
) -> None:
    from precinto.cli import reading

    reading.who_has(code, as_, password_file, token)


@app.command(name="list", help=gettext("What you may see, newest first."))
def list_(
    what: Annotated[
        str,
        typer.Argument(
            help=gettext(
                "Which list: documents, loans, out, overdue, rounds, persons, tasks, evening, things, acts, attempts, "
                "exceptions, exceptions-by-clause, deferred, deferred-by-clause, a procedure, or the lines of a case: "
                "documents.inventory:7:differences."
            )
        ),
    ],
    before: Before = None,
    narrow: Annotated[
        list[str] | None,
        typer.Option(
            "--narrow",
            "-n",
            help=gettext("As on the page: fase=lent, nivel=S, quien=rosa, desde=2026-01-31. Again for more."),
        ),
    ] = None,
    csv: Annotated[
        Path | None,
        typer.Option("--csv", help=gettext("The whole list into this file, as CSV; “-” is standard output.")),
    ] = None,
    xlsx: Annotated[
        Path | None, typer.Option("--xlsx", help=gettext("The whole list into this file, as XLSX."))
    ] = None,
    as_: As = None,
    password_file: PasswordFile = None,
    token: Token = None,
    json: Json = False,
) -> None:
    from precinto.cli import reading

    file = csv or xlsx
    if file is not None:
        reading.taken(what, narrow or [], file, "csv" if csv else "xlsx", as_, password_file, token)
    elif what in reading.PAGED and not narrow:
        reading.listed(what, before, as_, password_file, token)
    elif "." in what and ":" not in what and (json or before is not None):
        reading.cases_of(what, narrow or [], before, as_, password_file, token)
    else:
        reading.looked_at(what, narrow or [], as_, password_file, token)


@app.command(name="case", help=gettext("A case: its stage, its acts, the steps open to you."))
def case(
    procedure: Annotated[str, typer.Argument(help=gettext("The procedure, such as documents.lend."))],
    number: Annotated[str, typer.Argument(help=gettext("Number of the case, or a code."))],
    as_: As = None,
    password_file: PasswordFile = None,
    token: Token = None,
    json: Json = False,
) -> None:
    from precinto.cli import reading

    reading.case(procedure, number, as_, password_file, token)


@app.command(
    name="tick", help=gettext("What falls due: once a day, tell each person theirs by local mail where it is set up.")
)
def tick(json: Json = False) -> None:
    from precinto.cli import ticking

    ticking.tick()


@app.command(name="verify", help=gettext("Recompute the books and name whatever is broken."))
def verify(
    checkpoint: Annotated[
        str | None, typer.Option("--checkpoint", help=gettext("A signed note kept outside: its file, or its text."))
    ] = None,
    json: Json = False,
) -> None:
    from precinto.cli import books

    raise typer.Exit(books.verify(checkpoint))


@app.command(name="doctor", help=gettext("Look whether the installation is as it should be."))
def doctor(json: Json = False) -> None:
    from precinto.cli import books

    raise typer.Exit(books.doctor())


@ledger.command(name="export", help=gettext("Write the books into a folder that a stranger can check."))
def export(
    folder: Annotated[Path, typer.Argument(help=gettext("A folder that is not there yet."))], json: Json = False
) -> None:
    from precinto.cli import books

    books.export(folder)


@ledger.command(name="checkpoint", help=gettext("Sign the books as they stand."))
def checkpoint(
    qr: Annotated[str | None, typer.Option("--qr", help=gettext("Also as a QR code: FILE.svg, or - for here."))] = None,
    json: Json = False,
) -> None:
    from precinto.cli import books

    books.checkpoint(qr)


@ledger.command(name="receipt", help=gettext("Proof that an act stands in the books."))
def receipt(
    act: Annotated[str, typer.Argument(help=gettext("Identifier of the act."))],
    out: Annotated[Path | None, typer.Option("-o", "--out", help=gettext("Write it into this file."))] = None,
) -> None:
    from precinto.cli import books

    books.receipt(act, out)


@token.command(name="issue", help=gettext("Make a key of the API. It is shown once."))
def issue(
    name: Annotated[str, typer.Option("--name", help=gettext("What it is for."))],
    until: Annotated[str, typer.Option("--until", help=gettext("Its last day."))],
    as_: As = None,
    password_file: PasswordFile = None,
    json: Json = False,
) -> None:
    from precinto.cli import steps

    steps.issue_token(name, until, login=as_, password_file=password_file)


@register.command(name="import", help=gettext("Enter an old register, from a spreadsheet or CSV."))
def import_(
    file: Annotated[Path, typer.Argument(help=gettext("The old register."))],
    map_file: Annotated[
        Path | None, typer.Option("--map", help=gettext("Which column is what. Written first when it is not there."))
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=gettext("Try every row; write nothing."))] = False,
    as_: As = None,
    password_file: PasswordFile = None,
    token: Token = None,
    json: Json = False,
) -> None:
    from precinto.cli import importing

    importing.run(file, map_file=map_file, dry_run=dry_run, login=as_, password_file=password_file, token=token)


Out = Annotated[Path | None, typer.Option("-o", "--out", help=gettext("Write it into this file."))]
CaseNumber = Annotated[int, typer.Argument(min=1, metavar=gettext("CASE"), help=gettext("Number of the case."))]


@bundle.command(name="key", help=gettext("The card of this office's keys, and the fingerprint to be read aloud."))
def bundle_key(out: Out = None, json: Json = False) -> None:
    from precinto.cli import bundles

    bundles.key(out)


@bundle.command(
    name="open", help=gettext("Open a bundle of another office: a despatch, or the receipt for one of ours.")
)
def bundle_open(
    file: Annotated[Path, typer.Argument(help=gettext("The bundle."))],
    as_: As = None,
    password_file: PasswordFile = None,
    token: Token = None,
    json: Json = False,
) -> None:
    from precinto.cli import bundles

    bundles.open_(file, as_, password_file, token)


@bundle.command(name="make", help=gettext("Write the bundle of a despatch that was sent."))
def bundle_make(
    case: CaseNumber,
    out: Out = None,
    as_: As = None,
    password_file: PasswordFile = None,
    token: Token = None,
    json: Json = False,
) -> None:
    from precinto.cli import bundles

    bundles.make(case, out, as_, password_file, token)


@bundle.command(name="receipt", help=gettext("Write the receipt for what came from another office."))
def bundle_receipt(
    case: CaseNumber,
    out: Out = None,
    as_: As = None,
    password_file: PasswordFile = None,
    token: Token = None,
    json: Json = False,
) -> None:
    from precinto.cli import bundles

    bundles.receipt(case, out, as_, password_file, token)


@bundle.command(
    name="witnessed", help=gettext("The newest checkpoint that another office has cosigned, to be kept outside.")
)
def bundle_witnessed(json: Json = False) -> None:
    from precinto.cli import bundles

    bundles.witnessed()


@queue.command(name="bring", help=gettext("Bring a queue back: each of its movements goes through the door."))
def queue_bring(
    file: Annotated[Path, typer.Argument(help=gettext("The file that the station wrote; “-” is standard input."))],
    as_: As = None,
    password_file: PasswordFile = None,
    token: Token = None,
    json: Json = False,
) -> None:
    from precinto.cli import queues

    queues.bring(file, as_, password_file, token)
