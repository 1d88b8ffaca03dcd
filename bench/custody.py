# SPDX-License-Identifier: EUPL-1.2
"""The office's questions at a million documents and ten million movements: who has it, its chain, what is overdue.

Each is the program's own: what the API and the command line answer with (`documents.shown`), or what a page is made of, where that
asks for more. The limit is for the whole of it, the database and the making of the answer; for a page of a list, as for the
register's, for what the database takes of it.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from bench.asking import cost
from bench.filling import COPIES, PERSONS, TODAY, UNITS, copy_code, fill, number_of
from bench.report import Row, quantile
from bench.world import office

LIMIT = 0.005
PAGE = 0.05


def run(engine: str = "sqlite", documents: int = 1_000_000, movements: int = 10_000_000, asked: int = 60) -> list[Row]:
    with office(engine, peers=False):
        from django.db import connection

        from precinto.access.models import Person, Unit
        from precinto.custody.models import Movement
        from precinto.documents import queries
        from precinto.documents.models import Document

        started = time.perf_counter()
        copies = fill(connection, documents, movements)
        filled = time.perf_counter() - started
        chance = random.Random(5)
        rows = [
            Row(
                f"{engine}: {documents:,} documents, {copies:,} copies, {movements:,} movements put in",
                f"{filled:.0f} s",
            )
        ]

        def measure(what: str, one: Callable[[], object], *, many: bool = False) -> None:
            found = cost(lambda _n: one(), asked)
            whole, database = quantile(found.whole, 0.95), quantile(found.database, 0.95)
            met = (whole <= PAGE and database <= LIMIT) if many else whole <= LIMIT
            target = "p95 <= 5 ms in the database, 50 ms in all" if many else "p95 <= 5 ms"
            rows.append(Row(f"{engine}: {what}", found.told, "", target, met))

        def document() -> int:
            return chance.randint(1, documents)

        def copy() -> str:
            return copy_code(document(), chance.randint(1, COPIES))

        def person() -> Person:
            return Person(pk=chance.randint(1, PERSONS))

        def ever_held() -> list[Any]:
            received = Movement.objects.filter(thing__copy__document_id=document(), to_person__isnull=False)
            return list(received.values_list("to_person", flat=True).distinct())

        eyes = _clerk()
        who = eyes.actor.subject
        week = queries.Held(until=TODAY + timedelta(days=7))
        measure("who has each copy of a document, by its number", lambda: eyes.who_has(number_of(document())))
        measure("who has a copy, by its code", lambda: eyes.who_has(copy()))
        measure("the chain of hands of a copy", lambda: eyes.chain(copy()))
        measure("the chains of all copies of a document, as its page", lambda: queries.chains(Document(pk=document())))
        measure("everything a person holds now, as their page", lambda: queries.holdings(person()))
        measure("what is overdue, the first 50", lambda: eyes.out(late=True), many=True)
        measure("what is out, the first 50", eyes.out, many=True)
        unit = UNITS // 2
        measure("what is out in a unit", lambda: queries.out(only=queries.Held(unit=Unit(pk=unit)), size=50), many=True)
        measure("what is out with a person", lambda: queries.out(only=queries.Held(person()), size=50))
        measure("late or due within the week, the 100 of its page", lambda: queries.out(only=week, size=101), many=True)
        measure("a document by its number", lambda: queries.find_document(number_of(document()), who))
        measure("who ever held any copy of a document", ever_held)
        return rows


def _clerk() -> Any:
    """The eyes of a clerk cleared to the highest level, whose posts and clearance are not read but given."""
    from precinto.access.decide import Subject
    from precinto.access.models import Person, Role
    from precinto.access.officers import Officer
    from precinto.access.principals import REGISTRY
    from precinto.access.subjects import Held
    from precinto.documents.shown import Eyes
    from precinto.labels.label import Label
    from precinto.procedures.model import Actor

    actor = Actor(Officer(Person.objects.get(pk=1), "cli"), TODAY)
    actor.roles = (Held(Role.CLERK),)
    actor.subject = Subject(1, TODAY.date(), (Label("es", 40),), registry=True, principals=frozenset({REGISTRY}))
    return Eyes(actor)
