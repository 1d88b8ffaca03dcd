# SPDX-License-Identifier: EUPL-1.2
"""The counter while the machine does not answer: a signed queue, brought back through the same door, conflicts and all."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from precinto.access.models import Person
from precinto.custody.models import Thing
from precinto.documents.models import Discrepancy, Loan
from precinto.documents.offline import queue as reading
from precinto.documents.offline import replay
from precinto.documents.offline.models import Movement, Queue
from precinto.documents.receipts.models import Receipt
from precinto.ledger.models import Entry
from precinto.ledger.verify import verify
from precinto.procedures.perform import perform
from precinto.procedures.refusals import words
from precinto.records import clock
from precinto.records.clock import now
from precinto.records.errors import BadFacts, Refused
from tests.station import Away
from tests.world import World

pytestmark = pytest.mark.database


class Office:
    def __init__(self, world: World) -> None:
        self.world = world
        self.away = Away(clerk=Person.objects.get(account__login="carmen").code)
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


def tomorrow_at_noon() -> datetime:
    """An hour at which two hours ago is the same day, whenever the tests run."""
    return timezone.localtime(now() + timedelta(days=1)).replace(hour=12, minute=0)


def test_a_morning_without_the_machine(office: Office) -> None:
    """Lent and taken back off-line; both are in the books afterwards, with the time at which they happened."""
    with clock.at(tomorrow_at_noon()):
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
        assert Queue.objects.get(pk=queue.pk).stage == "settled"
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


def test_what_came_back_short_says_where_it_is_written(office: Office) -> None:
    """A station writes no words: the discrepancy names the station and the movement."""
    office.world.loan(office.copy(1))
    queue = office.bring(office.away.line("back", office.copy(1), folios=11))
    assert office.replay(queue) == replay.Outcome(1, 0)
    case = Discrepancy.objects.get()
    assert (case.expected, case.found, case.account) == (12, 11, f"{queue.station.name}, 1")


def test_set_aside_with_a_reason(office: Office) -> None:
    queue = office.bring(office.away.line("back", office.copy(3)))
    office.replay(queue)
    office.world.do("jaime", "documents.queue.set_aside", queue.pk, n=1, reason="se leyó dos veces")
    office.world.do("carmen", "documents.queue.settle", queue.pk)
    with pytest.raises(Refused) as refused:
        office.world.do("carmen", "documents.queue.set_aside", queue.pk, n=1, reason="otra vez")
    assert refused.value.reason == "wrong-stage"


def test_set_aside_only_what_is_in_conflict(office: Office) -> None:
    office.approved(1)
    lines = office.away.line("out", office.copy(1), person=office.rosa), office.away.line("back", office.copy(2))
    queue = office.bring(*lines)
    office.replay(queue)
    for step, facts in (("set_aside", {"reason": "x"}), ("note", {"refusal": "x"})):
        with pytest.raises(Refused) as refused:
            office.world.do("carmen", f"documents.queue.{step}", queue.pk, n=1, **facts)
        assert refused.value.reason == "movement-settled"


def test_a_replay_that_was_killed_goes_on_and_does_nothing_twice(office: Office) -> None:
    for number in (1, 2, 3):
        office.approved(number)
    queue = office.bring(*(office.away.line("out", office.copy(n), person=office.rosa) for n in (1, 2, 3)))
    officer = office.world.officer("carmen")
    movement = queue.movements.get(n=1)
    found, step, case, facts = replay.step_of(movement)
    # Killed after the act and before it was noted.
    facts |= {"occurred_at": movement.at, "noted_by": movement.clerk}
    act = perform(found, step, case, by=officer, facts=facts, intent=f"offline-{office.away.name}-1").uuid
    before = Entry.objects.filter(step="hand_over", kind="act").count()
    # Another clerk goes on with it.
    assert replay.replay(queue, by=office.world.officer("pilar")) == replay.Outcome(3, 0)
    assert Entry.objects.filter(step="hand_over", kind="act").count() == before + 2
    assert queue.movements.get(n=1).act == act


def test_brought_twice_is_brought_once(office: Office) -> None:
    office.approved(1)
    line = office.away.line("out", office.copy(1), person=office.rosa)
    office.bring(line)
    with pytest.raises(Refused) as refused:
        office.bring(line)
    assert refused.value.reason == "queue-brought-already"


def test_old_lines_beside_new_ones_are_passed_over(office: Office) -> None:
    office.approved(1)
    office.approved(2)
    first = office.away.line("out", office.copy(1), person=office.rosa)
    office.bring(first)
    queue = office.bring(first, office.away.line("out", office.copy(2), person=office.rosa))
    assert (queue.first, queue.count, Movement.objects.count()) == (2, 1, 2)


def body_of(act: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(bytes(Entry.objects.get(act=act, kind="act").body))
    return found


def test_who_stood_there_is_in_the_books_beside_who_brings_it(office: Office) -> None:
    office.approved(1)
    queue = office.bring(office.away.line("out", office.copy(1), person=office.rosa))
    replay.replay(queue, by=office.world.officer("pilar"))
    act = queue.movements.get().act
    assert act is not None
    entry = Entry.objects.get(act=act)
    people = dict(Person.objects.filter(account__login__in=("carmen", "pilar")).values_list("account__login", "pk"))
    assert entry.person == people["pilar"]
    assert body_of(entry.act)["facts"]["noted_by"] == people["carmen"]


def test_what_was_done_at_the_counter_itself_says_nothing_of_it(office: Office) -> None:
    office.world.loan(office.copy(1), stage="lent")
    facts = body_of(Entry.objects.get(step="hand_over", kind="act").act)["facts"]
    assert not {"noted_by", "occurred_at"} & facts.keys()


@pytest.mark.parametrize(
    ("clerk", "reason"),
    [
        ("rosa", "second-person"),
        ("luis", "second-person"),
        ("diego", "noted-by-no-clerk"),
        ("jaime", "noted-by-no-clerk"),
    ],
)
def test_the_door_judges_who_stood_there_as_it_judges_who_brings_it(office: Office, clerk: str, reason: str) -> None:
    """The borrower and who approved it handed nothing over, whoever brings the queue; nor did who keeps no counter."""
    office.approved(1)
    office.away.clerk = Person.objects.get(account__login=clerk).code
    queue = office.bring(office.away.line("out", office.copy(1), person=office.rosa))
    office.replay(queue)
    assert queue.movements.get().refusal == reason


def test_a_clerk_takes_nothing_back_from_themselves(office: Office) -> None:
    world = office.world
    loan = world.loan(world.copy(world.document(scope="unit SEC\npilar")), to="pilar")
    office.away.clerk = Person.objects.get(account__login="pilar").code
    queue = office.bring(office.away.line("back", loan.copy.thing.code))
    office.replay(queue)
    assert queue.movements.get().refusal == "second-person-concerned"


def test_a_badge_that_nobody_has(office: Office) -> None:
    office.approved(1)
    lines = [office.away.line("out", office.copy(1), person="P99999X")]
    office.away.clerk = "P99999X"
    lines += [office.away.line("out", office.copy(1), person=office.rosa)]
    queue = office.bring(*lines)
    office.replay(queue)
    assert [m.refusal for m in queue.movements.order_by("n")] == ["movement-person-unknown", "movement-clerk-unknown"]


def test_given_back_by_somebody_else(office: Office) -> None:
    """1.2: what was read is not what the books say: somebody passed it on, or took the wrong badge."""
    office.world.loan(office.copy(1), stage="lent")
    vera = Person.objects.get(account__login="vera").code
    queue = office.bring(office.away.line("back", office.copy(1), person=vera))
    office.replay(queue)
    assert queue.movements.get().refusal == "movement-other-hands"


def test_both_sign_afterwards(office: Office) -> None:
    """1.4: each movement owes its receipt, as by any other door, and is signed for as any other."""
    for number in (1, 2):
        office.approved(number)
    lines = [office.away.line("out", office.copy(n), person=office.rosa) for n in (1, 2)]
    queue = office.bring(*lines, office.away.line("back", office.copy(1)), office.away.line("back", office.copy(4)))
    assert office.replay(queue) == replay.Outcome(3, 1)
    owed = Receipt.objects.order_by("pk")
    assert [(one.person.code, one.count, one.direction, one.stage) for one in owed] == [
        (office.rosa, 1, "out", "unsigned"), (office.rosa, 1, "out", "unsigned"), (office.rosa, 1, "back", "unsigned"),
    ]  # fmt: skip
    assert all(one.due is not None for one in owed)
    office.world.loan(office.copy(4), stage="lent")
    assert replay.take(queue, queue.movements.get(n=4), by=office.world.officer("carmen")) is None
    (last,) = owed.filter(stage="unsigned")
    assert last.direction == "back", "what was before it was signed when the loan was made"
    assert Queue.objects.get(pk=queue.pk).stage == "settled"
    office.world.do("rosa", "documents.receipt.sign", last.pk)
    assert verify().sound


def test_nothing_is_to_be_signed_where_the_office_does_not_ask_for_it(office: Office) -> None:
    office.world.do("jaime", "office.deadline.set", name="receipt-signature", value=0, reason="firmamos en papel")
    office.approved(1)
    office.replay(office.bring(office.away.line("out", office.copy(1), person=office.rosa)))
    assert not Receipt.objects.exists()


def test_in_parts(office: Office) -> None:
    """As a page does it, so that it can say how far it is."""
    for number in (1, 2, 3):
        office.approved(number)
    queue = office.bring(*(office.away.line("out", office.copy(n), person=office.rosa) for n in (1, 2, 3)))
    by = office.world.officer("carmen")
    told: list[tuple[int, int]] = []
    assert replay.replay(queue, by=by, most=2, told=lambda n, of: told.append((n, of))) == replay.Outcome(2, 0, 1)
    assert told == [(1, 3), (2, 3)]
    assert Queue.objects.get(pk=queue.pk).stage == "brought"
    assert Receipt.objects.count() == 2
    assert replay.replay(queue, by=by, most=2) == replay.Outcome(1, 0)
    assert Queue.objects.get(pk=queue.pk).stage == "settled"


def test_a_conflict_that_changes_back_and_forth_is_still_noted(office: Office) -> None:
    """Each look leaves what it found: a movement never stands as it stood before."""
    queue = office.bring(office.away.line("out", office.copy(1), person=office.rosa, folios=11))
    by = office.world.officer("carmen")
    found = []
    for _ in range(2):
        loan = office.world.loan(office.copy(1), stage="approved")
        replay.take(queue, queue.movements.get(), by=by)
        found.append(queue.movements.get().refusal)
        office.world.do("rosa", "documents.lend.withdraw", loan.pk)
        replay.take(queue, queue.movements.get(), by=by)
        found.append(queue.movements.get().refusal)
    assert found == ["folios-differ", "movement-no-step"] * 2


def test_the_longest_queue_fits_into_one_entry(office: Office) -> None:
    long = partial(office.away.line, person="P" + "9" * 19, place="L" + "9" * 19, folios=2**31 - 1)
    office.away.clerk = "P" + "9" * 19
    queue = office.bring(*(long("back", "C" + "9" * 29) for _ in range(reading.MOST)))
    assert queue.count == reading.MOST


# ---- what is refused


def refusal(office: Office, *lines: str) -> str:
    with pytest.raises(Refused) as refused:
        office.bring(*lines)
    return refused.value.reason


def test_a_gap_is_said(office: Office) -> None:
    office.away.line("out", office.copy(1))
    assert refusal(office, office.away.line("back", office.copy(1))) == "queue-gap"


def test_another_past_is_refused(office: Office) -> None:
    """Two copies of the station's disk: the second one goes on from something else."""
    office.bring(office.away.line("back", office.copy(1)))
    office.away.prev = reading.digest("otra cosa")
    assert refusal(office, office.away.line("back", office.copy(2))) == "queue-other-past"


