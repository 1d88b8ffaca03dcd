# SPDX-License-Identifier: EUPL-1.2
"""PostgreSQL loses its power, or its disk is full: what was acknowledged is there once, and the rest can be sent again."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.db.utils import InterfaceError
from django.test import override_settings

from precinto.ledger import checkpoint, tree
from precinto.ledger.models import Entry, Leaf
from tests.faults.offices import Deed, Offices, morning, whole
from tests.faults.test_outside import small_disk
from tests.postgres import Server, wanted

pytestmark = [pytest.mark.database, pytest.mark.skipif(not wanted(), reason="of PostgreSQL")]
DESKS = 4


@contextmanager
def served_by(server: Server) -> Iterator[None]:
    """This process works on another server."""
    here = connection.settings_dict
    before = here["HOST"]
    connection.close()
    here["HOST"] = str(server.folder)
    try:
        yield
    finally:
        connection.close()
        here["HOST"] = before


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    made.start()
    yield made
    made.stop()


def desk(deeds: list[Deed], acknowledged: int) -> None:
    """In a child: one deed after the other, each noted once it was acknowledged, until the server is gone."""
    try:
        for deed in deeds:
            deed.do()
            os.write(acknowledged, f"{deed.intent}\n".encode())
            if deed.intent.endswith("7"):
                tree.integrate()  # what the sequencer does meanwhile
    except (DatabaseError, InterfaceError):
        pass


def work_until_killed(server: Server, waiting: list[Deed], seconds: float) -> set[str]:
    """Give what was acknowledged before the power went."""
    connection.close()
    reader, writer = os.pipe()
    children = []
    for number in range(DESKS):
        child = os.fork()
        if child == 0:
            os.close(reader)
            try:
                desk(waiting[number::DESKS], writer)
            finally:
                os._exit(0)
        children.append(child)
    os.close(writer)
    time.sleep(seconds)
    server.crash()
    for child in children:
        os.waitpid(child, 0)
    with os.fdopen(reader) as stream:
        answered = set(stream.read().split())
    server.run()
    return answered


def killed_under_load(server: Server, folder: Path, kills: int) -> tuple[int, int]:
    chance = random.Random(20261124)
    acknowledged = 0
    offices = Offices(folder)
    with served_by(server), offices.office("morning", morning) as deeds:
        facts: Any = deeds["register"].facts
        old_note = checkpoint.current().note
        with connection.cursor() as cursor:
            # PostgreSQL 15 copies a template's sequences without logging what they have reached: a crash before the next
            # checkpoint would set them back. Only these copies are made so; an office's database is not.
            cursor.execute("CHECKPOINT")
        for round_ in range(kills):
            intents = [f"{round_}-{n}" for n in range(400)]
            waiting = [Deed("carmen", "documents.register.register", None, facts, intent) for intent in intents]
            answered = work_until_killed(server, waiting, chance.uniform(0.3, 1.0))
            connection.close()
            assert answered, "nothing was done before the kill: the test shows nothing"
            assert len(answered) < len(waiting), "everything was done before the kill: the test shows nothing"
            sent = waiting[: max(intents.index(one) for one in answered) + DESKS * 2]
            for deed in sent:
                assert len(deed.entries) == 1 if deed.intent in answered else len(deed.entries) <= 1
            for deed in sent[-DESKS * 3 :]:
                deed.do()
                assert len(deed.entries) == 1
            acknowledged += len(answered)
            whole()
        assert checkpoint.current().size == Leaf.objects.count() == Entry.objects.count()
        from precinto.ledger.verify import verify

        assert verify(old_note).sound
    return kills, acknowledged


@pytest.fixture
def unblocked(django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), override_settings(PASSWORD_HASHERS=["tests.world.QuickHasher"]):
        yield


@pytest.mark.usefixtures("unblocked")
def test_the_server_killed_under_load(server: Server, tmp_path: Path, record_property: Any) -> None:
    kills, acknowledged = killed_under_load(server, tmp_path, 1)
    record_property("acknowledged", acknowledged)
    assert acknowledged > kills


@pytest.mark.campaign
@pytest.mark.usefixtures("unblocked")
def test_the_server_killed_under_load_for_long(server: Server, tmp_path: Path, record_property: Any) -> None:
    kills, acknowledged = killed_under_load(server, tmp_path, 25)
    record_property("acknowledged", acknowledged)
    assert acknowledged > kills * 10


# ---- its disk


@pytest.fixture
def on_a_small_disk() -> Iterator[Server]:
    made = Server()
    with small_disk(made.data, "256m"):
        made.give(made.data)
        made.start()
        yield made
        made.halt()
    made.stop()


def fill(folder: Path, left: int) -> Path:
    """A file that takes all room but so many bytes."""
    ballast = folder / "ballast"
    disk = os.statvfs(folder)
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, disk.f_bavail * disk.f_frsize - left)
    return ballast


@pytest.mark.usefixtures("unblocked")
def test_a_full_disk_stops_the_act_and_room_lets_it_go_on(
    on_a_small_disk: Server, tmp_path: Path, record_property: Any
) -> None:
    """Where the log itself finds no room the server ends; where a table finds none, the act does."""
    server = on_a_small_disk
    with served_by(server), Offices(tmp_path).office("morning", morning) as deeds:
        facts: Any = deeds["register"].facts
        ballast = fill(server.data, 3 * 2**20)
        done: list[Deed] = []
        stopped: Deed | None = None
        for number in range(3000):
            deed = Deed("carmen", "documents.register.register", None, facts, f"more-{number}")
            try:
                deed.do()
            except (DatabaseError, InterfaceError):
                stopped = deed
                break
            done.append(deed)
        assert stopped is not None
        assert done
        connection.close()
        ballast.unlink()
        server.back()
        assert all(len(deed.entries) == 1 for deed in done)
        assert len(stopped.entries) <= 1
        whole(stopped)
        stopped.do()
        assert len(stopped.entries) == 1
        whole()
    record_property("acts before the disk was full", len(done))
