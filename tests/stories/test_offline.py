# SPDX-License-Identifier: EUPL-1.2
"""1.4: the counter off-line. A station is let in by another, its queue is brought back whole, and every movement is decided."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from precinto.access.models import Person
from precinto.documents.models import Document
from precinto.ledger.models import Entry
from tests.station import Away
from tests.stories.telling import MINUTES_AGO, PAPER, Move, Stories, Telling, told

Fact = Callable[[Telling], str]
OWN = "queue"


def away(office: Telling) -> Away:
    found = office.names.get("away")
    if not isinstance(found, Away):
        found = office.names["away"] = Away(clerk=Person.objects.get(account__login="carmen").code)
    return found


def public(office: Telling) -> str:
    return away(office).public


def moved(*numbers: int, spoil: Callable[[str], str] = str, forget: bool = False) -> Fact:
    """The movements with these numbers, as the station wrote them. `forget`: as one that goes on from another past."""

    def text(office: Telling) -> str:
        station = away(office)
        written: dict[int, str] = office.names.setdefault("written", {})
        thing = Document.objects.latest("pk").copies.get(number=1).thing.code
        for _ in range(max(numbers) - len(written)):
            if forget:
                station.prev = "b" * 44
            written[len(written) + 1] = station.line("back", thing)
        return spoil("\n".join(written[n] for n in numbers) + "\n")

    return text


ENROL: Move = ("carmen", "station.enrol", {"name": "Ventanilla 2", "key": public})
IN: list[Move] = [PAPER, ENROL, ("jaime", "station.let_in")]
BROUGHT: list[Move] = [*IN, ("carmen", "bring", {"text": moved(1)})]
CONFLICT: list[Move] = [*BROUGHT, ("carmen", "note", {"n": 1, "refusal": "movement-no-step"})]


def first_act(_office: Telling) -> str:
    return str(Entry.objects.filter(kind="act").earliest("pk").act)


DONE: Stories = {
    "a station is enrolled": ([ENROL], "asked"),
    "let in": ([ENROL, ("jaime", "station.let_in")], "let_in"),
    "withdrawn by the head": ([ENROL, ("jaime", "station.let_in"), ("jaime", "station.withdraw")], "withdrawn"),
    "withdrawn by security, before it was let in": ([ENROL, ("sara", "station.withdraw")], "withdrawn"),
    "a queue is brought back": (BROUGHT, "brought"),
    "a second one goes on from there": ([*BROUGHT, ("pilar", "bring", {"text": moved(2, 3)})], "brought"),
    "old movements beside new ones": ([*BROUGHT, ("pilar", "bring", {"text": moved(1, 2)})], "brought"),
    "a movement is refused": (CONFLICT, "brought"),
    "set aside by the head": ([*CONFLICT, ("jaime", "set_aside")], "brought"),
    "settled": ([*CONFLICT, ("carmen", "set_aside"), ("pilar", "settle")], "settled"),
}  # fmt: skip

REFUSED: Stories = {
    "enrolled by a reader": ([("rosa", "station.enrol", {"name": "Mesa de Rosa", "key": public})], "not-your-role"),
    "enrolled twice": ([ENROL, ENROL], "station-known"),
    "enrolled with what is no key": ([("carmen", "station.enrol", {"name": "X", "key": "nada"})], "bad-facts"),
    "let in by a clerk": ([ENROL, ("pilar", "station.let_in")], "not-your-role"),
    "let in by whoever enrolled it": (
        [("carmen", "delegate.delegate", {"taker": "jaime", "role": "clerk"}),
         ("jaime", "station.enrol", {"name": "X", "key": public}), ("jaime", "station.let_in")], "second-person",
    ),
    "let in without the password": ([ENROL, ("jaime", "station.let_in", {MINUTES_AGO: 30})], "fresh-password"),
    "let in after it was withdrawn": ([ENROL, ("jaime", "station.withdraw"), ("jaime", "station.let_in")], "wrong-stage"),
    "withdrawn by a clerk": ([ENROL, ("carmen", "station.withdraw")], "not-your-role"),
    "brought by a reader": ([*IN, ("rosa", "bring", {"text": moved(1)})], "not-your-role"),
    "brought by the head, who keeps no counter": ([*IN, ("jaime", "bring", {"text": moved(1)})], "not-your-role"),
    "of a station that was not let in": ([PAPER, ENROL, ("carmen", "bring", {"text": moved(1)})], "station-unknown"),
    "of a station that nobody knows": ([PAPER, ("carmen", "bring", {"text": moved(1)})], "station-unknown"),
    "of a station that was withdrawn": (
        [*IN, ("sara", "station.withdraw"), ("carmen", "bring", {"text": moved(1)})], "station-withdrawn",
    ),
    "with one byte altered": (
        [*IN, ("carmen", "bring", {"text": moved(1, spoil=lambda text: text.replace('"folios":12', '"folios":13'))})],
        "bad-facts",
    ),
    "with its first movement missing": ([*IN, ("carmen", "bring", {"text": moved(2)})], "queue-gap"),
    "with one missing between two queues": ([*BROUGHT, ("carmen", "bring", {"text": moved(3)})], "queue-gap"),
    "with one missing in the middle": ([*IN, ("carmen", "bring", {"text": moved(1, 3)})], "bad-facts"),
    "brought twice": ([*BROUGHT, ("pilar", "bring", {"text": moved(1)})], "queue-brought-already"),
    "of another past": ([*BROUGHT, ("carmen", "bring", {"text": moved(2, forget=True)})], "queue-other-past"),
    "of another past at its very beginning": ([*IN, ("carmen", "bring", {"text": moved(1, forget=True)})], "queue-other-past"),
    "noted as done by an act of something else": (
        [*BROUGHT, ("carmen", "note", {"n": 1, "act": first_act})], "movement-not-its-act",
    ),
    "noted as neither": ([*BROUGHT, ("carmen", "note", {"n": 1})], "movement-act-or-refusal"),
    "set aside before anybody tried it": ([*BROUGHT, ("carmen", "set_aside")], "movement-not-tried"),
    "set aside twice": ([*CONFLICT, ("carmen", "set_aside"), ("jaime", "set_aside")], "movement-settled"),
    "set aside without a reason": ([*CONFLICT, ("carmen", "set_aside", {"reason": ""})], "bad-facts"),
    "a movement that is not in it": ([*CONFLICT, ("carmen", "set_aside", {"n": 7})], "bad-facts"),
    "settled while one waits": ([*BROUGHT, ("carmen", "settle")], "movements-left"),
    "settled while one is in conflict": ([*CONFLICT, ("jaime", "settle")], "movements-left"),
}  # fmt: skip


@told(DONE)
def test_done(office: Telling, moves: list[Move], end: str) -> None:
    office.is_done(moves, end, OWN)


@told(REFUSED)
def test_refused(office: Telling, moves: list[Move], end: str) -> None:
    office.is_refused(moves, end, OWN)


def test_what_was_set_aside_keeps_its_reason(office: Telling) -> None:
    office.tell([*CONFLICT, ("jaime", "set_aside", {"n": 1, "reason": "se leyó dos veces"})], OWN)
    assert office.act is not None
    movement: Any = office.act.case.movements.get()  # type: ignore[attr-defined]
    assert (movement.state, movement.reason, movement.refusal) == ("aside", "se leyó dos veces", "movement-no-step")
