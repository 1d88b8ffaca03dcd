# SPDX-License-Identifier: EUPL-1.2
"""The counter while the machine does not answer: a signed queue, brought back through the same door, conflicts and all."""

from __future__ import annotations

import json
from base64 import b64encode
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from precinto.access.models import Person
from precinto.custody.models import Thing
from precinto.documents.models import Loan
from precinto.documents.offline import queue as reading
from precinto.documents.offline import replay
from precinto.documents.offline.models import Movement, Queue
from precinto.ledger.models import Entry
from precinto.ledger.verify import verify
from precinto.procedures.refusals import words
from precinto.records.clock import now
from precinto.records.errors import BadFacts, Refused
from tests.documents.away import Away
from tests.world import World

pytestmark = pytest.mark.database


class Office:
    def __init__(self, world: World) -> None:
        self.world, self.away = world, Away()
        self.document = world.document(copies=5)
        self.rosa = Person.objects.get(account__login="rosa").code
        self.station = world.do("carmen", "documents.station.enrol", name="Ventanilla 2", key=self.away.public).case
        world.do("jaime", "documents.station.let_in", self.station.pk)

    def copy(self, number: int) -> str:
        return self.world.copy(self.document, number)

    def approved(self, number: int) -> Loan:
        return self.world.loan(self.copy(number), stage="approved")

    def bring(self, *lines: str) -> Queue:
        return Queue.objects.get(
            pk=self.world.do("carmen", "documents.queue.bring", text="\n".join(lines) + "\n").case.pk
        )

    def replay(self, queue: Queue) -> replay.Outcome:
        return replay.replay(queue, by=self.world.officer("carmen"))


@pytest.fixture
def office(world: World) -> Office:
    return Office(world)


def test_a_morning_without_the_machine(office: Office) -> None:
    """Lent and taken back off-line; both are in the books afterwards, with the time at which they happened."""
    loan = office.approved(1)
    earlier = now() - timedelta(hours=2)
    lines = [
        office.away.line("out", office.copy(1), person=office.rosa, at=earlier),
        office.away.line("back", office.copy(1), at=earlier + timedelta(hours=1)),
    ]
    queue = office.bring(*lines)
    assert (queue.count, queue.first) == (2, 1)
    assert office.replay(queue) == replay.Outcome(2, 0)
    assert Loan.objects.get(pk=loan.pk).stage == "returned"
    entry = Entry.objects.get(procedure="documents.lend", case=loan.pk, step="hand_over", kind="act")
    body = json.loads(bytes(entry.body))
    assert body["deferred"] is True
    assert body["occurred"].startswith(earlier.strftime("%Y-%m-%dT%H:%M"))
    office.world.do("carmen", "documents.queue.settle", queue.pk)
    assert verify().sound


def test_what_the_door_refuses_is_a_conflict_and_may_be_taken_again(office: Office) -> None:
    """Handed over without an approval: the books do not take it until there is one."""
    queue = office.bring(office.away.line("out", office.copy(2), person=office.rosa))
    assert office.replay(queue) == replay.Outcome(0, 1)
    movement = Movement.objects.get()
    assert (movement.state, movement.refusal) == ("conflict", "movement-no-step")
    with pytest.raises(Refused) as refused:
        office.world.do("carmen", "documents.queue.settle", queue.pk)
    assert refused.value.reason == "movements-left"
    office.approved(2)
    assert replay.take(queue, movement, by=office.world.officer("carmen")) is None
    assert Movement.objects.get().state == "done"
    assert Thing.objects.get(code=office.copy(2)).person.code == office.rosa  # type: ignore[union-attr]


def test_folios_that_differ_are_a_conflict_with_their_own_words(office: Office) -> None:
    office.approved(1)
    queue = office.bring(office.away.line("out", office.copy(1), person=office.rosa, folios=11))
    office.replay(queue)
    assert Movement.objects.get().refusal == "folios-differ"


def test_set_aside_with_a_reason(office: Office) -> None:
    queue = office.bring(office.away.line("back", office.copy(3)))
    office.replay(queue)
    office.world.do("jaime", "documents.queue.set_aside", queue.pk, n=1, reason="se leyó dos veces")
    office.world.do("carmen", "documents.queue.settle", queue.pk)
    with pytest.raises(Refused) as refused:
        office.world.do("carmen", "documents.queue.set_aside", queue.pk, n=1, reason="otra vez")
    assert refused.value.reason == "wrong-stage"


def test_a_replay_that_was_killed_goes_on_and_does_nothing_twice(office: Office) -> None:
    for number in (1, 2, 3):
        office.approved(number)
    queue = office.bring(*(office.away.line("out", office.copy(n), person=office.rosa) for n in (1, 2, 3)))
    officer = office.world.officer("carmen")
    movement = queue.movements.get(n=1)
    found, step, case, facts = replay.step_of(movement)
    from precinto.procedures.perform import perform

    # Killed after the act and before it was noted.
    perform(
        found,
        step,
        case,
        by=officer,
        facts=facts | {"occurred_at": movement.at},
        intent=f"offline-{office.away.name}-1",
    )
    before = Entry.objects.filter(step="hand_over", kind="act").count()
    assert office.replay(queue) == replay.Outcome(2, 1)
    assert Entry.objects.filter(step="hand_over", kind="act").count() == before + 2


