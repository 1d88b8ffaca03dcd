# SPDX-License-Identifier: EUPL-1.2
"""An old office, straight into the tables: documents with scopes, copies, holders and the hands that they went through.

The door would take weeks, and the guards are for acts: what is measured on it is reading. Documents in order of registration,
5,000 persons, 200 units, 800 posts. 95 % of the documents also to the registry, 60 % to units, 28 % to lists of persons, 12 %
to posts, 0.1 % to everybody; two copies of each, one in twenty in somebody's hands.
"""

from __future__ import annotations

import io
import random
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

UNITS, POSTS, PERSONS = 200, 800, 5_000
RANKS = {"DL": 10, "C": 20, "R": 30, "S": 40}
LEVELS = (("SC", 0), *RANKS.items())
COPIES = 2
YEAR = 2026
TODAY = datetime(YEAR, 11, 23, 12, tzinfo=UTC)
SCOPE_MAX = 9_999_999
Values = tuple[Any, ...]


def everybody() -> int:
    from precinto.access.principals import Kind, principal

    return principal(Kind.TREE, 1)


def number_of(document: int) -> str:
    return f"E {YEAR}/{document}"


def copy_code(document: int, number: int) -> str:
    from precinto.custody import codes

    return codes.make("C", series="E", year=YEAR, number=document, copy=number)


def fill(connection: Any, documents: int, movements: int = 0) -> int:
    """Returns the number of copies."""
    from precinto.access.models import Person, Reach, Unit
    from precinto.custody.models import Movement, Place, Thing
    from precinto.documents.models import Copy, Document, ScopeGrant

    at = _text(datetime(2020, 1, 1, tzinfo=UTC))
    copies = documents * COPIES
    levels = random.Random(11)
    ranks = [LEVELS[min(4, int(levels.expovariate(0.8)))] for _ in range(documents)]
    _without_guards(connection)
    _bulk(connection, Unit, "id code name parent_id", _units(), stage="in_use")
    _bulk(connection, Person, "id code given_name family_name unit_id", _persons(), stage="active")
    _bulk(
        connection,
        Place,
        "id code name kind rank",
        [(1, "L00001", "Caja", "safe", 40)],
        stage="in_use",
    )
    _bulk(
        connection, Document, "id number code title level rank", _documents(ranks),
        stage="registered", series="E", year=YEAR, scheme="es", total=COPIES, via="bag", received_by_id=1, received_at=at,
    )  # fmt: skip
    _bulk(connection, ScopeGrant, "document_id principal until", _grants(ranks), stage="in_force")
    _bulk(connection, Reach, "principal doc level until", _reach(ranks), comp=0, rel=0, since=0)
    _bulk(
        connection,
        Thing,
        "id code rank person_id place_id due",
        _things(ranks),
        kind="copy",
        pieces=12,
        since=at,
        seq=1,
    )
    _bulk(connection, Copy, "id document_id number thing_id", _copies(documents))
    names = "id thing_id seq from_person_id to_place_id to_person_id from_place_id act"
    _bulk(connection, Movement, names, _movements(copies, movements), pieces=12, at=at)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    return copies


def _text(at: datetime) -> str:
    return at.isoformat(sep=" ")


def _units() -> Iterator[Values]:
    """Three levels: the house, two halves, the rest."""
    for n in range(1, UNITS + 1):
        yield n, f"U{n}", f"Unidad {n}", None if n == 1 else 1 if n < 4 else 2 + n % 2


def _persons() -> Iterator[Values]:
    for n in range(1, PERSONS + 1):
        yield n, f"P{n:05d}", f"Nombre {n}", "Apellido", 4 + n % (UNITS - 4)


def _documents(ranks: list[tuple[str, int]]) -> Iterator[Values]:
    from precinto.custody import codes

    for n, (level, rank) in enumerate(ranks, start=1):
        code = codes.make("N", series="E", year=YEAR, number=n)
        yield n, n, code, f"Asunto número {n}", level, rank


