# SPDX-License-Identifier: EUPL-1.2
"""1.4 while the machine does not answer: a station is let in by another person, its queue is brought once, whole and in order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from precinto.access.models import Person
from precinto.documents.models import Loan
from precinto.documents.offline import queue as reading
from precinto.documents.offline import replay
from precinto.documents.offline.models import Movement, Queue
from precinto.documents.offline.rules import key_of
from precinto.ledger.models import Entry
from precinto.procedures.perform import perform
from precinto.records import clock
from tests.documents.away import Away
from tests.stories.telling import FACTS, MINUTES_AGO, REASON, Move, Stories, Telling, told

pytestmark = pytest.mark.database
OWN = "queue"
Text = Callable[[Telling], str]


def away(office: Telling) -> Away:
    """The station of the story."""
    found = office.names.setdefault("away", Away())
    assert isinstance(found, Away)
    return found


def back(copy: str = "copy1", days: int = 0) -> Text:
    """One line more: this copy came back."""
    return lambda office: away(office).line("back", office.names[copy], at=clock.now() + timedelta(days=days)) + "\n"


def out(office: Telling) -> str:
    """One line more: the first copy went out to Rosa."""
    rosa = Person.objects.get(account__login="rosa").code
    return away(office).line("out", office.names["copy1"], person=rosa) + "\n"


def skipped(office: Telling) -> str:
    """The second line without the first."""
    back()(office)
    return back("copy2")(office)


def again(office: Telling) -> str:
    """What was brought before, written anew word for word."""
    text: str = office.names["brought"]
    return text


def of_a_copied_disk(office: Telling) -> str:
    """It goes on from something that was never brought."""
    away(office).prev = reading.digest("otra cosa")
    return back("copy2")(office)


def first(office: Telling) -> str:
    text = back()(office)
    office.names["brought"] = text
    return text


def of_a_stranger(office: Telling) -> str:
    return Away().line("back", office.names["copy1"]) + "\n"


def foreign(office: Telling) -> str:
    return str(Entry.objects.filter(kind="act")[0].act)


def its_act(office: Telling) -> str:
    """The movement is taken through the door, and killed before that was noted."""
    movement = Movement.objects.latest("pk")
    procedure, step, case, facts = replay.step_of(movement)
    key = key_of(movement.station, movement.n)
    facts["occurred_at"] = movement.at
    act = perform(procedure, step, case, by=office.officer("carmen"), facts=facts, intent=key)
    return str(act.uuid)


FACTS.update(
    {
        "station.enrol": {"name": "Ventanilla 2", "key": lambda office: away(office).public},
        "station.withdraw": REASON,
        "queue.bring": {"text": first},
        "queue.note": {"n": 1, "refusal": "movement-no-step"},
        "queue.set_aside": {"n": 1} | REASON,
    }
)  # fmt: skip

PAPER: Move = ("carmen", "register.register")
ASKED: list[Move] = [PAPER, ("carmen", "station.enrol")]
LET_IN: list[Move] = [*ASKED, ("jaime", "station.let_in")]
BROUGHT: list[Move] = [*LET_IN, ("carmen", "bring")]
CONFLICT: list[Move] = [*BROUGHT, ("carmen", "note")]
LENT: list[Move] = [*LET_IN, ("rosa", "lend.request"), ("luis", "lend.approve"), ("carmen", "bring", {"text": out})]
DONE_IT: Move = ("carmen", "note", {"act": its_act, "refusal": None})

DONE: Stories = {
    "a station asks": (ASKED, "asked"),
    "it is let in": (LET_IN, "let_in"),
    "it is withdrawn": ([*LET_IN, ("sara", "station.withdraw")], "withdrawn"),
    "a queue is brought": (BROUGHT, "brought"),
    "another goes on from it": ([*BROUGHT, ("carmen", "bring", {"text": back("copy2")})], "brought"),
    "a movement is refused": (CONFLICT, "brought"),
    "a movement is done": ([*LENT, DONE_IT], "brought"),
    "a conflict is set aside": ([*CONFLICT, ("jaime", "set_aside")], "brought"),
    "settled": ([*CONFLICT, ("jaime", "set_aside"), ("carmen", "settle")], "settled"),
}  # fmt: skip

REFUSED: Stories = {
    "a station enrolled by a reader": ([PAPER, ("rosa", "station.enrol")], "not-your-role"),
    "a station under what is no key": ([PAPER, ("carmen", "station.enrol", {"key": "nada"})], "bad-facts"),
    "a station enrolled twice": ([*ASKED, ("pilar", "station.enrol")], "station-known"),
    "let in by whoever enrolled it": (
        [("jaime", "delegate.delegate", {"taker": "carmen", "role": "head"}), *ASKED, ("carmen", "station.let_in")],
        "second-person",
    ),
    "let in without the password": ([*ASKED, ("jaime", "station.let_in", {MINUTES_AGO: 60})], "fresh-password"),
    "brought by a reader": ([*LET_IN, ("rosa", "bring")], "not-your-role"),
    "of a station that waits": ([*ASKED, ("carmen", "bring")], "station-unknown"),
    "of a station that was withdrawn": (
        [*LET_IN, ("jaime", "station.withdraw"), ("carmen", "bring")], "station-unknown",
    ),
    "of a station that nobody knows": ([*LET_IN, ("carmen", "bring", {"text": of_a_stranger})], "station-unknown"),
    "with a movement missing": ([*LET_IN, ("carmen", "bring", {"text": skipped})], "queue-gap"),
    "brought twice": ([*BROUGHT, ("pilar", "bring", {"text": again})], "queue-brought-already"),
    "of another past": ([*BROUGHT, ("carmen", "bring", {"text": of_a_copied_disk})], "queue-other-past"),
    "of tomorrow": ([*LET_IN, ("carmen", "bring", {"text": back(days=1)})], "bad-facts"),
    "noted with an act of something else": (
        [*BROUGHT, ("carmen", "note", {"act": foreign, "refusal": None})], "movement-not-its-act",
    ),
    "noted with neither": ([*BROUGHT, ("carmen", "note", {"refusal": None})], "movement-act-or-refusal"),
    "noted with both": ([*BROUGHT, ("carmen", "note", {"act": foreign})], "movement-act-or-refusal"),
    "noted when it is done": ([*LENT, DONE_IT, ("carmen", "note")], "movement-settled"),
    "set aside when it is done": ([*LENT, DONE_IT, ("carmen", "set_aside")], "movement-settled"),
    "set aside before it was tried": ([*BROUGHT, ("carmen", "set_aside")], "movement-settled"),
    "settled with a movement left": ([*CONFLICT, ("carmen", "settle")], "movements-left"),
}  # fmt: skip


@told(DONE)
def test_done(office: Telling, moves: list[Move], end: str) -> None:
    office.is_done(moves, end, OWN)


@told(REFUSED)
def test_refused(office: Telling, moves: list[Move], end: str) -> None:
    office.is_refused(moves, end, OWN)


def test_what_no_step_fits_says_so(office: Telling) -> None:
    """Back, though nobody had it: the books stay as they are, and the movement is a conflict with that reason."""
    office.tell(BROUGHT, OWN)
    refused = replay.take(Queue.objects.get(), Movement.objects.get(), by=office.officer("carmen"))
    assert refused is not None
    assert (refused.reason, refused.clause) == ("movement-no-step", "1.4")
    assert (Movement.objects.get().state, Movement.objects.get().refusal) == ("conflict", "movement-no-step")
    assert not Loan.objects.exists()
