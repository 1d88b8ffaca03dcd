# SPDX-License-Identifier: EUPL-1.2
"""The doors that acts come through, told apart by nothing but their names.

`door.refuses("carmen", "documents.lend.hand_over", case, folios=12)` takes a step that must be refused, asserts that
nothing changed but the record of the attempt, and returns the answer. `door` is page, API and CLI in turn; `every_door`
is the import too, through which nothing can be asked for but the registration of a document.
"""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.test import Client
from django.utils import translation

from precinto.cli.main import main
from precinto.documents.importing import mapping
from precinto.ledger.models import Entry
from precinto.procedures.model import REGISTRY
from tests.world import PASSWORD, World


@dataclass
class Said:
    """What a door answered: HTTP status, or exit status and what went to stderr."""

    status: int
    body: dict[str, Any]
    stderr: str = ""
    raw: bytes = b""

    @property
    def reason(self) -> str:
        return str(self.body.get("reason", ""))

    @property
    def clause(self) -> str:
        return str(self.body.get("clause", ""))


class Door:
    """A step in, an answer out."""

    name = ""
    done: frozenset[int] = frozenset()

    def __init__(self, world: World) -> None:
        self.world = world

    def ready(self, login: str) -> None:
        """Whatever this person needs before they can come in."""

    def do(self, login: str, step: str, /, case: int | None = None, **facts: Any) -> Said:
        raise NotImplementedError

    def refuses(self, login: str, step: str, case: int | None = None, *, recorded: bool = True, **facts: Any) -> Said:
        """The step is refused, with words, and nothing changed but the record of the attempt."""
        self.ready(login)
        with unchanged(self.world, attempts=int(recorded)):
            said = self.do(login, step, case, **facts)
        assert said.status not in self.done, said.body
        assert said.body["refused"] is True
        assert said.body["why"]
        return said


@contextmanager
def unchanged(world: World, *, attempts: int) -> Iterator[None]:
    """Nothing changes but that so many attempts are recorded. Signing in is an act of its own, and changes nothing."""
    rows, before = world.dump(), last_entry()
    yield
    assert world.dump() == rows
    new = Entry.objects.filter(pk__gt=before)
    assert new.filter(kind="attempt").count() == attempts
    assert not new.exclude(kind="attempt").exclude(kind="act", step="sign_in").exists()


def last_entry() -> int:
    return int(Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0)


class Api(Door):
    name = "api"
    done = frozenset({200, 201})

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._keys: dict[str, str] = {}
        self._intents = itertools.count(1)

    def key(self, login: str) -> str:
        if login not in self._keys:
            self._keys[login] = self.world.token(login)
        return self._keys[login]

    def ready(self, login: str) -> None:
        self.key(login)

    def headers(self, login: str, **more: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key(login)}"} | more

    def do(self, login: str, step: str, /, case: int | None = None, **facts: Any) -> Said:
        return self.step(login, step, case, facts)

    def step(
        self, login: str, step: str, case: int | None, facts: Any, *, proved: bool = True, intent: str = "", **more: Any
    ) -> Said:
        procedure, _dot, name = step.rpartition(".")
        headers = self.headers(login) | {"Idempotency-Key": intent or f"test-{next(self._intents)}"}
        if proved:
            headers["X-Precinto-Password"] = PASSWORD
        body = {"facts": facts} | ({"case": case} if case is not None else {}) | more
        return self.send("post", f"/do/{procedure}/{name}", headers, body)

    def get(self, login: str, path: str, **headers: str) -> Said:
        return self.send("get", path, self.headers(login) | headers)

    def send(self, verb: str, path: str, headers: dict[str, str], body: Any = None) -> Said:
        data = body if isinstance(body, bytes) else json.dumps(body if body is not None else {})
        more: dict[str, Any] = {} if verb == "get" else {"data": data, "content_type": "application/json"}
        found: Any = getattr(Client(), verb)(f"/api/v1{path}", headers=headers, **more)
        is_json = found.headers.get("Content-Type", "").startswith("application/json")
        return Said(found.status_code, found.json() if is_json else {}, raw=found.content)


@dataclass
class Ran:
    status: int
    stdout: str
    stderr: str


