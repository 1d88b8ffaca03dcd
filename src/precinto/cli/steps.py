# SPDX-License-Identifier: EUPL-1.2
"""`precinto do`: any step of any procedure, and `precinto token issue`, whose secret is made here and shown once."""

from __future__ import annotations

import json
import uuid
from gettext import gettext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from precinto.cli.ending import Asked
from precinto.cli.office import ask, officer, opened
from precinto.cli.printing import answer

if TYPE_CHECKING:
    from precinto.procedures.model import Procedure


def facts_of(given: list[str]) -> dict[str, Any]:
    """`name=value` pairs. A name that comes again makes a list; `name@=FILE` reads the value from a file."""
    found: dict[str, Any] = {}
    for pair in given:
        name, equals, value = pair.partition("=")
        if not equals or not name.strip("@"):
            raise typer.BadParameter(gettext("write it as name=value"), param_hint="--fact")
        if name.endswith("@"):
            name, value = name[:-1], Path(value).read_text("utf-8").rstrip("\r\n")
        if name in found:
            known = found[name]
            found[name] = [*known, value] if isinstance(known, list) else [known, value]
        else:
            found[name] = value
    return found


def do(
    name: str,
    given: list[str],
    *,
    case: str | None,
    login: str | None,
    password_file: Path | None,
    token: str | None,
    intent: str | None,
    dry_run: bool,
) -> None:
    """Take one step and tell what was done."""
    facts = facts_of(given)
    opened()
    from precinto.cli import words  # noqa: F401  what this door refuses has its words there
    from precinto.documents import shown
    from precinto.documents.cases import actor_of, find, named, rehearse, take
    from precinto.procedures.perform import Request, record_attempt
    from precinto.records.errors import NotFound

    procedure, _dot, step = name.rpartition(".")
    by = officer(login, password_file, token, password_change=name == "computers.account.change_password")
    table = named(procedure)
    try:
        key = find(table, case, actor_of(by)) if case else None
    except NotFound as refused:
        if not dry_run:
            record_attempt(Request(table, step), by, refused)
        raise
    facts |= _secrets(table, step, facts)
    if dry_run:
        rehearse(table, step, key, by=by, facts=facts)
        _said({"would": True}, gettext("It could be done. Nothing was done."))
        return
    act = take(table, step, key, by=by, facts=facts, intent=intent or str(uuid.uuid4()))
    told = shown.done(act)
    _said(
        told,
        gettext("Done: %(step)s. Act %(act)s, entry %(position)s of the books. Case %(case)s: %(stage)s. %(codes)s")
        % {
            "step": str(table.steps[act.step].title),
            "act": told["act"],
            "position": told["position"] if told["position"] is not None else "—",
            "case": told["case"],
            "stage": told["stage_name"],
            "codes": " ".join(told["codes"]),
        },
    )


def _secrets(table: Procedure, step: str, given: dict[str, Any]) -> dict[str, str]:
    """Passwords are typed, not written on a command line that others can read."""
    row = table.step(step)
    form = row.asks if row is not None else None
    if form is None:
        return {}
    return {
        name: ask(str(form.base_fields[name].label)) for name in form.base_fields if name in form.secret - given.keys()
    }


def _said(told: dict[str, Any], words: str) -> None:
    print(json.dumps(told, ensure_ascii=False) if Asked.as_json else words.strip())


def steps(login: str | None, password_file: Path | None, token: str | None) -> None:
    """The steps that there are; with somebody named, those that their posts allow."""
    opened()
    from precinto.access.models import BY_NATURE
    from precinto.documents.cases import actor_of
    from precinto.documents.shown import steps_of
    from precinto.procedures.model import REGISTRY

    rows = steps_of(REGISTRY.values())
    if login or token:
        held = {one.role.value for one in actor_of(officer(login, password_file, token)).roles}
        allowed = held | {role.value for role in BY_NATURE} - {"founder"}
        rows = [row for row in rows if allowed & set(row["by"])]
    columns = [("name", gettext("Step")), ("title", gettext("What it does")), ("clause", gettext("Clause"))]
    if Asked.as_json:
        answer({"items": rows})
        return
    for row in rows:
        row["asks"] = [f["name"] + ("" if f["required"] else "?") for f in row["facts"]]
    answer({"items": rows}, *columns, ("asks", gettext("Facts")))


def issue_token(name: str, until: str, *, login: str | None, password_file: Path | None) -> None:
    """Make a key of the API. What is kept of it is a digest: it is shown now and never again."""
    opened()
    from precinto.access.accounts import new_token
    from precinto.cli import words  # noqa: F401
    from precinto.documents.cases import named, take

    by = officer(login, password_file, None)
    secret, digest = new_token()
    facts = {"name": name, "until": until, "digest": digest}
    act = take(named("computers.token"), "issue", None, by=by, facts=facts, intent=str(uuid.uuid4()))
    if Asked.as_json:
        print(json.dumps({"token": secret, "case": act.case.pk, "act": str(act.uuid)}))
        return
    print(secret)
    typer.echo(gettext("Keep it now: it is not shown again. To revoke it, its case is %d.") % act.case.pk, err=True)
