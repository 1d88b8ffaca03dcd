# SPDX-License-Identifier: EUPL-1.2
"""The disk is full, the clock goes back, the database server goes away: nothing half done, and it works again afterwards."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, OperationalError, connection
from django.db.utils import InterfaceError

from precinto.ledger.models import Entry
from precinto.records import clock
from precinto.records.errors import Broken, Refused
from precinto.records.sqlite import base
from tests.faults.offices import Deed, Offices, at_statement, in_child, morning, rows, whole
from tests.postgres import wanted
from tests.world import set_back

SQLITE = pytest.mark.skipif(wanted(), reason="of SQLite")
POSTGRES = pytest.mark.skipif(not wanted(), reason="of PostgreSQL")
pytestmark = pytest.mark.database


def register(deeds: dict[str, Deed], number: int) -> Deed:
    return Deed("carmen", "documents.register.register", None, deeds["register"].facts, f"more-{number}")


# ---- disk


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Path]:
    """A disk of a few megabytes; only root can have one."""
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("a small disk can be mounted by root only")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def filled(deeds: dict[str, Deed], done: list[int]) -> str:
    """Register until the database says why it cannot."""
    for number in range(2000):
        try:
            register(deeds, number).do()
        except OperationalError as error:
            return str(error)
        done.append(number)
    return ""


@SQLITE
def test_a_full_disk_stops_the_act_and_room_lets_it_go_on(offices: Offices, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "4m") as disk, offices.office("morning", morning, into=disk) as deeds:
        done: list[int] = []
        assert "full" in filled(deeds, done)
        connection.close()
        failed = register(deeds, len(done))
        assert done
        assert not failed.entries
        assert all(len(register(deeds, number).entries) == 1 for number in done)
        whole()
        subprocess.run(["mount", "-o", "remount,size=64m", str(disk)], check=True)
        assert not failed.do().again
        whole(failed)


@SQLITE
def test_a_file_that_may_not_grow_stops_the_act(offices: Offices) -> None:
    """The same without root: a limit on the size of files, in a child of ours."""
    with offices.office("morning", morning) as deeds:
        before = rows()

        def fill() -> tuple[int, str]:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            size = os.stat(connection.settings_dict["NAME"]).st_size
            resource.setrlimit(resource.RLIMIT_FSIZE, (size // 2, size))
            done: list[int] = []
            error = filled(deeds, done)
            return len(done), error

        (done, error), _status = in_child(fill)
        assert error
        assert Entry.objects.filter(intent__contains=":more-").count() == done
        assert (rows() == before) == (done == 0)
        whole()
        assert not register(deeds, done).do().again
        whole()


@SQLITE
def test_less_than_full_synchronisation_is_refused(monkeypatch: pytest.MonkeyPatch, offices: Offices) -> None:
    """The negative control: with NORMAL or OFF an acknowledged act may be lost with the power."""
    with offices.office("morning", morning):
        for weaker in ("NORMAL", "OFF"):
            connection.close()
            monkeypatch.setattr(base, "PRAGMAS", base.PRAGMAS.replace("synchronous=FULL", f"synchronous={weaker}"))
            with pytest.raises(Broken):
                connection.ensure_connection()
            monkeypatch.undo()
        connection.close()
        whole()


# ---- clock


def test_a_clock_set_back_is_on_record_and_the_order_stays(offices: Offices) -> None:
    with offices.office("morning", morning) as deeds:
        with clock.at(set_back()):
            deeds["register"].do()
            deeds["take_back"].do()
        deeds["settle"].do()
        kinds = list(Entry.objects.order_by("-pk").values_list("kind", flat=True)[:4])
        assert kinds == ["act", "act", "act", "clock"]
        whole()


def test_a_clock_set_back_by_little_is_let_pass(offices: Offices) -> None:
    with offices.office("morning", morning) as deeds:
        with clock.at(clock.now() - timedelta(seconds=30)):
            deeds["register"].do()
        assert not Entry.objects.filter(kind="clock").exists()
        whole()


def test_a_refusal_under_a_clock_set_back_is_on_record_too(offices: Offices) -> None:
    with offices.office("morning", morning) as deeds:
        with clock.at(clock.now() - timedelta(days=40)), pytest.raises(Refused):
            deeds["refused"].do()
        assert list(Entry.objects.order_by("-pk").values_list("kind", flat=True)[:2]) == ["attempt", "clock"]
        whole()


# ---- PostgreSQL goes away


def hang_up() -> None:
    """The server ends this very connection, by another one."""
    pid = connection.connection.info.backend_pid

    def end() -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
        finally:
            connection.close()

    other = threading.Thread(target=end)
    other.start()
    other.join()
    time.sleep(0.02)


@POSTGRES
@pytest.mark.parametrize("name", ["hand_over", "forget", pytest.param("register", marks=pytest.mark.campaign),
                                  pytest.param("take_back", marks=pytest.mark.campaign)])  # fmt: skip
def test_a_connection_ended_at_each_statement(offices: Offices, name: str, record_property: Any) -> None:
    with offices.office("morning", morning) as deeds:
        deed: Deed = deeds[name]
        before, number = rows(), 0
        while not deed.entries:
            number += 1
            try:
                with at_statement(number, hang_up):
                    deed.do()
            except (DatabaseError, InterfaceError):
                connection.close()
                done = bool(deed.entries)
            else:
                connection.close()
                done = True  # ended after the commit
            assert done == bool(deed.entries)
            if not done:
                assert rows() == before
                whole(deed)
        record_property("faults", number)
        connection.close()
        whole(deed)
        assert deed.do().again
        assert number > 10
