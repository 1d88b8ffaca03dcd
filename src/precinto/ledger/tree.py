# SPDX-License-Identifier: EUPL-1.2
"""The Merkle tree in the tables: leaves one by one, full tiles every 256.

A tile of level 0 is 256 leaf hashes; each hash of a tile of level L+1 is the root over a full tile of level L. What is not
full is rebuilt from the newest leaves, so an act writes one row here, and every 256th one more.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.models import Max

from precinto.ledger.models import Entry, Leaf, Pending, Tile
from precinto.records import gate
from precinto.records.errors import Broken
from precinto_verify import merkle

WIDTH = 256
HASH = 32
SEQUENCER = 0x50524543  # key of the advisory lock: one sequencer at a time


def size() -> int:
    last: int | None = Leaf.objects.aggregate(last=Max("index"))["last"]
    return 0 if last is None else last + 1


def place_next(entry: int, leaf: bytes) -> int:
    """Give one entry the next place, on SQLite, where whoever writes is alone. Returns its index."""
    with connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO ledger_leaf ("index", entry_id, hash) '
            'SELECT coalesce(max("index"), -1) + 1, %s, %s FROM ledger_leaf RETURNING "index"',
            [entry, leaf],
        )
        index = int(cursor.fetchone()[0])
    if index % WIDTH == WIDTH - 1:
        _close(0, index // WIDTH)
    return index


def _close(level: int, index: int) -> None:
    """Write a tile that has just become full, and those above it that it fills."""
    if level == 0:
        rows = Leaf.objects.filter(index__gte=index * WIDTH, index__lt=(index + 1) * WIDTH).order_by("index")
        hashes = b"".join(bytes(h) for h in rows.values_list("hash", flat=True))
    else:
        hashes = b"".join(_roots(level, index))
    if len(hashes) != WIDTH * HASH:
        raise Broken(f"tile {level}/{index} has {len(hashes) // HASH} hashes")
    Tile(level=level, index=index, hashes=hashes).save(force_insert=True)
    if index % WIDTH == WIDTH - 1:
        _close(level + 1, index // WIDTH)


def _roots(level: int, index: int, width: int = WIDTH) -> list[bytes]:
    """The hashes of a tile of a level above 0, from the full tiles below it."""
    below = Tile.objects.filter(level=level - 1, index__gte=index * WIDTH, index__lt=index * WIDTH + width)
    return [merkle.root(split(bytes(h))) for h in below.order_by("index").values_list("hashes", flat=True)]


def split(hashes: bytes) -> list[bytes]:
    return [hashes[i : i + HASH] for i in range(0, len(hashes), HASH)]


def read_tile(level: int, index: int, width: int = WIDTH) -> bytes:
    """The first `width` hashes of a tile, full or not. Raises `Broken` when they are not there."""
    full = Tile.objects.filter(level=level, index=index).values_list("hashes", flat=True).first()
    if full is not None:
        return bytes(full)[: width * HASH]
    if level == 0:
        rows = Leaf.objects.filter(index__gte=index * WIDTH, index__lt=index * WIDTH + width).order_by("index")
        found = b"".join(bytes(h) for h in rows.values_list("hash", flat=True))
    else:
        found = b"".join(_roots(level, index, width))
    if len(found) != width * HASH:
        raise Broken(f"tile {level}/{index} is not there")
    return found


# One statement, so that under load the sequencer asks the database once for a whole batch.
TAKE_AND_PLACE = """
WITH taken AS (DELETE FROM ledger_pending RETURNING entry_id, hash)
INSERT INTO ledger_leaf ("index", entry_id, hash)
SELECT (SELECT coalesce(max("index"), -1) FROM ledger_leaf) + row_number() OVER (ORDER BY entry_id), entry_id, hash
FROM taken ORDER BY entry_id RETURNING "index"
"""


def integrate() -> int:
    """Give every committed entry its place. Returns the size of the tree. On SQLite there is nothing to do.

    PostgreSQL: one sequencer at a time. What a snapshot shows of the waiting entries is closed under "was seen by", and
    their keys grow in that order, so an act never stands before the approval that it rests on.
    """
    if connection.vendor == "sqlite":
        return size()
    if not Pending.objects.exists():
        return size()
    with gate.whole(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEQUENCER])
        cursor.execute(TAKE_AND_PLACE)
        placed: list[int] = [index for (index,) in cursor.fetchall()]
        if not placed:
            return size()
        for tile in range(min(placed) // WIDTH, (max(placed) + 1) // WIDTH):
            _close(0, tile)
        return max(placed) + 1


@contextmanager
def still() -> Iterator[int]:
    """The size of the tree in a snapshot in which every committed entry has its place, so that state and tree agree."""
    for _turn in range(100):
        integrate()
        with gate.snapshot():
            if connection.vendor == "sqlite" or not Pending.objects.exists():
                yield size()
                return
        time.sleep(0.02)
    raise Broken("entries come in faster than the sequencer places them: try again in a quieter moment")


def entry_at(index: int) -> Entry:
    return Leaf.objects.select_related("entry").get(index=index).entry
