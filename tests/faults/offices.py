# SPDX-License-Identifier: EUPL-1.2
"""Offices in databases of their own: real transactions, real processes, nothing to be undone afterwards.

A template is founded once; each test gets a copy. The guard refuses deletions, so the flush of a transactional test would not do.
"""

from __future__ import annotations

import os
import pickle
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import DatabaseError, connection, connections
from django.test import override_settings

from precinto.access.models import Person
from precinto.access.officers import Officer
from precinto.ledger.models import Entry
from precinto.ledger.verify import verify
from precinto.procedures.model import REGISTRY
from precinto.procedures.perform import Act, perform
from precinto.records.clock import now
from tests import postgres
from tests.world import World, found

SCRATCH = Path(tempfile.gettempdir())


@dataclass(frozen=True)
class Deed:
    """One step to take, as it can be sent to another process."""

    who: str
    step: str
    case: int | None
    facts: dict[str, Any]
    intent: str

    def do(self) -> Act:
        name, _dot, step = self.step.rpartition(".")
        officer = Officer(Person.objects.get(account__login=self.who), "api", proved_at=now())
        return perform(REGISTRY[name], step, self.case, by=officer, facts=self.facts, intent=self.intent)

    @property
    def entries(self) -> list[Entry]:
        """What the ledger has of this intent. One at most, ever."""
        key = Person.objects.get(account__login=self.who).pk
        return list(Entry.objects.filter(intent=f"{key}:{self.intent}"))


