# SPDX-License-Identifier: EUPL-1.2
"""Whole transactions, and a fair queue before SQLite's one write lock.

SQLite wakes waiting writers by sleeping and trying again, so that under load one of them may wait seconds while others pass.
Writers of this process queue first come, first served; processes queue at a lock file beside the database.
"""

from __future__ import annotations

import fcntl
import os
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, transaction

from precinto.records import memo


class Queue:
    """A lock that is granted in the order in which it was asked for."""

    def __init__(self) -> None:
        self._inner = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._taken = False

    @contextmanager
    def turn(self) -> Iterator[None]:
        mine: threading.Lock | None = None
        with self._inner:
            if self._taken:
                mine = threading.Lock()
                mine.acquire()
                self._waiting.append(mine)
            self._taken = True
        if mine is not None:
            mine.acquire()
        try:
            yield
        finally:
            with self._inner:
                if self._waiting:
                    self._waiting.popleft().release()
                else:
                    self._taken = False


_queue = Queue()


@contextmanager
def _file_lock(database: str) -> Iterator[None]:
    if database == ":memory:" or "mode=memory" in database:
        yield
        return
    descriptor = os.open(Path(database).with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def whole() -> Iterator[None]:
    """One transaction: everything in it is in the books, on the disk, or none of it is."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        with memo.kept(), transaction.atomic():
            yield
        return
    with _queue.turn(), _file_lock(str(connection.settings_dict["NAME"])), memo.kept(), transaction.atomic():
        yield


@contextmanager
def snapshot() -> Iterator[None]:
    """Reads that all see the same moment, while writers go on. Nothing may be written in it."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        # Django's own transactions begin as writers here; a plain BEGIN reads from the write-ahead log's present end.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("ROLLBACK")
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