def run(*arguments: str, **environment: str) -> Ran:
    """The command line, inside this process, so that it sees this test's database."""
    out, err = io.StringIO(), io.StringIO()
    surroundings = {"PRECINTO_LANG": "es"} | environment
    with (
        mock.patch.dict("os.environ", surroundings),
        mock.patch.object(sys, "stdin", io.StringIO()),
        translation.override("es"),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        status = main(list(arguments))
    return Ran(status, out.getvalue(), err.getvalue())


class Cli(Door):
    name = "cli"
    done = frozenset({0})

    def __init__(self, world: World, folder: Path) -> None:
        super().__init__(world)
        self.password = folder / "password"
        self.password.write_text(PASSWORD + "\n", "utf-8")

    def signed(self, login: str) -> list[str]:
        return ["--as", login, "--password-file", str(self.password), "--json"]

    def do(self, login: str, step: str, /, case: int | None = None, **facts: Any) -> Said:
        words = ["do", step, *self.signed(login)]
        if case is not None:
            words += ["--case", str(case)]
        for name, value in facts.items():
            for one in value if isinstance(value, list) else [value]:
                words += ["--fact", f"{name}={one}"]
        return self.ask(*words)

    def ask(self, *words: str) -> Said:
        ran = run(*words)
        body = json.loads(ran.stdout) if ran.stdout.startswith("{") else {}
        return Said(ran.status, body, ran.stderr, ran.stdout.encode())


class Import(Cli):
    """An old register with its map: tried first, then taken. What a row and a map have no word for cannot be asked here."""

    name = "import"
    STEP = "documents.register.register"

    def __init__(self, world: World, folder: Path) -> None:
        super().__init__(world, folder)
        self.folder = folder

    def do(self, login: str, step: str, /, case: int | None = None, **facts: Any) -> Said:
        """One row: what is of the whole register stands in its map, the rest under headings of that name."""
        if step != self.STEP or case is not None:
            raise ValueError(f"an import has no word for {step}")
        return self._one(login, facts)

    def refuses(self, login: str, step: str, case: int | None = None, *, recorded: bool = True, **facts: Any) -> Said:
        """What is refused is refused in the dry run already, in the same words, and that leaves no trace at all."""
        with unchanged(self.world, attempts=0):
            tried = self._one(login, facts, "--dry-run")
        said = super().refuses(login, step, case, recorded=recorded, **facts)
        assert (tried.status, tried.body["why"], tried.clause) == (said.status, said.body["why"], said.clause)
        return said

    @property
    def map(self) -> str:
        """The map that lies beside the file now."""
        return (self.folder / "viejo.map.toml").read_text("utf-8")

    def _one(self, login: str, facts: dict[str, Any], *options: str) -> Said:
        row = {name: value for name, value in facts.items() if name not in ("via", "no_envelope", "place", "scope")}
        map_ = mapping.Map(
            columns=tuple(mapping.Column(name, at, name) for at, name in enumerate(row, start=1)),
            series="E",
            level="C",
            place=facts["place"],
            scope=tuple(str(facts.get("scope", "")).splitlines()),
        )
        before = last_entry()
        said = self.bring(login, [list(row), list(row.values())], mapping.write(map_), *options)
        if said.status in self.done and (stopped := said.body["quarantined"]):
            attempt = Entry.objects.filter(pk__gt=before, kind="attempt").first()
            said.status = 2
            said.body |= {"refused": True, "why": stopped[0]["words"][0], "clause": stopped[0]["clause"]}
            said.body["reason"] = attempt.refusal if attempt else ""
        return said

    def bring(self, login: str, rows: list[list[Any]], map_: str = "", *options: str) -> Said:
        """A whole table, the headings first, with a map or with the one that is guessed and written beside it."""
        out = io.StringIO()
        csv.writer(out, delimiter=";").writerows(rows)
        file, beside = self.folder / "viejo.csv", self.folder / "viejo.map.toml"
        file.write_text(out.getvalue(), "utf-8")
        beside.unlink(missing_ok=True)
        if map_:
            beside.write_text(map_, "utf-8")
        return self.ask("register", "import", str(file), "--map", str(beside), *options, *self.signed(login))


class Page(Door):
    """The pages, as a browser without JavaScript sends their forms."""

    name = "page"
    done = frozenset({302, 303})

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._intents = itertools.count(1)

    def browser(self, login: str) -> Client:
        """Signed in anew for each step: stories let days pass, and a session locks when it is left."""
        browser = Client(headers={"Accept-Language": "es"})
        sent = {"login": login, "password": PASSWORD, "_intent": f"page-{next(self._intents)}"}
        assert browser.post("/entrar/", sent).status_code in self.done
        return browser

    def do(self, login: str, step: str, /, case: int | None = None, **facts: Any) -> Said:
        procedure, _dot, name = step.rpartition(".")
        where = f"/acto/{procedure}/{name}/" if case is None else f"/caso/{procedure}/{case}/{name}/"
        form = {
            key: value if key in ("caveats",) else "\n".join(map(str, value)) if isinstance(value, list) else value
            for key, value in facts.items()
        }
        before = last_entry()
        found: Any = self.browser(login).post(
            where, form | {"_intent": f"page-{next(self._intents)}", "_password": PASSWORD}
        )
        new = Entry.objects.filter(pk__gt=before).exclude(step="sign_in").order_by("-pk").first()
        text = found.content.decode()
        why = re.search(r'<div class="refusal[^>]*>\s*<h[12][^>]*>(.*?)</h', text, re.DOTALL) or re.search(
            r"<h1[^>]*>(.*?)</h1>", text, re.DOTALL
        )
        body: dict[str, Any] = {"refused": found.status_code not in self.done, "why": why[1].strip() if why else ""}
        if new is None and found.status_code == 422:
            body["reason"] = "bad-facts"  # a slip of the pen is no attempt
        elif new is not None and new.kind == "attempt":
            body |= {"reason": new.refusal, "clause": new.clause}
        elif new is not None:
            model: Any = REGISTRY[new.procedure].case
            body |= {"case": new.case, "stage": model.objects.get(pk=new.case).stage}
        return Said(found.status_code, body, raw=found.content)


@pytest.fixture
def page(world: World) -> Page:
    return Page(world)


@pytest.fixture
def api(world: World) -> Api:
    return Api(world)


@pytest.fixture
def cli(world: World, tmp_path: Path) -> Cli:
    return Cli(world, tmp_path)


@pytest.fixture
def importing(world: World, tmp_path: Path) -> Import:
    return Import(world, tmp_path)


@pytest.fixture(params=["page", "api", "cli"])
def door(request: pytest.FixtureRequest) -> Door:
    found: Door = request.getfixturevalue(str(request.param))
    return found


@pytest.fixture(params=["page", "api", "cli", "importing"])
def every_door(request: pytest.FixtureRequest) -> Door:
    found: Door = request.getfixturevalue(str(request.param))
    return found
