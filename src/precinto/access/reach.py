# SPDX-License-Identifier: EUPL-1.2
"""Lists of what a person may see, newest first, at the same cost for whoever sees little and whoever sees nearly all.

The newest 50 of a union are among the newest 50 of each part: so one short index walk for each principal and level, and the
cut is made here. A plain `EXISTS` or `IN` depends on the planner's guess for each reader.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import connection

from precinto.access.decide import Subject
from precinto.access.models import Reach

FOREVER = 9_999_999
PAGE = 50


def page(
    who: Subject, *, before: int | None = None, size: int = PAGE, levels: Sequence[int] | None = None
) -> list[int]:
    """Keys of the newest documents that `who` may see, older than `before`; at most `size`."""
    rank = max((c.rank for c in who.clearances), default=0)
    comp = rel = 0
    for clearance in who.clearances:
        comp, rel = comp | clearance.comp, rel | clearance.rel
    if levels is None:
        levels = known_levels()
    wanted = [level for level in levels if level <= rank]
    if not wanted or not who.principals:
        return []
    edge = before if before is not None else 2**62
    day = who.on.toordinal()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(LATERAL, [sorted(who.principals), wanted, edge, comp, rel, day, day, size, size])
            return [doc for (doc,) in cursor.fetchall()]
    table = connection.ops.quote_name(Reach._meta.db_table)
    part = (
        # sql: the table's name is the model's; the values travel as parameters.
        f"SELECT * FROM (SELECT doc FROM {table} WHERE principal=%s AND level=%s AND doc<%s "
        "AND (comp & ~%s)=0 AND (rel=0 OR (rel & %s)<>0) AND since<=%s AND until>=%s ORDER BY doc DESC LIMIT %s) AS x"
    )
    seen: set[int] = set()
    pairs = [(p, level) for p in sorted(who.principals) for level in wanted]
    with connection.cursor() as cursor:
        # At most 60 parts a statement: SQLite's limit is 500.
        for start in range(0, len(pairs), 60):
            some = pairs[start : start + 60]
            values = [value for p, level in some for value in (p, level, edge, comp, rel, day, day, size)]
            parts = " UNION ALL ".join([part] * len(some))
            # sql: as above. Cut again in the database: of 60 times 50 rows only 50 have to travel.
            cursor.execute(f"SELECT DISTINCT doc FROM ({parts}) AS y ORDER BY doc DESC LIMIT %s", [*values, size])
            seen.update(row[0] for row in cursor.fetchall())
    return sorted(seen, reverse=True)[:size]


# PostgreSQL guesses anew for constants; for the columns of an outer row it has one plan for everybody: walk the index.
LATERAL = """
SELECT DISTINCT x.doc FROM unnest(%s::bigint[]) AS p(principal) CROSS JOIN unnest(%s::int[]) AS l(level)
CROSS JOIN LATERAL (
  SELECT doc FROM access_reach r
  WHERE r.principal = p.principal AND r.level = l.level AND r.doc < %s AND (r.comp & ~%s::bigint) = 0
    AND (r.rel = 0 OR (r.rel & %s::bigint) <> 0) AND r.since <= %s AND r.until >= %s
  ORDER BY r.doc DESC LIMIT %s
) AS x ORDER BY x.doc DESC LIMIT %s
"""


def known_levels() -> list[int]:
    """Ranks in use. A handful, walked by a skip scan so that a million rows cost the same."""
    from precinto.access.levels import RANKS

    return list(RANKS)


def grant(
    doc: int, numbers: Iterable[int], *, rank: int, comp: int, rel: int, since: date | None, until: date | None
) -> None:
    """Add derived rows for one document."""
    first = since.toordinal() if since else 0
    last = until.toordinal() if until else FOREVER
    Reach.objects.bulk_create(
        [Reach(principal=n, doc=doc, level=rank, comp=comp, rel=rel, since=first, until=last) for n in set(numbers)],
        ignore_conflicts=True,
    )


def forget(doc: int) -> None:
    """Drop the derived rows of a document, to write them again."""
    Reach.objects.filter(doc=doc).delete()