def test_a_past_that_was_written_anew_is_refused(office: Office) -> None:
    first = office.away.line("back", office.copy(1))
    office.bring(first)
    office.away.n, office.away.prev = 0, ""
    other = office.away.line("back", office.copy(3))
    assert refusal(office, other, office.away.line("back", office.copy(2))) == "queue-other-past"


def test_a_station_that_nobody_let_in(office: Office) -> None:
    stranger = Away()
    assert refusal(office, stranger.line("back", office.copy(1))) == "station-unknown"
    office.world.do("carmen", "documents.station.enrol", name="Otra", key=stranger.public)
    stranger.n, stranger.prev = 0, ""
    assert refusal(office, stranger.line("back", office.copy(1))) == "station-unknown"


def test_a_station_that_was_withdrawn(office: Office) -> None:
    office.world.do("jaime", "documents.station.withdraw", office.station.pk, reason="se llevó a reparar")
    assert refusal(office, office.away.line("back", office.copy(1))) == "station-withdrawn"


def test_a_station_is_enrolled_once_and_let_in_by_another(office: Office) -> None:
    with pytest.raises(Refused) as refused:
        office.world.do("carmen", "documents.station.enrol", name="Otra vez", key=office.away.public)
    assert refused.value.reason == "station-known"
    other = office.world.do("carmen", "documents.station.enrol", name="Tres", key=Away().public).case
    with pytest.raises(Refused) as refused:
        office.world.do("carmen", "documents.station.let_in", other.pk)
    assert refused.value.reason == "not-your-role"


def test_an_act_that_is_not_its_own_settles_no_movement(office: Office) -> None:
    queue = office.bring(office.away.line("back", office.copy(1)))
    foreign = Entry.objects.filter(kind="act")[0].act
    for facts, reason in (({"act": str(foreign)}, "movement-not-its-act"), ({}, "movement-act-or-refusal")):
        with pytest.raises(Refused) as refused:
            office.world.do("carmen", "documents.queue.note", queue.pk, n=1, **facts)
        assert refused.value.reason == reason


def test_a_reader_brings_nothing(office: Office) -> None:
    with pytest.raises(Refused) as refused:
        office.world.do("rosa", "documents.queue.bring", text=office.away.line("back", office.copy(1)))
    assert refused.value.reason == "not-your-role"


def test_tomorrow_is_refused(office: Office) -> None:
    with pytest.raises(BadFacts) as refused:
        office.bring(office.away.line("back", office.copy(1), at=now() + timedelta(days=1)))
    (said,) = refused.value.errors["text"]
    assert said == words("queue-from-tomorrow", {"line": 1})
