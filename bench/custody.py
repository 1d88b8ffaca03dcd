# SPDX-License-Identifier: EUPL-1.2
"""The office's questions at a million documents and ten million movements: who has it, its chain, what is overdue."""

from __future__ import annotations

import io
import random
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from bench.report import Row, quantile, spread
from bench.world import office

PERSONS = 5_000
LIMIT = 0.005


def run(engine: str = "sqlite", documents: int = 1_000_000, movements: int = 10_000_000, asked: int = 60) -> list[Row]:
    with office(engine):
        from django.db import connection

        from precinto.access.models import Person
        from precinto.custody.models import Movement, Thing
        from precinto.documents import queries
        from precinto.documents.models import Copy, Document

        started = time.perf_counter()
        things = _fill(connection, documents, movements)
        filled = time.perf_counter() - started
        chance = random.Random(5)
        rows = [
            Row(
                f"{engine}: {documents:,} documents, {things:,} copies, {movements:,} movements put in",
                f"{filled:.0f} s",
            )
        ]

        def measure(what: str, one: Callable[[], object]) -> None:
            one()
            times = []
            for _ in range(asked):
                start = time.perf_counter()
                one()
                times.append(time.perf_counter() - start)
            rows.append(Row(f"{engine}: {what}", spread(times), "", "p95 <= 5 ms", quantile(times, 0.95) <= LIMIT))

        def thing() -> Any:
            return Thing.objects.get(pk=chance.randint(1, things))

        def copies_of_one() -> list[Any]:
            document = chance.randint(1, documents)
            return list(Copy.objects.select_related("thing__person", "thing__place").filter(document_id=document))

        def ever_held() -> list[Any]:
            document = chance.randint(1, documents)
            rows = Movement.objects.filter(thing__copy__document_id=document, to_person__isnull=False)
            return list(rows.values_list("to_person", flat=True).distinct())

        def last_received() -> list[Any]:
            return list(Movement.objects.filter(to_person=chance.randint(1, PERSONS)).order_by("-pk")[:50])

        measure("who has the copies of a document", copies_of_one)
        measure("the chain of hands of a copy", lambda: queries.chain(thing()))
        measure("who ever held any copy of a document", ever_held)
        measure("everything a person holds now", lambda: queries.holdings(Person(pk=chance.randint(1, PERSONS))))
        measure("the last 50 things a person received", last_received)
        measure(
            "overdue, the first 50, oldest first", lambda: queries.overdue(datetime(2026, 11, 23, tzinfo=UTC), size=50)
        )

        def by_number() -> Any:
            number = chance.randint(1, documents)
            return Document.objects.filter(series="E", year=2026, number=number).first()

        measure("a document by its number", by_number)
        return rows


def _fill(connection: Any, documents: int, movements: int) -> int:
    """Straight into the tables, guards dropped: this measures reading. Returns the number of copies."""

    chance = random.Random(3)
    copies = documents * 2
    at = datetime(2020, 1, 1, tzinfo=UTC)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")  # sql: names read from the catalogue
            cursor.execute("PRAGMA synchronous=OFF")
            cursor.execute("PRAGMA foreign_keys=OFF")
        else:
            cursor.execute("SET session_replication_role = replica")
    stamp = at.isoformat(sep=" ")
    holders = {n: chance.randrange(PERSONS) + 1 for n in range(1, copies + 1) if chance.random() < 0.05}
    later = (at + timedelta(days=2_500)).isoformat(sep=" ")
    soon = (at + timedelta(days=2_600)).isoformat(sep=" ")

    def persons() -> Iterator[tuple[Any, ...]]:
        for n in range(1, PERSONS + 1):
            yield n, "active", f"P{n:05d}", f"Nombre {n}", "Apellido", "", "", "", None, ""

    def documents_rows() -> Iterator[tuple[Any, ...]]:
        for n in range(1, documents + 1):
            yield (n, "registered", "E", 2026, n, f"N{n}", "es", "C", 20, 0, 0, "", "", None, f"Asunto número {n}", "", None, "",
                   2, "", "bag", None, "", 1, stamp, None, "", "", "", "")  # fmt: skip

    def things() -> Iterator[tuple[Any, ...]]:
        for n in range(1, copies + 1):
            holder = holders.get(n)
            due = (later if n % 2 else soon) if holder else None
            yield n, f"C{n}", "copy", 20, 12, holder, None if holder else 1, stamp, due, 1

    def copy_rows() -> Iterator[tuple[Any, ...]]:
        for n in range(1, copies + 1):
            yield n, (n + 1) // 2, 2 - n % 2, n

    def movement_rows() -> Iterator[tuple[Any, ...]]:
        seq: dict[int, int] = {}
        for n in range(1, movements + 1):
            # Skewed: a few copies move all the time, most hardly ever.
            thing = n if n <= copies else min(copies, int(chance.paretovariate(0.6)))
            seq[thing] = seq.get(thing, 0) + 1
            out = seq[thing] % 2 == 0
            person = chance.randrange(PERSONS) + 1
            giver = None if out or seq[thing] == 1 else person
            yield (
                n,
                thing,
                seq[thing],
                giver,
                1 if out else None,
                person if out else None,
                None if out else 1,
                12,
                stamp,
                f"{n:032x}",
            )

    _bulk(connection, "access_person", persons(), 10)
    _place(connection)
    _bulk(connection, "documents_document", documents_rows(), 30)
    _bulk(connection, "custody_thing", things(), 10)
    _bulk(connection, "documents_copy", copy_rows(), 4)
    _bulk(connection, "custody_movement", movement_rows(), 10)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return copies


def _place(connection: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO custody_place (id, stage, code, name, kind, rank) VALUES (1, 'in_use', 'L00001', 'Caja', 'safe', 40)"
        )


COLUMNS = {
    "access_person": "id stage code given_name family_name birth_date phones identity_number unit_id name_seal",
    "documents_document": "id stage series year number code scheme level rank comp rel originator reference dated title "
    "classified_title declassify_on declassify_event total annexes via envelope_intact brought_by received_by_id "
    "received_at occurred_at paper_sheet meeting old_number note",
    "custody_thing": "id code kind rank pieces person_id place_id since due seq",
    "documents_copy": "id document_id number thing_id",
    "custody_movement": "id thing_id seq from_person_id from_place_id to_person_id to_place_id pieces at act",
}


def _bulk(connection: Any, table: str, rows: Iterable[tuple[Any, ...]], width: int) -> None:
    names = COLUMNS[table].split()
    if len(names) != width:
        raise SystemExit(f"{table}: {len(names)} columns, {width} values")
    quoted = ", ".join(f'"{name}"' for name in names)
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        raw = connection.connection
        raw.execute("BEGIN")
        raw.executemany(f"INSERT INTO {table} ({quoted}) VALUES ({','.join('?' * width)})", rows)  # sql: constant names
        raw.execute("COMMIT")
        return
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({quoted}) FROM STDIN") as copy,
    ):  # sql: constant names
        buffer = io.StringIO()
        for row in rows:
            buffer.write("\t".join("\\N" if value is None else str(value) for value in row) + "\n")
            if buffer.tell() > 1 << 20:
                copy.write(buffer.getvalue())
                buffer = io.StringIO()
        copy.write(buffer.getvalue())
