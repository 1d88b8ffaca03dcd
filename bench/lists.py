# SPDX-License-Identifier: EUPL-1.2
"""First page of 50 of a million documents, for readers who see little, some and nearly all, beside the obvious ways.

Documents in order of registration, 5,000 users, 200 units in three levels, 800 posts. 95 % of the documents also to the
registry, 60 % to units, 28 % to lists of persons, 12 % to posts, 0.1 % to everybody. Rows are put straight into the tables: the guard
is for acts, and this measures reading.
"""

from __future__ import annotations

import io
import random
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from bench.report import Row, quantile, spread
from bench.world import office

UNITS, POSTS, USERS = 200, 800, 5_000
LEVELS = (0, 10, 20, 30, 40)
SCOPE_MAX = 9_999_999


def run(engine: str = "sqlite", documents: int = 1_000_000, users: int = 20) -> list[Row]:
    with office(engine):
        from django.db import connection

        from precinto.access import reach
        from precinto.access.decide import Subject
        from precinto.access.principals import REGISTRY, Kind, principal
        from precinto.labels.label import Label

        everybody = principal(Kind.TREE, 1)
        chance = random.Random(11)
        day = date(2026, 11, 23)

        def person(n: int, extra: frozenset[int] = frozenset(), rank: int = 40) -> Subject:
            unit = 4 + n % (UNITS - 4)
            numbers = {
                principal(Kind.PERSON, n),
                principal(Kind.POST, n % POSTS),
                principal(Kind.UNIT, unit),
                principal(Kind.TREE, unit),
                principal(Kind.TREE, 2 + unit % 2),
                everybody,
            }
            return Subject(n, day, (Label("es", rank),), principals=frozenset(numbers) | extra)

        started = time.perf_counter()
        _fill(connection, documents, chance, everybody)
        filled = time.perf_counter() - started
        few = [
            Subject(n, day, (Label("es", 10),), principals=frozenset({principal(Kind.POST, n)})) for n in range(users)
        ]
        some = [person(n) for n in range(users)]
        most = [person(n, frozenset({REGISTRY})) for n in range(users)]
        nobody = [
            Subject(n, day, (Label("es", 40),), principals=frozenset({principal(Kind.PERSON, n)}))
            for n in range(90_000, 90_000 + users)
        ]
        uncleared = [Subject(n, day, (), principals=frozenset({REGISTRY})) for n in range(users)]
        many = [person(n, frozenset(principal(Kind.POST, p) for p in range(n, n + 20)), 40) for n in range(users)]
        chosen = [person(chance.randrange(USERS)) for _ in range(200)]
        classes = {"few": few, "some": some, "most (registry)": most, "200 at random": chosen, "in no scope": nobody,
                   "no clearance": uncleared, "25 principals": many}  # fmt: skip
        rows = [Row(f"{engine}: {documents:,} documents put in", f"{filled:.0f} s")]
        for name, group in classes.items():
            ours = [_time(lambda who=who: reach.page(who)) for who in group]  # type: ignore[misc]
            exists = [_time(lambda who=who: _exists(connection, who)) for who in group[:20]]  # type: ignore[misc]
            for who in group[:5]:
                if reach.page(who) != _exists(connection, who):
                    raise SystemExit(f"{name}: the two ways disagree")
            ratio = statistics.median(exists) / statistics.median(ours)
            p95 = quantile(ours, 0.95)
            rows.append(Row(f"{engine}: first page, {name}", spread(ours), "", "p95 <= 5 ms", p95 <= 0.005))
            rows.append(Row(f"{engine}:   the same by EXISTS", f"{spread(exists)}; {ratio:.1f}x ours (p50)"))
        middle = [_time(lambda who=who: reach.page(who, before=documents // 2)) for who in some + most]  # type: ignore[misc]
        rows.append(
            Row(f"{engine}: a page in the middle", spread(middle), "", "p95 <= 5 ms", quantile(middle, 0.95) <= 0.005)
        )
        guardian = _guardian(connection, documents)
        rows.append(Row(f"{engine}: django-guardian, a user of 5 %", spread(guardian)))
        return rows


def _time(work: Callable[[], Any]) -> float:
    work()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _rows(documents: int, chance: random.Random, everybody: int) -> Iterator[tuple[int, ...]]:
    from precinto.access.principals import REGISTRY, Kind, principal

    for doc in range(1, documents + 1):
        level = LEVELS[min(4, int(chance.expovariate(0.8)))]
        found: set[tuple[int, int]] = set()
        if chance.random() < 0.95:
            found.add((REGISTRY, SCOPE_MAX))
        roll = chance.random()
        if roll < 0.60:
            kind = Kind.TREE if chance.random() < 0.3 else Kind.UNIT
            found.update(
                (principal(kind, 4 + chance.randrange(UNITS - 4)), SCOPE_MAX) for _ in range(chance.randint(1, 4))
            )
        elif roll < 0.88:
            until = SCOPE_MAX if chance.random() < 0.9 else 739_000 + chance.randrange(2_000)
            found.update((principal(Kind.PERSON, chance.randrange(USERS)), until) for _ in range(chance.randint(3, 13)))
        else:
            found.add((principal(Kind.POST, chance.randrange(POSTS)), SCOPE_MAX))
        if chance.random() < 0.001:
            found.add((everybody, SCOPE_MAX))
        for number, until in dict(found).items():
            yield number, doc, level, 0, 0, 0, until


def _fill(connection: Any, documents: int, chance: random.Random, everybody: int) -> None:
    rows = _rows(documents, chance, everybody)
    if connection.vendor == "sqlite":
        raw = connection.connection or (connection.ensure_connection() or connection.connection)
        raw.execute("PRAGMA synchronous=OFF")
        raw.execute("BEGIN")
        raw.executemany(
            "INSERT INTO access_reach (principal, doc, level, comp, rel, since, until) VALUES (?,?,?,?,?,?,?)", rows
        )
        raw.execute("COMMIT")
        raw.execute("ANALYZE access_reach")
        raw.execute("PRAGMA synchronous=FULL")
        return
    with connection.cursor() as cursor:
        buffer = io.StringIO()
        with cursor.copy("COPY access_reach (principal, doc, level, comp, rel, since, until) FROM STDIN") as copy:
            for row in rows:
                buffer.write("\t".join(map(str, row)) + "\n")
                if buffer.tell() > 1 << 20:
                    copy.write(buffer.getvalue())
                    buffer = io.StringIO()
            copy.write(buffer.getvalue())
        cursor.execute("VACUUM ANALYZE access_reach")


def _exists(connection: Any, who: Any) -> list[int]:
    """The obvious way: walk the documents from the newest, and ask for each whether a scope names the reader."""
    rank = max((c.rank for c in who.clearances), default=0)
    marks = ",".join(["%s"] * len(who.principals))
    day = who.on.toordinal()
    with connection.cursor() as cursor:
        # sql: constant text and marks; the values are parameters.
        cursor.execute(
            "WITH RECURSIVE newest(doc) AS (SELECT max(doc) FROM access_reach UNION ALL SELECT doc - 1 FROM newest WHERE doc > 1) "
            f"SELECT doc FROM newest n WHERE EXISTS (SELECT 1 FROM access_reach r WHERE r.doc = n.doc AND r.principal IN ({marks}) "
            "AND r.level <= %s AND r.since <= %s AND r.until >= %s) LIMIT 50",
            [*sorted(who.principals), rank, day, day],
        )
        return [row[0] for row in cursor.fetchall()]


def _guardian(connection: Any, documents: int) -> list[float]:
    """One row for each person and document that they may see, asked through the package's own function."""
    from django.contrib.auth.models import Permission, User
    from guardian.models import UserObjectPermission
    from guardian.shortcuts import get_objects_for_user

    from bench.peers.models import PlainThing

    count = min(documents, 200_000)
    user = User.objects.create(username="rosa")
    permission = Permission.objects.get(content_type__app_label="peers", codename="view_plainthing")
    PlainThing.objects.bulk_create((PlainThing() for _ in range(count)), batch_size=5_000)
    keys = list(PlainThing.objects.values_list("pk", flat=True)[:: 20 if count > 20 else 1])
    UserObjectPermission.objects.bulk_create(
        (
            UserObjectPermission(
                user=user, permission=permission, content_type=permission.content_type, object_pk=str(key)
            )
            for key in keys
        ),
        batch_size=5_000,
    )
    query = get_objects_for_user(user, "peers.view_plainthing").order_by("-pk")
    return [_time(lambda: list(query.all()[:50])) for _ in range(7)]