def test_old_lines_beside_new_ones_are_passed_over(office: Office) -> None:
    office.approved(1)
    office.approved(2)
    first = office.away.line("out", office.copy(1), person=office.rosa)
    office.bring(first)
    queue = office.bring(first, office.away.line("out", office.copy(2), person=office.rosa))
    assert (queue.first, queue.count, Movement.objects.count()) == (2, 1, 2)


# ---- what is refused: more of it stands in tests/stories/test_offline.py


def refusal(office: Office, *lines: str) -> str:
    with pytest.raises(Refused) as refused:
        office.bring(*lines)
    return refused.value.reason


def test_a_past_that_was_written_anew_is_refused(office: Office) -> None:
    first = office.away.line("back", office.copy(1))
    office.bring(first)
    office.away.n, office.away.prev = 0, ""
    other = office.away.line("back", office.copy(3))
    assert refusal(office, other, office.away.line("back", office.copy(2))) == "queue-other-past"


def test_tomorrow_is_refused(office: Office) -> None:
    with pytest.raises(BadFacts) as refused:
        office.bring(office.away.line("back", office.copy(1), at=now() + timedelta(days=1)))
    assert refused.value.errors == {"text": [words("queue-from-tomorrow", {"line": 1})]}


# ---- the file itself

AT = datetime.fromisoformat("2026-11-24T10:00:00+00:00")


@pytest.fixture(scope="module")
def three() -> tuple[Away, str]:
    away = Away()
    return away, "\n".join(away.line("back", f"CE260000100{n}X", at=AT - timedelta(hours=1)) for n in (1, 2, 3)) + "\n"


def test_a_queue_is_read_as_it_was_written(three: tuple[Away, str]) -> None:
    away, text = three
    assert [line.n for line in reading.read(text, away.public, now=AT)] == [1, 2, 3]


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_no_changed_byte_is_believed(three: tuple[Away, str], data: st.DataObject) -> None:
    away, text = three
    place = data.draw(st.integers(0, len(text) - 2))
    other = data.draw(st.characters(min_codepoint=32, max_codepoint=126).filter(lambda c: c != text[place]))
    spoilt = text[:place] + other + text[place + 1 :]
    with pytest.raises(reading.QueueError):
        reading.read(spoilt, away.public, now=AT)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda t: "", "queue-empty"),
        (lambda t: "nada\n", "queue-malformed"),
        (lambda t: "\n".join(t.split("\n")[1:2] + t.split("\n")[:1]) + "\n", "queue-broken"),
        (lambda t: "\n".join(t.split("\n")[0:1] + t.split("\n")[2:3]) + "\n", "queue-broken"),
        (lambda t: t.replace('"v":1', '"v":2', 1), "queue-malformed"),
        (lambda t: t.replace('"do":"back"', '"do":"lose"', 1), "queue-malformed"),
        (lambda t: t.replace('"folios":12', '"folios":12.0', 1), "queue-malformed"),
        (lambda t: t.replace('"folios":12', '"folios":11', 1), "queue-not-signed"),
        (lambda t: t.replace('{"v"', '{ "v"', 1), "queue-malformed"),
        (lambda t: t * 200, "queue-too-long"),
        (lambda t: "[" * 100_000, "queue-malformed"),
    ],
)  # fmt: skip
def test_what_is_no_queue_is_said(three: tuple[Away, str], change: Any, reason: str) -> None:
    away, text = three
    with pytest.raises(reading.QueueError) as refused:
        reading.read(change(text), away.public, now=AT)
    assert refused.value.reason == reason


def test_what_is_written_tomorrow_is_not_read_today(three: tuple[Away, str]) -> None:
    away, text = three
    with pytest.raises(reading.QueueError) as refused:
        reading.read(text, away.public, now=AT - timedelta(days=1))
    assert (refused.value.reason, refused.value.line) == ("queue-from-tomorrow", 1)


@pytest.mark.parametrize("key", ["", "nada", b64encode(b"x" * 91).decode()])
def test_what_is_no_key_is_said(key: str) -> None:
    with pytest.raises(reading.QueueError) as refused:
        reading.public_key(key)
    assert refused.value.reason == "queue-bad-key"


def test_the_station_of_a_queue_is_the_one_whose_key_signed_it(three: tuple[Away, str]) -> None:
    _away, text = three
    with pytest.raises(reading.QueueError) as refused:
        reading.read(text, Away().public, now=AT)
    assert refused.value.reason == "queue-not-signed"
