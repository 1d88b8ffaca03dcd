# SPDX-License-Identifier: EUPL-1.2
"""First page of 50 of a million documents, for readers who see little, some and nearly all, beside the obvious ways.

What is timed is what the register's page is made of, and its API and command line without the copies: the keys by `reach`, the
documents with their scopes, each decided again, and their copies with where they are. The limits are those of the design: so much
in the database, and so much for a whole page.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable
from typing import Any

from bench.asking import Cost, cost
from bench.filling import PERSONS, POSTS, TODAY, UNITS, everybody, fill
from bench.report import Row, quantile, spread
from bench.world import office

IN_THE_DATABASE = 0.005
WHOLE_PAGE = 0.05
SHOWN = 50


def run(engine: str = "sqlite", documents: int = 1_000_000, users: int = 20) -> list[Row]:
    with office(engine):
        from django.db import connection

        from precinto.access import reach
        from precinto.documents import queries

        started = time.perf_counter()
        fill(connection, documents)
        rows = [Row(f"{engine}: {documents:,} documents put in", f"{time.perf_counter() - started:.0f} s")]

        def first(who: Any) -> list[int]:
            """The register's first page, and the keys of what is on it."""
            page = queries.page(who)
            return [document.pk for document, _copies in queries.with_copies(page.rows)]

        for name, group in _readers(users).items():
            for who in group[:5]:
                if reach.page(who) != _exists(connection, who):
                    raise SystemExit(f"{name}: the two ways disagree")
                if not set(first(who)) <= set(reach.page(who, size=SHOWN * 5 + 1)):
                    raise SystemExit(f"{name}: a document that `reach` does not name")
            rows += _told(f"{engine}: first page, {name}", cost(lambda n, group=group: first(group[n]), len(group)))  # type: ignore[misc]
            keys = [_time(lambda who=who: reach.page(who)) for who in group]  # type: ignore[misc]
            exists = [_time(lambda who=who: _exists(connection, who)) for who in group[:20]]  # type: ignore[misc]
            ratio = statistics.median(exists) / statistics.median(keys)
            rows.append(Row(f"{engine}:   its keys alone", spread(keys)))
            rows.append(Row(f"{engine}:   the same by EXISTS", f"{spread(exists)}; {ratio:.1f}x ours (p50)"))
        readers = _readers(users)
        both = readers["some"] + readers["most (registry)"]
        middle = cost(lambda n: queries.with_copies(queries.page(both[n], before=documents // 2).rows), len(both))
        rows += _told(f"{engine}: a page in the middle", middle)
        guardian = _guardian(connection, documents)
        rows.append(Row(f"{engine}: django-guardian, the keys of a user of 5 %", spread(guardian)))
        return rows


def _told(what: str, found: Cost) -> list[Row]:
    database, whole = quantile(found.database, 0.95), quantile(found.whole, 0.95)
    figure = f"{spread(found.database)}, {found.statements} statements"
    return [
        Row(f"{what}: in the database", figure, "", "p95 <= 5 ms", database <= IN_THE_DATABASE),
        Row(f"{what}: its lines made", spread(found.whole), "", "p95 <= 50 ms", whole <= WHOLE_PAGE),
    ]


def _readers(users: int) -> dict[str, list[Any]]:
    from precinto.access.decide import Subject
    from precinto.access.principals import REGISTRY, Kind, principal
    from precinto.labels.label import Label

    chance = random.Random(21)
    day = TODAY.date()

    def person(n: int, extra: frozenset[int] = frozenset(), *clearances: Label) -> Subject:
        unit = 4 + n % (UNITS - 4)
        numbers = {
            principal(Kind.PERSON, n),
            principal(Kind.POST, n % POSTS),
            principal(Kind.UNIT, unit),
            principal(Kind.TREE, unit),
            principal(Kind.TREE, 2 + unit % 2),
            everybody(),
        }
        return Subject(n, day, clearances or (Label("es", 40),), principals=frozenset(numbers) | extra)

    def only(n: int, number: int, *clearances: Label) -> Subject:
        return Subject(n, day, clearances, principals=frozenset({number}))

    registry = frozenset({REGISTRY})
    posts = [frozenset(principal(Kind.POST, p) for p in range(n, n + 20)) for n in range(users)]
    elsewhere = (Label("es", 10), Label("otan", 40))
    return {
        "few": [only(n, principal(Kind.POST, n), Label("es", 10)) for n in range(users)],
        "some": [person(n) for n in range(users)],
        "most (registry)": [person(n, registry) for n in range(users)],
        "200 at random": [person(chance.randrange(PERSONS)) for _ in range(200)],
        "in no scope": [only(n, principal(Kind.PERSON, 90_000 + n), Label("es", 40)) for n in range(users)],
        "no clearance": [only(n, REGISTRY) for n in range(users)],
        "25 principals": [person(n, posts[n]) for n in range(users)],
        "cleared higher in another scheme": [person(n, registry, *elsewhere) for n in range(users)],
    }


def _time(work: Callable[[], Any]) -> float:
    work()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


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