def _scopes(ranks: list[tuple[str, int]]) -> Iterator[tuple[int, int, dict[int, int]]]:
    """Each document with its rank and whom its scope names, until which day. The same each time that it is asked."""
    from precinto.access.principals import REGISTRY, Kind, principal

    chance = random.Random(12)
    all_of_them = everybody()
    for n, (_level, rank) in enumerate(ranks, start=1):
        found: dict[int, int] = {}
        if chance.random() < 0.95:
            found[REGISTRY] = SCOPE_MAX
        roll = chance.random()
        if roll < 0.60:
            kind = Kind.TREE if chance.random() < 0.3 else Kind.UNIT
            for _ in range(chance.randint(1, 4)):
                found[principal(kind, 4 + chance.randrange(UNITS - 4))] = SCOPE_MAX
        elif roll < 0.88:
            until = SCOPE_MAX if chance.random() < 0.9 else 739_000 + chance.randrange(2_000)
            for _ in range(chance.randint(3, 13)):
                found[principal(Kind.PERSON, chance.randrange(PERSONS))] = until
        else:
            found[principal(Kind.POST, chance.randrange(POSTS))] = SCOPE_MAX
        if chance.random() < 0.001:
            found[all_of_them] = SCOPE_MAX
        yield n, rank, found


def _grants(ranks: list[tuple[str, int]]) -> Iterator[Values]:
    from precinto.access.principals import REGISTRY

    for n, _rank, found in _scopes(ranks):
        for number, until in found.items():
            if number != REGISTRY:  # it is in the scope of all, and no row says so
                yield n, number, None if until == SCOPE_MAX else date.fromordinal(until).isoformat()


def _reach(ranks: list[tuple[str, int]]) -> Iterator[Values]:
    for n, rank, found in _scopes(ranks):
        for number, until in found.items():
            yield number, n, rank, until


def _things(ranks: list[tuple[str, int]]) -> Iterator[Values]:
    chance = random.Random(13)
    for n in range(1, len(ranks) * COPIES + 1):
        document, number = (n - 1) // COPIES + 1, (n - 1) % COPIES + 1
        holder = chance.randrange(PERSONS) + 1 if chance.random() < 0.05 else None
        due = _text(TODAY + timedelta(days=chance.randrange(-120, 30))) if holder else None
        yield n, copy_code(document, number), ranks[document - 1][1], holder, None if holder else 1, due


def _copies(documents: int) -> Iterator[Values]:
    for n in range(1, documents * COPIES + 1):
        yield n, (n - 1) // COPIES + 1, (n - 1) % COPIES + 1, n


def _movements(copies: int, movements: int) -> Iterator[Values]:
    chance = random.Random(14)
    seq: dict[int, int] = {}
    for n in range(1, movements + 1):
        # Skewed: a few copies move all the time, most hardly ever.
        thing = n if n <= copies else min(copies, int(chance.paretovariate(0.6)))
        nth = seq[thing] = seq.get(thing, 0) + 1
        person = chance.randrange(PERSONS) + 1
        out = nth % 2 == 0
        giver = None if out or nth == 1 else person
        yield n, thing, nth, giver, None if out else 1, person if out else None, 1 if out else None, f"{n:032x}"


# ---- into the tables


def _without_guards(connection: Any) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
            return
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {name}")  # sql: names read from the catalogue
        cursor.execute("PRAGMA synchronous=OFF")
        cursor.execute("PRAGMA foreign_keys=OFF")


def _bulk(connection: Any, model: Any, names: str, rows: Iterable[Values], **same: Any) -> None:
    """`rows` give the columns `names`; the others are the `same` in each, or the model's own default."""
    given = names.split()
    fields = {field.attname: field for field in model._meta.concrete_fields}
    rest = {
        name: same.get(name, field.get_default())
        for name, field in fields.items()
        if name not in given and not field.primary_key
    }
    if not set(given) | set(same) <= set(fields):
        raise SystemExit(f"{model.__name__} has no {set(given) | set(same) - set(fields)}")
    tail = tuple(rest.values())
    table = model._meta.db_table
    quoted = ", ".join(f'"{fields[name].column}"' for name in [*given, *rest])
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        raw = connection.connection
        marks = ",".join("?" * (len(given) + len(rest)))
        raw.execute("BEGIN")
        raw.executemany(
            f"INSERT INTO {table} ({quoted}) VALUES ({marks})", (row + tail for row in rows)
        )  # sql: constant names
        raw.execute("COMMIT")
        return
    end = "".join("\t" + _cell(value) for value in tail) + "\n"
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({quoted}) FROM STDIN") as copy,
    ):  # sql: constant names
        buffer = io.StringIO()
        for row in rows:
            buffer.write("\t".join(map(_cell, row)) + end)
            if buffer.tell() > 1 << 20:
                copy.write(buffer.getvalue())
                buffer = io.StringIO()
        copy.write(buffer.getvalue())


def _cell(value: Any) -> str:
    return "\\N" if value is None else str(value)
