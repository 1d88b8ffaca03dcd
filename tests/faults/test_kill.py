# SPDX-License-Identifier: EUPL-1.2
"""Killed at any statement of an act, the act is in the books whole or not at all, and the same request again does it once."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection

from precinto.ledger import seal
from precinto.ledger.models import Entry
from precinto.procedures import perform
from tests.faults.offices import DAY, Deed, Offices, at_statement, die, in_child, morning, rows, whole

pytestmark = pytest.mark.database

ACTS = [name for name in DAY if name != "refused"]
FEW = ["register", "hand_over", "forget"]
Note = Callable[[str, object], None]


def until(number: int, deed: Deed) -> int:
    """In a child: do it, and die at that statement. Gives how many there were when it did not come to that."""
    with at_statement(number, die) as count:
        deed.do()
        return count()


def killed_at_each(offices: Offices, name: str) -> int:
    """The same request again and again, killed one statement later each time, until it is done. Gives the faults injected."""
    with offices.office("morning", morning) as deeds:
        deed: Deed = deeds[name]
        before = rows()
        number = 0

        def attempt() -> int:
            return until(number, deed)

        while not deed.entries:
            assert rows() == before, "a change without its entry"
            whole(deed)
            number += 1
            in_child(attempt)
        assert rows() != before, "an entry without its change"
        whole(deed)
        # It was killed after the commit and before anybody heard of it: asked once more, it is that act.
        assert deed.do().again
        (entry,) = deed.entries
        after = rows()
        finished, status = in_child(lambda: deed.do().entry)
        assert (finished, status) == (entry.pk, 0)
        assert rows() == after
        return number


@pytest.mark.parametrize("name", FEW)
def test_killed_at_each_statement(offices: Offices, name: str, record_property: Note) -> None:
    faults = killed_at_each(offices, name)
    record_property("faults", faults)
    assert faults > 10


@pytest.mark.campaign
@pytest.mark.parametrize("name", [name for name in ACTS if name not in FEW])
def test_every_act_killed_at_each_statement(offices: Offices, name: str, record_property: Note) -> None:
    faults = killed_at_each(offices, name)
    record_property("faults", faults)
    assert faults > 10


class Cut(Exception):
    """The request ended before it was answered."""


def errors_at_each(deed: Deed, trouble: Callable[[], None], mend: Callable[[], None] = lambda: None) -> int:
    """Something goes wrong before each statement in turn. Nothing may be done then; in the end it is done once."""
    before, number, finished = rows(), 0, 0
    while not deed.entries:
        number += 1
        try:
            with at_statement(number, trouble) as count:
                deed.do()
                finished = count()
        except (DatabaseError, Cut):
            mend()
            if not deed.entries:
                assert rows() == before
                whole(deed)
    assert rows() != before
    whole(deed)
    assert deed.do().again
    assert finished == 0 or finished < number
    return number


@pytest.mark.parametrize("name", ["hand_over", "forget"])
def test_a_ledger_that_cannot_be_written_stops_the_act(offices: Offices, name: str) -> None:
    """Each statement fails in turn, those of the ledger among them."""

    def fail() -> None:
        raise DatabaseError("injected")

    with offices.office("morning", morning) as deeds:
        assert errors_at_each(deeds[name], fail) > 10


@pytest.mark.campaign
@pytest.mark.parametrize("name", [name for name in ACTS if name not in ("hand_over", "forget")])
def test_a_ledger_that_cannot_be_written_stops_every_act(offices: Offices, name: str) -> None:
    def fail() -> None:
        raise DatabaseError("injected")

    with offices.office("morning", morning) as deeds:
        assert errors_at_each(deeds[name], fail) > 10


@pytest.mark.parametrize("where", ["append", "store", "insert", "place", "commit"])
def test_any_failure_in_the_ledger_stops_the_act(offices: Offices, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    """Not only of the database: whatever is raised while the entry is made."""

    def fail(*_: object, **__: object) -> None:
        raise Cut

    def cannot() -> None:
        raise DatabaseError("injected")

    with offices.office("morning", morning) as deeds:
        for name in ("register", "hand_over", "take_back"):
            deed: Deed = deeds[name]
            before, entries = rows(), Entry.objects.count()
            with monkeypatch.context() as patch:
                if where == "append":
                    patch.setattr(perform, "append", fail)
                elif where == "store":
                    patch.setattr(seal.Sealer, "boxes", fail)
                elif where == "insert":
                    patch.setattr("precinto.ledger.append.canon.dumps", fail)
                elif where == "place":
                    sqlite = connection.vendor == "sqlite"
                    patch.setattr(f"precinto.ledger.append.{'place_next' if sqlite else '_insert_keyed'}", fail)
                else:
                    patch.setattr(connection, "_commit", cannot)
                with pytest.raises((Cut, DatabaseError)):
                    deed.do()
            connection.close()
            assert (rows(), Entry.objects.count()) == (before, entries)
            whole(deed)
            assert not deed.do().again
        whole()


# ---- at random


def busy(deeds: list[Deed], seed: int) -> list[str]:
    """In a child: the deeds of a desk in random order, each noted in a file once it was acknowledged."""
    order = random.Random(seed)
    order.shuffle(deeds)
    done = []
    for deed in deeds:
        deed.do()
        done.append(deed.intent)
        os.write(_ACKNOWLEDGED, f"{deed.intent}\n".encode())
    return done


_ACKNOWLEDGED = -1


def killed_at_random(offices: Offices, rounds: int) -> tuple[int, int]:
    """Kill a desk after a random while, again and again; the requests that were not acknowledged are sent again.

    Gives how often it was killed and how many acts were acknowledged. None is lost, none is there twice.
    """
    global _ACKNOWLEDGED
    kills = acknowledged = 0
    chance = random.Random(20261123)
    with offices.office("morning", morning) as deeds:
        copies = [
            Deed("carmen", "documents.register.register", None, deeds["register"].facts, f"r{n}") for n in range(rounds)
        ]
        everything = [deeds[name] for name in ACTS] + copies
        waiting = list(everything)
        while waiting:
            reader, writer = os.pipe()
            _ACKNOWLEDGED = writer
            connection.close()
            batch = waiting[:12]
            child = os.fork()
            if child == 0:
                try:
                    busy(batch, kills)
                finally:
                    os._exit(0)
            os.close(writer)
            time.sleep(chance.uniform(0.005, 0.15))
            os.kill(child, signal.SIGKILL)
            _pid, status = os.waitpid(child, 0)
            kills += os.WIFSIGNALED(status)
            with os.fdopen(reader) as stream:
                answered = set(stream.read().split())
            acknowledged += len(answered)
            for deed in batch:
                assert len(deed.entries) == 1 if deed.intent in answered else len(deed.entries) <= 1
            waiting = [deed for deed in waiting if deed.intent not in answered]
            chance.shuffle(waiting)
        whole()
        assert all(len(deed.entries) == 1 for deed in everything)
    return kills, acknowledged


def test_killed_at_random(offices: Offices, record_property: Note) -> None:
    kills, acknowledged = killed_at_random(offices, 25)
    record_property("kills", kills)
    record_property("acknowledged", acknowledged)


@pytest.mark.campaign
def test_killed_at_random_for_long(offices: Offices, record_property: Note) -> None:
    kills, acknowledged = killed_at_random(offices, 3000)
    record_property("kills", kills)
    record_property("acknowledged", acknowledged)
    assert kills > 300
