# SPDX-License-Identifier: EUPL-1.2
"""What the counter says of a reading: calmly, when there is nothing to do, or so that the hand stops. Nothing moves either way."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from precinto.custody import codes
from precinto.custody.models import Place
from precinto.documents.models import Document
from precinto.ledger.append import new_act
from precinto.ledger.seal import Sealer
from precinto.records import gate, journal
from precinto.records.clock import now
from tests.documents.test_counter import ANU, DEV, FIN, QUI, Counter, badge
from tests.world import World

pytestmark = pytest.mark.database
ENT = codes.make("Z", command="ENT")
STRANGE = [command for command in codes.COMMANDS if command not in ("FIN", "ANU", "DEV", "ENT", "PRE", "QUI")]

Texts = Callable[[World, Document], list[str]]


def lent(world: World, document: Document) -> str:
    code = world.copy(document)
    world.loan(code)
    return code


def waiting(world: World, document: Document) -> str:
    code = world.copy(document)
    world.loan(code, stage="approved")
    return code


def another_safe(world: World) -> Place:
    world.do("jaime", "office.place.open", name="Caja 2", kind="safe", level="S")
    return Place.objects.filter(kind="safe").latest("pk")


def house(world: World) -> str:
    world.do("jaime", "office.place.open", name="Sede", kind="building", level="S")
    return str(Place.objects.get(kind="building").code)


def broken(world: World, document: Document) -> str:
    """The books were damaged: the copy is in Rosa's hands, and its loan says that it is settled."""
    code = world.copy(document)
    loan = world.loan(code)
    with gate.whole(), journal.writing(new_act(), now(), Sealer().commit):
        journal.change(loan, stage="settled")
    return code


# What is read, the last word of it, its tone, and what the sentence names.
SAID: dict[str, tuple[Texts, str, str, str]] = {
    "all comes back": (lambda w, d: [DEV], "attention", "everything-comes-back", ""),
    "handing over again": (lambda w, d: [DEV, ENT], "attention", "hand-over-again", ""),
    "whose badge is there already": (lambda w, d: [badge("rosa"), badge("rosa")], "attention", "here-already", "Rosa Lagos"),
    "who has it": (lambda w, d: [QUI], "attention", "who-has-which", ""),
    "who has this one": (lambda w, d: [QUI, lent(w, d)], "attention", "it-is-with", "Rosa Lagos"),
    "set aside, with nothing on the list": (lambda w, d: [ANU], "attention", "list-empty", ""),
    "finished, with nothing on the list": (lambda w, d: [FIN], "stop", "list-empty", ""),
    "the command of another page": (lambda w, d: [codes.make("Z", command=STRANGE[0])], "attention", "not-a-counter-command", ""),
    "another safe": (lambda w, d: [another_safe(w).code], "attention", "safe-chosen", "Caja 2"),
    "a building": (lambda w, d: [house(w)], "stop", "not-a-safe", "Sede"),
    "finished, and nobody is named": (lambda w, d: [waiting(w, d), FIN], "stop", "whose-is-it", "CE26-00001-001-"),
    "what no case says is out": (lambda w, d: [broken(w, d)], "stop", "no-case-of-it", "Rosa Lagos"),
}  # fmt: skip


@pytest.mark.parametrize("story", SAID)
def test_said(world: World, story: str) -> None:
    texts, tone, reason, names = SAID[story]
    read = texts(world, world.document(copies=2))
    before, attempts = world.dump(), world.entries()
    counter = Counter(world)
    desk = counter.read(*read)
    assert [(one, why) for one, why, _clause in counter.said()] == [(tone, reason)]
    (notice,) = desk.notices
    assert names in notice.said.why
    assert "%(" not in f"{notice.said.why} {notice.said.way_out}"
    assert desk.receipts == []
    # Only what a clause refuses is an attempt: a word of the counter itself is none.
    assert (world.dump(), world.entries()) == (before, attempts + bool(notice.said.clause))


def test_while_somebody_waits_for_their_list_nothing_else_begins(world: World) -> None:
    code = waiting(world, world.document())
    counter = Counter(world)
    counter.read(badge("rosa"), code, DEV)
    assert counter.said() == [("stop", "somebody-else-first", "")]
    assert counter.desk.mode == ""