@contextmanager
def opened(name: str) -> Iterator[None]:
    """This process works on the database of that name."""
    here = connection.settings_dict
    before = here["NAME"]
    connection.close()
    here["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        here["NAME"] = before


class Offices:
    """Makes databases and copies of them, in a folder (SQLite) or on the tests' own server (PostgreSQL)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._made: dict[str, Any] = {}
        self._count = 0
        self._names: list[str] = []

    def close(self) -> None:
        connection.close()
        if connection.vendor == "postgresql":
            with connection._nodb_cursor() as cursor:
                for name in self._names:
                    cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def template(self, kind: str, build: Callable[[], Any]) -> tuple[str, Any]:
        """A database built once, and what its building gave."""
        if kind not in self._made:
            name = self._name(f"template-{kind}")
            if connection.vendor == "postgresql":
                with connection._nodb_cursor() as cursor:
                    cursor.execute(f'CREATE DATABASE "{name}"')
            with opened(name), override_settings(PASSWORD_HASHERS=["tests.world.QuickHasher"]):
                call_command("migrate", verbosity=0)
                given = build()
                if connection.vendor == "sqlite":
                    with connection.cursor() as cursor:
                        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self._made[kind] = (name, given)
        found: tuple[str, Any] = self._made[kind]
        return found

    def copy(self, template: str, into: Path | None = None) -> str:
        self._count += 1
        if connection.vendor == "postgresql":
            name = self._name(f"copy-{self._count}")
            connection.close()
            with connection._nodb_cursor() as cursor:
                cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
            return name
        target = (into or self.folder) / f"copy-{self._count}.sqlite3"
        shutil.copyfile(template, target)
        return str(target)

    def drop(self, name: str) -> None:
        connection.close()
        if connection.vendor == "postgresql":
            with connection._nodb_cursor() as cursor:
                cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            self._names.remove(name)
            return
        for file in Path(name).parent.glob(f"{Path(name).stem}.*"):
            file.unlink()

    @contextmanager
    def office(self, kind: str, build: Callable[[], Any], into: Path | None = None) -> Iterator[Any]:
        """A fresh copy of a template, open in this process; gives what the building gave."""
        template, given = self.template(kind, build)
        name = self.copy(template, into)
        try:
            with opened(name):
                yield given
        finally:
            self.drop(name)

    def _name(self, name: str) -> str:
        if connection.vendor == "postgresql":
            name = f"{name}-{os.getpid()}"
            self._names.append(name)
            return name
        return str(self.folder / f"{name}.sqlite3")


def nothing() -> World:
    return found()


def whole(deed: Deed | None = None) -> None:
    """The books are sound, and the deed is in them once or not at all."""
    report = verify()
    assert report.sound, [finding.words("en") for finding in report.findings]
    if deed is not None:
        assert len(deed.entries) <= 1


# ---- what a clerk does in a morning: one deed of every kind, each ready to be done

DAY = [
    "register", "request", "approve", "hand_over", "take_back", "settle", "give", "back_from_reader", "forget", "refused",
]  # fmt: skip


def morning() -> dict[str, Deed]:
    world = found()
    safe = world.safe
    one, two, three, four = (world.document() for _ in range(4))

    def loan(document: Any, number: int, stage: str) -> int:
        return int(world.loan(world.copy(document, number), stage=stage).pk)

    rounds = [
        world.do("carmen", "documents.circulate.open", copy=world.copy(four, n), readers=["rosa", "vera"], due="+5").case.pk
        for n in (1, 2)
    ]  # fmt: skip
    world.do("carmen", "documents.circulate.give", rounds[1], folios=12)
    redaction = world.do(
        "carmen", "office.redact.ask", target=f"documents.document/{three.pk}/title", reason="lo pidió el originador"
    ).case.pk
    registered = {
        "title": "Plano de la acequia", "level": "C", "copies": 3, "folios": 7, "via": "hand", "no_envelope": "ensayo", "place": safe,
        "scope": "unit SEC\nluis", "note": "con croquis",
    }  # fmt: skip
    back = {"folios": 12, "place": safe, "condition": "bueno"}
    deeds = [
        Deed("carmen", "documents.register.register", None, registered, "register"),
        Deed("rosa", "documents.lend.request", None, {"copy": world.copy(one), "reason": "informe"}, "request"),
        Deed("luis", "documents.lend.approve", loan(two, 1, "asked"), {}, "approve"),
        Deed("carmen", "documents.lend.hand_over", loan(two, 2, "approved"), {"folios": 12}, "hand_over"),
        Deed("carmen", "documents.lend.take_back", loan(three, 1, "lent"), back, "take_back"),
        Deed("carmen", "documents.lend.settle", loan(three, 2, "returned"), {}, "settle"),
        Deed("carmen", "documents.circulate.give", rounds[0], {"folios": 12}, "give"),
        Deed("carmen", "documents.circulate.take_back", rounds[1], back, "back_from_reader"),
        Deed("luis", "office.redact.forget", redaction, {}, "forget"),
        Deed("carmen", "documents.circulate.give", rounds[1], {"folios": 12}, "refused"),
    ]
    return {deed.intent: deed for deed in deeds}


def rows() -> str:
    return World().dump()


# ---- counting statements, and stopping at one of them


class Stopped(DatabaseError):
    """The statement that was chosen to fail has come."""


@contextmanager
def at_statement(number: int, do: Callable[[], None]) -> Iterator[Callable[[], int]]:
    """`do` before the statement of that number, the commit counted as two: before it and after it. Gives the count."""
    count = 0

    def point() -> None:
        nonlocal count
        count += 1
        if count == number:
            do()

    def watch(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        point()
        return execute(sql, params, many, context)

    here: Any = connection
    plain = here._commit

    def commit() -> Any:
        point()
        done = plain()
        point()
        return done

    connection.ensure_connection()
    here._commit = commit
    try:
        with connection.execute_wrapper(watch):
            yield lambda: count
    finally:
        del here._commit


def in_child(work: Callable[[], Any]) -> tuple[Any, int]:
    """Run in a forked process with connections of its own. Gives what came back (None when it died) and how it ended."""
    connections.close_all()
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        status = 1
        try:
            answer = pickle.dumps(work())
            os.write(writer, answer)
            status = 0
        finally:
            os._exit(status)
    os.close(writer)
    with os.fdopen(reader, "rb") as stream:
        data = stream.read()
    _pid, ended = os.waitpid(child, 0)
    return (pickle.loads(data) if data else None), ended


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


__all__ = [
    "DAY",
    "Deed",
    "Offices",
    "at_statement",
    "die",
    "in_child",
    "morning",
    "nothing",
    "opened",
    "postgres",
    "rows",
    "whole",
]
